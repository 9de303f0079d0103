"""Which tenant's form it is: by the postcode, and else by a choice of names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from hubs.views.access import public
from referrals.forms.refer import ChooseForm, FindForm
from referrals.selectors import near
from referrals.views import refer, strangers
from referrals.views.limits import limited


@public(refer.ANYBODY)
def find(request: HttpRequest, flow: str) -> HttpResponse:
    """The form's first page where its address names no tenant."""
    return strangers.outside(request, lambda: _find(request, flow))


@limited("find")
def _find(request: HttpRequest, flow: str) -> HttpResponse:
    tenants = list(Tenant.objects.filter(takes_requests=True).order_by("name"))
    if not tenants:
        return strangers.closed(request, None)
    if len(tenants) == 1:
        return redirect(refer.address(flow, tenants[0]))
    if "area" in request.POST or "choose" in request.POST:
        return _chosen(request, flow, tenants)
    form = FindForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, flow, form)
    told = near.tenants_of(form.cleaned_data["postcode"], timezone.localdate())
    if len(told) == 1:
        return _begin(flow, told[0], form.cleaned_data["postcode"])
    choice = ChooseForm(initial=form.cleaned_data, tenants=list(told) or tenants)
    return _shown(request, flow, choice, told=bool(told))


def _chosen(request: HttpRequest, flow: str, tenants: list[Tenant]) -> HttpResponse:
    form = ChooseForm(
        request.POST if "area" in request.POST or "go" in request.POST else None, tenants=tenants
    )
    if form.is_valid():
        return _begin(flow, form.tenant, form.cleaned_data["postcode"])
    return _shown(request, flow, form, told=False)


def _begin(flow: str, tenant: Tenant, postcode: str) -> HttpResponse:
    if not tenant.takes_requests:
        return redirect(refer.address(flow, tenant))
    with in_tenant(tenant.pk):
        return refer.begin(tenant, flow, postcode)


def _shown(
    request: HttpRequest, flow: str, form: FindForm | ChooseForm, *, told: bool | None = None
) -> HttpResponse:
    """``told`` says whether a postcode narrowed the choice; None before one was given."""
    context = {"form": form, "flow": flow, "told": told, "service": None}
    return render(request, "referrals/refer/find.jinja", context)
