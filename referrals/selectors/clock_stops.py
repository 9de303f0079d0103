"""Concepts of the loaded clock-stop reference sets, for a hint beside what may be chosen."""

from __future__ import annotations

from django.utils import timezone

from hubs.models import RefsetMember
from hubs.selectors import codes
from hubs.selectors.kept import Kept
from referrals.rules import procedures


def _read() -> frozenset[str]:
    today = timezone.localdate()
    members = RefsetMember.objects.filter(
        concept_id__in=procedures.common(),
        refset_id__in=[code for code, _ in codes.choices("snomed_4ww_refsets")],
        active_from__lte=today,
    ).exclude(active_to__lt=today)
    never = {code for code, _ in codes.choices("snomed_4ww_excluded_concepts")}
    return frozenset(members.values_list("concept_id", flat=True)) - never


# Those of the common procedures that count today.
concepts = Kept(_read)
