"""Plans of people on the caseload, and what was agreed in them: reviews and actions that fell due.

Sources: community mental health framework (plans made together, reviewed when the person and worker said); MHSDS care
plan types and agreements; NHS England, mental health monthly statistics (MHS19, crisis plans).
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from django.conf import settings

from careplans.rules.parts import Doer
from reporting.indicators import groups, person_rows
from reporting.indicators.declaration import Direction, Indicator, Measure, Split, Unit
from reporting.rules.periods import PeriodKind

ROWS = person_rows.of("plan_state, has_crisis_plan", "on_caseload")

# Reviews and actions whose day lies in the month, with the referral that the person had on the day: the newest of those
# that were open. Without one nobody could see to it, and it is left out, as is an action that is no longer wanted.
FACTS = f"""
    create temporary table night_due on commit drop as
    with due as (
        select 'review' as kind, review.id as row_id, plan.person_id, review.due_on,
            case when review.reviewed_on <= %(as_at)s then review.reviewed_on end as done_on, '' as doer,
            false as dropped
        from careplans_planreview review
        join careplans_plan plan on plan.tenant_id = review.tenant_id and plan.id = review.plan_id
        where review.due_on between %(month_start)s and %(as_at)s
            -- Another day chosen in time takes its place; chosen afterwards it does not undo that this one went by.
            and (
                review.voided_at is null
                or (review.voided_at at time zone '{settings.TIME_ZONE}')::date > review.due_on
            )
            and plan.voided_at is null
        union all
        select 'action', action.id, plan.person_id, action.due_on,
            case when action.state = 'done' and action.settled_on <= %(as_at)s then action.settled_on end, action.doer,
            action.state = 'dropped' and action.settled_on <= %(as_at)s
        from careplans_planaction action
        join careplans_plan plan on plan.tenant_id = action.tenant_id and plan.id = action.plan_id
        where action.due_on between %(month_start)s and %(as_at)s
            and action.voided_at is null
            and plan.voided_at is null
    ),
    placed as (
        select distinct on (due.kind, due.row_id) due.*, held.referral_id, held.provider_id
        from due
        left join night_held held
            on held.person_id = due.person_id
            and held.received_on <= due.due_on
            and coalesce(held.ended_on, 'infinity') >= due.due_on
            and held.rejected_on is null
        order by due.kind, due.row_id, held.received_on desc nulls last, held.referral_id desc
    )
    select
        %(period_end)s::date as period_end,
        placed.person_id,
        {groups.COLUMNS_SQL},
        placed.kind,
        placed.row_id,
        placed.due_on,
        placed.done_on,
        placed.doer,
        case when placed.dropped then 'dropped' when placed.referral_id is null then 'gone' else '' end as exclusion
    from placed
    {groups.joins(person="placed.person_id", referral="placed.referral_id", provider="placed.provider_id")}
"""
LISTS = {"night_due": FACTS}
DUE_ROWS = f"select {', '.join(groups.COLUMNS)}, kind, due_on, done_on, doer, exclusion from night_due"

CASELOAD = "People with an open referral, to whatever team, and at least one attended contact on it"
REVIEWS, ACTIONS = "kind = 'review' and exclusion = ''", "kind = 'action' and exclusion = ''"
IN_TIME = "done_on <= due_on"


_plans = partial(
    Indicator,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    period=PeriodKind.MONTH,
    source="Community mental health framework",
)
_of_caseload = partial(_plans, denominator=CASELOAD, bottom=Measure("true"))

INDICATORS: tuple[Indicator, ...] = (
    _of_caseload(
        id="plan.coproduced",
        title="People with a current plan made with them",
        question="How many people have a plan that they agreed?",
        numerator="Those with a care plan (type 10) that they themselves agreed, and whose review, where a day is"
        " known, is not past",
        incomplete="People with a care plan of which nothing says that they agreed it",
        unknown=Measure("plan_state = 'not agreed'"),
        source="Community mental health framework; MHSDS, MHS008 and MHS009",
        target=Decimal(1),
        target_source="Community mental health framework: everybody has one",
        top=Measure("plan_state = 'agreed'"),
    ),
    _of_caseload(
        id="plan.crisis_plan",
        title="People with a crisis plan",
        question="How many people have a plan for a crisis?",
        numerator="Those for whom a crisis plan (type 12) is recorded, agreed or not, as nationally",
        source="NHS England, MHS19, here for people on the caseload",
        top=Measure("has_crisis_plan"),
    ),
)
REVIEW_INDICATORS: tuple[Indicator, ...] = (
    _plans(
        id="plan.review_on_time",
        title="Plans reviewed by the day chosen",
        question="Are plans looked at again when the person and their worker said?",
        numerator="Those that were done on the day or before",
        denominator="Reviews of plans whose day lies in the month",
        excluded="Reviews of people who had no open referral on the day",
        left_out=Measure("kind = 'review' and exclusion <> ''"),
        target=Decimal(1),
        target_source="Community mental health framework: each by its day",
        top=Measure(f"{REVIEWS} and {IN_TIME}"),
        bottom=Measure(REVIEWS),
    ),
)
ACTION_INDICATORS: tuple[Indicator, ...] = (
    _plans(
        id="plan.actions_done",
        title="Actions done by their day",
        question="Does what was agreed happen, and by whom?",
        numerator="Those that were done, and not only in part, on the day or before",
        denominator="Actions of plans and DIALOG+ sessions whose day lies in the month",
        excluded="Actions that are no longer wanted, and those of people who had no open referral on the day",
        left_out=Measure("kind = 'action' and exclusion <> ''"),
        source="DIALOG+, ELFT",
        top=Measure(f"{ACTIONS} and {IN_TIME}"),
        bottom=Measure(ACTIONS),
        splits=(Split(breakdown="doer", groups="(doer, true)", order=tuple(Doer.values), within=True),),
    ),
)
