"""A person's plan: read, written, agreed, looked at again, shared."""

from __future__ import annotations

from django.urls import URLPattern, path

from careplans.views import plan, plan_agreed, plan_sharing, plan_writing
from hubs.views.access import View

PLAN = "people/<str:reference>/plan/"


def _of_plan(rest: str, view: View, name: str) -> URLPattern:
    return path(f"{PLAN}{rest}", view, name=name)


urlpatterns: list[URLPattern] = [
    _of_plan("", plan.plan, "plan"),
    _of_plan("versions/<int:number>/", plan.version, "plan-version"),
    _of_plan("beside/<uuid:public_id>/", plan.beside, "plan-beside"),
    _of_plan("beside/<uuid:public_id>/put-away/", plan.put_away, "plan-beside-put-away"),
    _of_plan("parts/<str:part>/", plan_writing.part, "plan-part"),
    _of_plan("goals/new/", plan_writing.goal_new, "plan-goal-new"),
    _of_plan("goals/<uuid:public_id>/", plan_writing.goal, "plan-goal"),
    _of_plan("goals/<uuid:public_id>/end/", plan_writing.goal_end, "plan-goal-end"),
    _of_plan("actions/new/", plan_writing.action_new, "plan-action-new"),
    _of_plan("actions/<uuid:public_id>/", plan_writing.action, "plan-action"),
    _of_plan("actions/<uuid:public_id>/settle/", plan_writing.action_settle, "plan-action-settle"),
    _of_plan("actions/<uuid:public_id>/take-out/", plan_writing.action_take_back, "plan-action-take-out"),
    _of_plan("agree/", plan_agreed.agree, "plan-agree"),
    _of_plan("review/", plan_agreed.review, "plan-review"),
    _of_plan("review/day/", plan_agreed.review_day, "plan-review-day"),
    _of_plan("comments/new/", plan_agreed.comment, "plan-comment"),
    _of_plan("comments/<uuid:public_id>/answer/", plan_agreed.comment_answer, "plan-comment-answer"),
    _of_plan("people/new/", plan_agreed.participant_new, "plan-participant-new"),
    _of_plan(
        "people/<uuid:public_id>/take-out/", plan_agreed.participant_take_out, "plan-participant-take-out"
    ),
    _of_plan("sharing/", plan_sharing.index, "plan-sharing"),
    _of_plan("sharing/<uuid:public_id>/", plan_sharing.with_organisation, "plan-sharing-with"),
    _of_plan("open/", plan_sharing.open_with_reason, "plan-open"),
    path("access/plans/<uuid:public_id>/review/", plan_sharing.review, name="plan-override-review"),
]
