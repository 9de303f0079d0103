"""One valid row of any tenant's model, made from what the model declares."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from hubs.days import EVER
from hubs.tenancy.models import TenantModel
from referrals.models import Referral
from tests.factories import ground, record

_numbers = count(1)

# Where a value must be one of few, or several must fit together; what is called makes another row.
VALUES: dict[str, dict[str, Any]] = {
    "hubs.Organisation": {"kind": "nhs_trust", "transformed_from": None},
    "hubs.RoleAssignment": {"role": "clinician"},
    "reporting.AssuranceReturn": {"sha256": "0" * 64, "version": 1},
    "referrals.Person": {"nhs_number": ""},
    "referrals.Referral": {"team": lambda: one(apps.get_model("hubs", "Team"))},
    # The referral that it is of has an open one already.
    "referrals.Holding": {"until": datetime(2035, 4, 1, tzinfo=UTC)},
    "referrals.Handover": {"to_team": lambda: one(apps.get_model("hubs", "Team"))},
    "referrals.Advice": {"to_name": "Moorside Surgery"},
    "referrals.ExchangeMessage": {"handover": lambda: one(apps.get_model("referrals", "Handover"))},
    "careplans.DialogRating": {"item_code": "1037651000000100"},
    "careplans.PersonSignIn": {"expires_at": datetime(2025, 4, 1, 17, tzinfo=UTC)},
    "careplans.SharingOverride": {"expires_at": datetime(2025, 4, 1, 17, tzinfo=UTC)},
    "outcomes.SmiRegister": {"next_by": "gp"},
    "outcomes.HealthCheck": {"state": "declined"},
    "outcomes.OutreachAttempt": {"outcome": "not_reached", "tried_by": "Link worker"},
    "outcomes.FidelityReview": {"score": 100},
    "outcomes.CodedScore": {"completed_at": datetime(2025, 4, 1, 9, tzinfo=UTC)},
}


def tenant_models() -> list[type[TenantModel]]:
    """The models of tenants, without the histories that triggers write."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def one(model: type[models.Model], **override: Any) -> models.Model:
    """A new row in the tenant in force, with new rows for what it must refer to."""
    given = {**VALUES.get(model._meta.label, {}), **override}
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in given or field.attname in given:
            name = field.attname if field.attname in given else field.name
            values[name] = given[name]() if callable(given[name]) else given[name]
        elif (
            field.name == "tenant"
            or field.null
            or field.has_default()
            or field.generated
            or field.primary_key
        ):
            continue
        elif isinstance(field, models.ForeignKey):
            values[field.name] = one(field.related_model)
        elif not field.blank:
            values[field.name] = _value(field)
    manager: Any = getattr(model, "with_voided", model._default_manager)
    made: models.Model = manager.create(**values)
    if isinstance(made, Referral):
        record.held(made)
    return made


def _value(field: Any) -> Any:
    number = next(_numbers)
    if field.choices:
        return field.choices[0][0]
    plain: dict[str, Any] = {
        "DateField": date(2025, 4, 1),
        "DaysField": EVER,
        "DateTimeField": datetime(2025, 4, 1, 9, tzinfo=UTC),
        "TimeField": time(9),
        "UUIDField": uuid.uuid4(),
        "BooleanField": True,
        "JSONField": {},
        "ArrayField": [],
        "BinaryField": b"x",
        "DecimalField": Decimal(1),
        "GenericIPAddressField": "127.0.0.1",
    }
    kind = field.get_internal_type()
    if kind in plain:
        return plain[kind]
    if "Integer" in kind:
        return 1
    limit = field.max_length or 20
    text = f"x{number}"
    # The last digits of a short one: two rows that follow each other differ.
    return text if len(text) <= limit else text[-limit:]


__all__ = ["ground", "one", "tenant_models"]
