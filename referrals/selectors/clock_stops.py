"""Concepts of the loaded clock-stop reference sets, for a hint beside what may be chosen."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.utils import timezone

from hubs.models import RefsetMember
from hubs.selectors import codes
from referrals.rules import procedures

KEPT_SECONDS = 600.0


@dataclass
class _Held:
    concepts: frozenset[str]
    read_at: float


_held: _Held | None = None


def concepts() -> frozenset[str]:
    """Those of the common procedures that count today; one query, kept by this process for ten minutes."""
    global _held
    if _held is None or not _held.concepts or time.monotonic() - _held.read_at > KEPT_SECONDS:
        _held = _Held(_read(), time.monotonic())
    return _held.concepts


def _read() -> frozenset[str]:
    today = timezone.localdate()
    members = RefsetMember.objects.filter(
        concept_id__in=procedures.common(),
        refset_id__in=[code for code, _ in codes.choices("snomed_4ww_refsets")],
        active_from__lte=today,
    ).exclude(active_to__lt=today)
    never = {code for code, _ in codes.choices("snomed_4ww_excluded_concepts")}
    return frozenset(members.values_list("concept_id", flat=True)) - never
