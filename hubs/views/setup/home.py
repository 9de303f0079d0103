from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from hubs.actions import tenants
from hubs.forms.setup.partners import LocalWaitForm, PolicyForm, PublicPagesForm
from hubs.selectors import ground
from hubs.selectors.tenants import current_tenant
from hubs.views.access import StaffRequest
from hubs.views.setup.pages import SETUP, Asking, ask, done, saved, setup_page


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    """What there is, and what is still to be done."""
    return render(request, "hubs/setup/index.jinja", {"counts": ground.counts(), "system": current_tenant()})


@setup_page
def policy(request: StaffRequest) -> HttpResponse:
    """How figures that leave the system are protected."""
    tenant = current_tenant()
    form = PolicyForm(request.POST or None, tenant=tenant)
    if saved(form, lambda **given: tenants.set_policy(by=request.actor, tenant=tenant, **given)):
        return done(request, "The policy for published figures is saved", "setup")
    lede = (
        "Applies to exports, signed returns and what commissioners see. Staff of the system see exact"
        " numbers. Returns that are signed already do not change."
    )
    return ask(request, form, Asking("Policy for published figures", "Save", (SETUP,), lede))


@setup_page
def local_wait(request: StaffRequest) -> HttpResponse:
    """Which wait the system promises, beside the national one."""
    tenant = current_tenant()
    form = LocalWaitForm(request.POST or None, tenant=tenant)
    if saved(form, lambda **given: tenants.set_local_wait(by=request.actor, tenant=tenant, **given)):
        return done(request, "The wait you promise is saved", "setup")
    lede = (
        f"Shown on each person's page beside the national four-week clock. In time is within"
        f" {tenant.within_days} days, as set for published figures."
    )
    return ask(request, form, Asking("The wait you promise", "Save", (SETUP,), lede))


@setup_page
def public(request: StaffRequest) -> HttpResponse:
    """What people without a login find: whom to ring, and whether the form is open."""
    tenant = current_tenant()
    form = PublicPagesForm(request.POST or None, tenant=tenant)
    if saved(form, lambda **given: tenants.set_public(by=request.actor, tenant=tenant, **given)):
        return done(request, "The public pages are saved", "setup")
    lede = "What people find who ask for help. The number also stands in letters and reminders."
    return ask(request, form, Asking("Public pages", "Save", (SETUP,), lede))
