"""What the person lets organisations see of their plan, and opening what is kept with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from careplans.actions import sharing as actions
from careplans.forms.plan_sharing import ChooseOrganisationForm, PlanReasonForm, SharingForm
from careplans.rules.parts import SHARED_PARTS
from careplans.selectors import sharing
from careplans.views.plan_records import Opened, about_plan, ask, kept_from
from careplans.views.plan_writing import FORM
from hubs.models import Organisation
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved, tell
from referrals.views import panels
from referrals.views.episodes import Asking


@about_plan("Sharing of a plan")
def index(request: StaffRequest, it: Opened) -> HttpResponse:
    """What each organisation does not see, and the way to choose for one."""
    form = ChooseOrganisationForm(request.POST or None)
    if form.is_valid():
        organisation = form.cleaned_data["organisation"]
        return redirect("plan-sharing-with", it.found.person.reference, organisation.public_id)
    context = {
        "found": it.found,
        "banner": panels.banner(it.found.person),
        "form": form,
        "rows": it.chosen.table,
        "parts": SHARED_PARTS,
    }
    return render(request, "careplans/plan/sharing.jinja", context)


@about_plan("Sharing of a plan with an organisation")
def with_organisation(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    organisation = Organisation.objects.filter(public_id=public_id).first()
    if organisation is None:
        raise Http404
    person = it.found.person
    form = SharingForm(request.POST or None, before=sharing.of_one(person, organisation))

    def act() -> None:
        actions.keep_from(
            by=request.actor,
            person=person,
            organisation=organisation,
            parts=form.kept_parts,
            chosen_on=form.cleaned_data["chosen_on"],
        )

    if saved(form, act):
        messages.success(request, f"What the person chose for {organisation.name} is saved.")
        return redirect("plan-sharing", person.reference)
    back = reverse("plan-sharing", args=[person.reference])
    asking = Asking(f"What may {organisation.name} see?", "Save", SHARING_LEDE, template=FORM)
    return ask(request, it, form, asking, back=back, back_words="Back to sharing")


SHARING_LEDE = (
    "The person chooses. What to do in a crisis is always seen by those who hold them, because they may come to harm"
    " without it."
)


@about_plan("Opening a plan with a reason", permission=Permission.PERSON_OVERRIDE)
@require_POST
def open_with_reason(request: StaffRequest, it: Opened) -> HttpResponse:
    """See all of the plan for eight hours, and go to it."""
    form = PlanReasonForm(request.POST)
    if not saved(form, lambda: actions.open_with_reason(by=request.actor, plan=it.held, **form.cleaned_data)):
        return kept_from(request, it, form, status=200)
    messages.success(request, "You see all of this plan for 8 hours. A privacy officer reads your reason.")
    return redirect(it.address)


@requires(Permission.ACCESS_REVIEW)
@never_cache
@require_POST
def review(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A privacy officer has looked at why a plan was opened."""
    override = sharing.find_override(public_id)
    if override is None:
        raise Http404
    tell(request, lambda: actions.review(by=request.actor, override=override), "Marked as reviewed")
    return redirect("access-review")
