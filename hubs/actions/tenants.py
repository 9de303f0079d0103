"""Tenants: making one with its first administrator, its policy for published figures, and its public pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.actions import audit, changes, joining, organisations
from hubs.models import Organisation, OrganisationKind, Tenant
from hubs.rules import ods
from hubs.rules.local_waits import WaitEnd, WaitStart
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant

SLUG_LENGTH = 40
_SLUG = re.compile("[a-z0-9]+([-_][a-z0-9]+)*")
# Four weeks of working days: a promise beyond the national wait is none.
IN_TOUCH_WITHIN = range(1, 21)


@dataclass(frozen=True)
class Created:
    """A new tenant; the administrator's one-time password where one was asked for."""

    tenant: Tenant
    password: str = ""


@transaction.atomic
def create(*, slug: str, name: str, ods_code: str, admin_email: str = "", admin_name: str = "") -> Created:
    """Make a tenant with its own organisation and, with an address, its first administrator.

    Raises ValidationError by field: a slug or code of the wrong form, or in use.
    """
    tenant = Tenant.objects.create(
        slug=_checked_slug(slug), name=changes.name_of("name", name), ods_code=_checked_code(ods_code)
    )
    with in_tenant(tenant.pk):
        by = system_actor(tenant.pk)
        audit.record(by=by, action="tenant.created", obj_type="hubs.tenant", reference=tenant.slug)
        own = organisations.add(
            by=by, kind=_kind_of(tenant.ods_code), name=tenant.name, ods_code=tenant.ods_code
        )
        password = _administrator(by, own, admin_email, admin_name) if admin_email else ""
    return Created(tenant, password)


@transaction.atomic
def set_policy(*, by: Actor, tenant: Tenant, suppress_below: int, round_to: int, within_days: int) -> Tenant:
    """How figures that leave the tenant are protected, and the wait that counts as in time."""
    limits = {"suppress_below": (0, 100), "round_to": (1, 100), "within_days": (1, 364)}
    values = {"suppress_below": suppress_below, "round_to": round_to, "within_days": within_days}
    wrong = {
        field: f"Enter a number from {low} to {high}"
        for field, (low, high) in limits.items()
        if not low <= values[field] <= high
    }
    if wrong:
        raise ValidationError(wrong)
    changes.apply(by=by, action="tenant.policy_set", row=tenant, reference=tenant.slug, values=values)
    return tenant


@transaction.atomic
def set_local_wait(
    *, by: Actor, tenant: Tenant, local_wait_from: str, local_wait_until: str, in_touch_within: int
) -> Tenant:
    """Which event begins the wait that the tenant promises, and which ends it; and within how many working days whoever
    asks by a public form has been got in touch with. ValueError for no such event, ValidationError for no such number.
    """
    if in_touch_within not in IN_TOUCH_WITHIN:
        low, high = IN_TOUCH_WITHIN[0], IN_TOUCH_WITHIN[-1]
        raise ValidationError({"in_touch_within": f"Enter a number of working days from {low} to {high}"})
    values = {
        "local_wait_from": WaitStart(local_wait_from),
        "local_wait_until": WaitEnd(local_wait_until),
        "in_touch_within": in_touch_within,
    }
    changes.apply(by=by, action="tenant.local_wait_set", row=tenant, reference=tenant.slug, values=values)
    return tenant


@transaction.atomic
def set_public(*, by: Actor, tenant: Tenant, public_phone: str, takes_requests: bool) -> Tenant:
    """What people without a login find: whom to ring, and whether they may ask by the form.

    ValidationError for what nobody can ring, and for a form that is closed while nobody can be rung.
    """
    phone = " ".join(public_phone.split())
    if phone and not _can_be_rung(phone):
        raise ValidationError({"public_phone": "Enter a telephone number, like 01632 960 100"})
    if not phone and not takes_requests:
        raise ValidationError(
            {"public_phone": "Enter a number: while the form is closed, people can only ring"}
        )
    values = {"public_phone": phone, "takes_requests": takes_requests}
    changes.apply(by=by, action="tenant.public_set", row=tenant, reference=tenant.slug, values=values)
    return tenant


def _can_be_rung(text: str) -> bool:
    # 111 and other short numbers, which no plan of numbers holds, are rung as well.
    if text.isdecimal() and len(text) in range(3, 7):
        return True
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
    except phonenumbers.NumberParseException:
        return False


def _administrator(by: Actor, organisation: Organisation, email: str, name: str) -> str:
    called = name or email.partition("@")[0]
    joined = joining.add(by=by, name=called, organisation=organisation, email=email, role=Role.ADMINISTRATOR)
    return joined.password


def _checked_slug(text: str) -> str:
    slug = text.strip().lower()
    if not _SLUG.fullmatch(slug):
        said = "Slug must be letters and digits with hyphens or underscores between them, like red-rose"
        raise ValidationError({"slug": said})
    if len(slug) > SLUG_LENGTH:
        raise ValidationError({"slug": f"Slug must be {SLUG_LENGTH} characters or fewer"})
    if Tenant.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": f"There is already a tenant {slug}. Choose another slug"})
    return slug


def _checked_code(text: str) -> str:
    code = ods.normalise(text)
    if not any(ods.matches(ods.Kind(kind), code) for kind in _OWN_KINDS):
        raise ValidationError(
            {"ods_code": f"{text!r} is not the ODS code of an ICB, trust or provider, like QE1"}
        )
    used = Tenant.objects.filter(ods_code=code).first()
    if used:
        raise ValidationError({"ods_code": f"{code} is already the code of the tenant {used.slug}"})
    return code


_OWN_KINDS = (
    OrganisationKind.ICB,
    OrganisationKind.NHS_TRUST,
    OrganisationKind.INDEPENDENT,
    OrganisationKind.COUNCIL,
    OrganisationKind.VCSE,
)


def _kind_of(code: str) -> OrganisationKind:
    return next(kind for kind in _OWN_KINDS if ods.matches(ods.Kind(kind), code))
