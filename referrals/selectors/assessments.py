"""Assessments of a person: what each team wrote in each section, and what the Care Act's outcomes say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from referrals.models import Assessment, AssessmentEntry, CareActNeed, Person
from referrals.models.assessment import CareActOutcome, Section
from referrals.rules import care_act
from referrals.rules.care_act import Eligibility

CONVERSATIONS = (Section.CONVERSATION_1, Section.CONVERSATION_2, Section.CONVERSATION_3)
PARTS = tuple(section for section in Section if section not in CONVERSATIONS)


@dataclass(frozen=True)
class Part:
    """A section with its entries, the newest last; those taken out are among them, marked."""

    section: Section
    entries: Sequence[AssessmentEntry]

    @property
    def latest(self) -> AssessmentEntry | None:
        return next((entry for entry in reversed(self.entries) if entry.voided_at is None), None)


@dataclass(frozen=True)
class Outcome:
    outcome: CareActOutcome
    answer: CareActNeed | None


@dataclass(frozen=True)
class Sheet:
    """All of one assessment."""

    assessment: Assessment
    parts: Sequence[Part]
    conversations: Sequence[Part]
    outcomes: Sequence[Outcome]
    eligibility: Eligibility


def of_person(person: Person) -> list[Assessment]:
    """The newest first, with the referral each began with. One query."""
    rows = Assessment.objects.filter(person=person).select_related("referral__team")
    return list(rows.order_by("-started_on", "-pk"))


def find(person: Person, public_id: UUID) -> Assessment | None:
    return (
        Assessment.objects.filter(person=person, public_id=public_id).select_related("referral__team").first()
    )


def find_entry(assessment: Assessment, public_id: UUID) -> AssessmentEntry | None:
    """An entry that has not been taken out."""
    return AssessmentEntry.objects.filter(assessment=assessment, public_id=public_id).first()


def sheet(assessment: Assessment) -> Sheet:
    """Everything written in it. Two queries."""
    entries: dict[str, list[AssessmentEntry]] = {}
    rows = AssessmentEntry.with_voided.filter(assessment=assessment)
    for entry in rows.select_related("team__organisation", "voided_by").order_by("created_at", "pk"):
        entries.setdefault(entry.section, []).append(entry)
    answers = needs(assessment)
    return Sheet(
        assessment,
        [Part(section, entries.get(section, ())) for section in PARTS],
        [Part(section, entries.get(section, ())) for section in CONVERSATIONS],
        [Outcome(outcome, answers.get(outcome)) for outcome in CareActOutcome],
        care_act.eligibility({name: row.can_achieve for name, row in answers.items()}),
    )


def needs(assessment: Assessment) -> Mapping[str, CareActNeed]:
    """The answers of today, by outcome. One query."""
    return {row.outcome: row for row in CareActNeed.objects.filter(assessment=assessment)}
