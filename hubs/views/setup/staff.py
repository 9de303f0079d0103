from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hubs.actions import joining, logins, staff
from hubs.actions.joining import Joined
from hubs.forms.lists import StaffFilter
from hubs.forms.setup.partners import CloseForm
from hubs.forms.setup.staff import LoginForm, MembershipForm, RoleForm, StaffDetailsForm, StaffForm
from hubs.models import StaffMember
from hubs.selectors import codes, ground
from hubs.views.access import StaffRequest
from hubs.views.saving import tell
from hubs.views.setup.pages import SETUP, Asking, ask, done, listed, refused, saved, setup_page


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    found = StaffFilter(request.GET, ground.staff(), request=request)
    return render(
        request, "hubs/setup/staff.jinja", {"filters": found.form, "page": listed(request, found.qs)}
    )


@setup_page
def detail(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Somebody with their login, roles and teams."""
    member = _find(public_id)
    context = {
        "member": member,
        "memberships": ground.memberships_of(member),
        "staff_group": codes.label("care_professional_staff_group", member.staff_group),
    }
    return render(request, "hubs/setup/member.jinja", context)


@setup_page
def add(request: StaffRequest) -> HttpResponse:
    """Somebody new; a one-time password is shown on the answer to the form and nowhere else."""
    form, made = StaffForm(request.POST or None), list[Joined]()
    if saved(form, lambda **given: made.append(joining.add(by=request.actor, **given))):
        joined = made[0]
        if joined.password:
            return _password(request, joined.staff, joined.password)
        return done(request, f"{joined.staff.name} is added", "setup-member", joined.staff.public_id)
    return ask(request, form, Asking("Add a member of staff", "Add", _trail()))


@setup_page
def change(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    form = StaffDetailsForm(request.POST or None, staff=member)
    if saved(form, lambda **given: staff.change(by=request.actor, staff=member, **given)):
        return done(request, f"{member.name} is saved", "setup-member", public_id)
    return ask(request, form, Asking(f"Change {member.name}", "Save", _trail(member)))


@setup_page
def login(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    form, made = LoginForm(request.POST or None), list[str]()
    if saved(form, lambda **given: made.append(logins.give(by=request.actor, staff=member, **given))):
        return _password(request, member, made[0])
    lede = "They get a password that works once, and then choose their own."
    return ask(request, form, Asking(f"Let {member.name} sign in", "Make a login", _trail(member), lede))


@setup_page
@require_POST
def renew(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    try:
        return _password(request, member, logins.renew(by=request.actor, staff=member))
    except ValidationError as error:
        return refused(request, error, "setup-member", public_id)


@setup_page
@require_POST
def stop(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    words = f"{member.name} can no longer sign in"
    tell(request, lambda: logins.stop(by=request.actor, staff=member), words)
    return redirect("setup-member", public_id)


@setup_page
def grant(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    form = RoleForm(request.POST or None)
    if saved(form, lambda **given: staff.grant(by=request.actor, staff=member, **given)):
        return done(request, f"{member.name} has the role", "setup-member", public_id)
    return ask(request, form, Asking(f"Give {member.name} a role", "Give role", _trail(member)))


@setup_page
@require_POST
def revoke(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    code = request.POST.get("hub", "")
    hub = ground.hub(code)
    if code and hub is None:
        raise Http404
    role = request.POST.get("role", "")
    tell(
        request,
        lambda: staff.revoke(by=request.actor, staff=member, role=role, hub=hub),
        f"The role of {member.name} is taken away",
    )
    return redirect("setup-member", public_id)


@setup_page
def join(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    form = MembershipForm(request.POST or None, staff=member)
    if saved(form, lambda **given: staff.join(by=request.actor, staff=member, **given)):
        team = form.cleaned_data["team"]
        return done(request, f"{member.name} works in {team.name}", "setup-member", public_id)
    return ask(request, form, Asking(f"Add {member.name} to a team", "Add to team", _trail(member)))


@setup_page
@require_POST
def part(request: StaffRequest, public_id: UUID, team: UUID) -> HttpResponse:
    member, left = _find(public_id), ground.team(team)
    if left is None:
        raise Http404
    staff.part(by=request.actor, staff=member, team=left)
    return done(request, f"{member.name} no longer works in {left.name}", "setup-member", public_id)


@setup_page
def leave(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = _find(public_id)
    form = CloseForm(request.POST or None)
    if saved(form, lambda **given: staff.leave(by=request.actor, staff=member, **given)):
        return done(request, f"{member.name} has left", "setup-staff")
    lede = "Their login stops at once, and their roles and teams end. What they recorded keeps their name."
    asking = Asking(
        f"{member.name} has left", "Record that they have left", _trail(member), lede, warning=True
    )
    return ask(request, form, asking)


@setup_page
@require_POST
def come_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    member = staff.come_back(by=request.actor, staff=_find(public_id))
    words = f"{member.name} is back. Give them a password, a role and a team"
    return done(request, words, "setup-member", public_id)


def _password(request: StaffRequest, member: StaffMember, password: str) -> HttpResponse:
    return render(request, "hubs/setup/password.jinja", {"member": member, "password": password})


def _find(public_id: UUID) -> StaffMember:
    member = ground.member(public_id)
    if member is None:
        raise Http404
    return member


def _trail(member: StaffMember | None = None) -> tuple[tuple[str, str], ...]:
    trail = (SETUP, ("Staff", reverse("setup-staff")))
    if member is None:
        return trail
    return (*trail, (member.name, reverse("setup-member", args=[member.public_id])))
