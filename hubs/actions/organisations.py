"""The partners of a tenant: trusts, councils, PCNs, practices, VCSE organisations, ICBs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.actions import changes
from hubs.models import HubCoverage, Organisation, OrganisationKind, Place, StaffMember, Team
from hubs.rules import ods
from hubs.rules.roles import Actor
from hubs.selectors import geography

# Record sets and figures name these by their code; councils and VCSE organisations may have none.
WITH_CODE = {
    OrganisationKind.NHS_TRUST,
    OrganisationKind.PCN,
    OrganisationKind.GP_PRACTICE,
    OrganisationKind.ICB,
    OrganisationKind.INDEPENDENT,
}


@transaction.atomic
def add(
    *,
    by: Actor,
    kind: str,
    name: str,
    ods_code: str = "",
    place: Place | None = None,
    transformed_from: dt.date | None = None,
) -> Organisation:
    """A new partner. Raises ValidationError by field: a code of the wrong form, one that is in use, no
    name.
    """
    values = _checked(kind, name=name, ods_code=ods_code, transformed_from=transformed_from)
    organisation = Organisation.objects.create(kind=kind, place=place, **values)
    changes.added(
        by=by, action="organisation.added", row=organisation, reference=_of(organisation), kind=kind, **values
    )
    return organisation


@transaction.atomic
def add_pcn(
    *, by: Actor, code: str, place: Place | None = None, transformed_from: dt.date | None = None
) -> Organisation:
    """A PCN chosen from the national register, with the name it has there."""
    name = geography.pcn_names([code]).get(code)
    if name is None:
        raise ValidationError({"code": "Choose a PCN from the list"})
    kind = OrganisationKind.PCN
    return add(by=by, kind=kind, name=name, ods_code=code, place=place, transformed_from=transformed_from)


@transaction.atomic
def change(
    *,
    by: Actor,
    organisation: Organisation,
    name: str,
    ods_code: str = "",
    place: Place | None = None,
    transformed_from: dt.date | None = None,
) -> Organisation:
    """Put a partner's details right; its kind stays. Raises ValidationError as ``add``."""
    values = _checked(
        organisation.kind, name=name, ods_code=ods_code, transformed_from=transformed_from, but=organisation
    )
    changes.apply(
        by=by,
        action="organisation.changed",
        row=organisation,
        reference=_of(organisation),
        values={**values, "place": place},
    )
    return organisation


@transaction.atomic
def close(*, by: Actor, organisation: Organisation, on: dt.date) -> Organisation:
    """A partner leaves or ends. Raises ValidationError while it has open teams, staff or coverage by a
    hub.
    """
    changes.not_in_future("on", on)
    if problem := _in_use(organisation):
        raise ValidationError({"on": problem})
    changes.apply(
        by=by,
        action="organisation.closed",
        row=organisation,
        reference=_of(organisation),
        values={"closed_on": on},
    )
    return organisation


@transaction.atomic
def reopen(*, by: Actor, organisation: Organisation) -> Organisation:
    """A partner that was closed takes part again."""
    changes.apply(
        by=by,
        action="organisation.reopened",
        row=organisation,
        reference=_of(organisation),
        values={"closed_on": None},
    )
    return organisation


def _checked(
    kind: str,
    *,
    name: str,
    ods_code: str,
    transformed_from: dt.date | None,
    but: Organisation | None = None,
) -> dict[str, Any]:
    if kind not in OrganisationKind.values:
        raise ValidationError({"kind": "Select a kind of organisation from the list"})
    if transformed_from and kind != OrganisationKind.PCN:
        raise ValidationError({"transformed_from": "Only a PCN has a date of transformation. Leave it empty"})
    return {
        "name": changes.name_of("name", name),
        "ods_code": _checked_code(kind, ods_code, but),
        "transformed_from": transformed_from,
    }


def _checked_code(kind: str, text: str, but: Organisation | None) -> str:
    if not text.strip() and kind not in WITH_CODE:
        return ""
    checked = ods.check(ods.Kind(kind), text)
    if checked.code is None:
        raise ValidationError({"ods_code": checked.problem})
    used = Organisation.objects.filter(ods_code=checked.code).exclude(changes.itself(but)).first()
    if used:
        raise ValidationError(
            {"ods_code": f"{checked.code} is the code of {used.name} already. Check it, or change that one"}
        )
    return checked.code


def _in_use(organisation: Organisation) -> str:
    teams = Team.objects.filter(organisation=organisation, closed_on__isnull=True).count()
    staff = StaffMember.objects.filter(organisation=organisation, is_active=True).count()
    hub = HubCoverage.objects.filter(pcn=organisation, ends_on__isnull=True).select_related("hub").first()
    if teams:
        return f"Close its teams first: {teams} are open"
    if staff:
        return f"Record that its staff have left, or move them, first: {staff} are active"
    return f"End its cover by {hub.hub.name} first" if hub else ""


def _of(organisation: Organisation) -> str:
    return organisation.ods_code or str(organisation.public_id)
