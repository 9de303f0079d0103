"""The record as comparable rows: no ids, no times of writing, references by what providers call things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from careplans.models import CarePlan, CarePlanAgreement, CarePlanUpdate
from hubs.models import Organisation, StaffMember, Team, TeamTypeTime
from outcomes.models import CodedScore
from referrals.models import (
    AccommodationStatus,
    CareActivity,
    CareCoordinator,
    Contact,
    EmploymentStatus,
    GpRegistration,
    HospitalSpell,
    IndirectActivity,
    OnwardReferral,
    PatientAddress,
    PatientIdentifier,
    Person,
    PersonHub,
    Referral,
    ReferralTeam,
    ReferralTeamTime,
    WardStay,
)

REGISTERS: tuple[type[models.Model], ...] = (Organisation, Team, TeamTypeTime, StaffMember)
SNAPSHOTS: tuple[type[models.Model], ...] = (
    Person,
    PatientIdentifier,
    PatientAddress,
    GpRegistration,
    AccommodationStatus,
    EmploymentStatus,
    CareCoordinator,
    CarePlan,
    CarePlanUpdate,
    CarePlanAgreement,
    Referral,
    ReferralTeam,
    ReferralTeamTime,
    OnwardReferral,
    HospitalSpell,
    WardStay,
    PersonHub,
)
EVENTS: tuple[type[models.Model], ...] = (Contact, CareActivity, IndirectActivity, CodedScore)
# What is made anew for each row, whatever it says.
RANDOM = {
    "id",
    "tenant",
    "created_at",
    "created_by",
    "voided_at",
    "voided_by",
    "void_reason",
    "public_id",
    "form_key",
}

Dump = dict[str, list[tuple[str, ...]]]


def dump(
    kinds: Iterable[type[models.Model]] = (*REGISTERS, *SNAPSHOTS, *EVENTS), *, voided: bool = False
) -> Dump:
    """Every row of the tenant in force, sorted; with ``voided`` also the voided ones, marked."""
    return {model.__name__: sorted(_row(row, voided) for row in _rows(model, voided)) for model in kinds}


def _rows(model: type[models.Model], voided: bool) -> Iterable[models.Model]:
    manager: Any = getattr(model, "with_voided", None) if voided else None
    return list((manager or model._default_manager).all())


def _row(row: models.Model, voided: bool) -> tuple[str, ...]:
    values = [
        f"{field.name}={_value(row, field)}"
        for field in row._meta.concrete_fields
        if field.name not in RANDOM and not (isinstance(row, Person) and field.name == "reference")
    ]
    if voided:
        values.append(f"voided={getattr(row, 'voided_at', None) is not None}")
    return (named(row), *values)


def _value(row: models.Model, field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.ForeignKey):
        other = getattr(row, field.attname)
        return named(_other(field, other)) if other is not None else ""
    value = getattr(row, field.name)
    return "" if value is None else str(value)


def _other(field: Any, pk: int) -> models.Model:
    manager = getattr(field.related_model, "with_voided", field.related_model._default_manager)
    found: models.Model = manager.get(pk=pk)
    return found


def named(row: models.Model) -> str:
    """What a provider would call the row."""
    match row:
        case Person():
            known = PatientIdentifier.with_voided.filter(person_id=row.pk).order_by(
                "provider__ods_code", "local_id"
            )
            return "+".join(f"{one.provider.ods_code}:{one.local_id}" for one in known) or row.reference
        case Referral():
            return f"{row.provider.ods_code}:{row.reference}"
        case Contact():
            return f"{row.provider.ods_code}:{row.source_month}:{row.local_id}"
        case Organisation():
            return row.ods_code
        case (
            Team()
            | StaffMember()
            | CarePlan()
            | HospitalSpell()
            | WardStay()
            | CareActivity()
            | PatientIdentifier()
        ):
            return row.local_id
    return str(getattr(row, "code", type(row).__name__))
