"""What the clock's tests are told in: a person's referrals and what happened in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from careplans.models import CarePlan
from hubs.days import Days
from hubs.models import AssessmentTool, Organisation, Postcode, RefsetMember, Team
from referrals.models import Contact, HospitalSpell, PatientIdentifier, Person, Referral, ReferralTeam
from reporting.rules.periods import add_months
from reporting.selectors import clock
from tests.factories import ground, record

ASSESSMENTS, THERAPIES = "1853441000000109", "1853461000000105"
SOCIAL, MEDICATION = "1853481000000101", "1853451000000107"
AN_ASSESSMENT, A_THERAPY, A_SOCIAL_ONE, A_MEDICINE = "386053000", "390773006", "718026005", "1111811000000109"
DIALOG, CURRENT_VIEW = "1037651000000100", "987221000000107"
EXCLUDED = ("11429006", "975131000000104", "2386021000000108")
MEMBERS = {
    AN_ASSESSMENT: ASSESSMENTS,
    A_THERAPY: THERAPIES,
    A_SOCIAL_ONE: SOCIAL,
    A_MEDICINE: MEDICATION,
    **dict.fromkeys(EXCLUDED, ASSESSMENTS),
}
JUNE = date(2025, 6, 30)


def reference_data() -> None:
    """The few national rows that the clock looks up."""
    RefsetMember.objects.bulk_create(
        RefsetMember(refset_id=refset, concept_id=concept, active_from=date(2010, 4, 1))
        for concept, refset in MEMBERS.items()
    )
    for code, counts in ((DIALOG, True), (CURRENT_VIEW, False)):
        AssessmentTool.objects.update_or_create(
            code=code, defaults={"tool": code, "term": code, "is_baseline_outcome": counts}
        )
    for postcode, authority in (("FY1 1AA", "E06000009"), ("CF10 1AA", "W06000015"), ("ZZ99 3VZ", "")):
        Postcode.objects.update_or_create(postcode=postcode, defaults={"local_authority": authority})


def trust(code: str = "RXA") -> Organisation:
    found = Organisation.objects.filter(ods_code=code).first()
    return found or ground.organisation(ods_code=code, name=f"Trust {code}")


def team(team_type: str = "A06", provider: str = "RXA") -> Team:
    held = Team.objects.filter(team_type=team_type, organisation__ods_code=provider).first()
    return held or ground.team(team_type=team_type, organisation=trust(provider))


class Story:
    """One person. Days are ISO text; everything is recorded at one provider unless said otherwise."""

    def __init__(self, **person: Any) -> None:
        self.person: Person = record.person(**{"postcode": "FY1 1AA", **person})

    def referred(
        self, on: str, until: str | None = None, *, kind: str = "A06", provider: str = "RXA", **more: Any
    ) -> Referral:
        made: Referral = record.referral(
            person=self.person,
            team=team(kind, provider),
            received_on=day(on),
            discharged_on=day(until),
            **more,
        )
        return made

    def rejected(self, on: str, at: str, until: str | None = None, **more: Any) -> Referral:
        """Only history that was read from a record set holds rejections."""
        return self.referred(
            on,
            until,
            rejected_on=day(at),
            source_month=day(at).replace(day=1),
            **{"rejection_reason": "02", **more},
        )

    def seen(self, referral: Referral, on: str, procedure: str = "", **more: Any) -> Contact:
        contact = record.contact(referral=referral, occurred_on=day(on), **more)
        if procedure:
            record.activity(contact=contact, procedure=procedure)
        return contact

    def missed(self, referral: Referral, on: str, procedure: str = "") -> Contact:
        return self.seen(referral, on, procedure, attendance="3")

    def worked_for(self, referral: Referral, on: str, procedure: str) -> None:
        record.indirect_activity(referral=referral, occurred_on=day(on), procedure=procedure)

    def scored(self, referral: Referral, on: str, tool: str = DIALOG, **more: Any) -> None:
        record.score(referral=referral, taken_on=day(on), tool_code=tool, **more)

    def scored_in(self, contact: Contact) -> None:
        """A score of an activity (MHS607), which has no time of its own."""
        activity = record.activity(contact=contact, procedure="")
        record.score(
            referral=contact.referral,
            activity=activity,
            taken_on=contact.occurred_on,
            tool_code=DIALOG,
            completed_at=None,
        )

    def planned(
        self, on: str, *updated: str | None, agreed: bool = True, provider: str = "RXA", **more: Any
    ) -> CarePlan:
        """A plan, told of as updated on some days: on the day it was made unless said otherwise, None for never."""
        made: CarePlan = record.plan(
            person=self.person,
            provider=trust(provider),
            agreed=agreed,
            created_on=day(on),
            updated=[day(each) for each in updated or [on] if each],
            **more,
        )
        return made

    def admitted(self, referral: Referral, on: str, **more: Any) -> HospitalSpell:
        made: HospitalSpell = record.hospital_spell(referral=referral, starts_on=day(on), **more)
        return made

    def joined(self, referral: Referral, kind: str, **more: Any) -> None:
        """Another team takes part in the referral (MHS102)."""
        ReferralTeam.objects.create(referral=referral, team=team(kind), **more)

    def named(self, referral: Referral, kind: str | None, *months: str, **told: Any) -> None:
        """A team was on the referral's record in these months alone, which told of its days, too, where given."""
        days = of_months(day(f"{month}-01") for month in months)
        dates = {name: day(on) if isinstance(on, str) else on for name, on in told.items()}
        referral.team_times.create(team=team(kind) if kind else None, days=days, **dates)

    def lived(self, postcode: str, *months: str, provider: str = "RXA") -> None:
        """The provider's record sets of these months gave this postcode."""
        patient, _ = PatientIdentifier.objects.get_or_create(
            person=self.person, provider=trust(provider), local_id=self.person.reference
        )
        patient.addresses.create(postcode=postcode, days=of_months(day(f"{month}-01") for month in months))

    def helped(self, referral: Referral, on: str) -> None:
        """All four components on one day."""
        self.seen(referral, on, AN_ASSESSMENT)
        self.scored(referral, on)
        self.planned(on, provider=referral.provider.ods_code)

    def clocks(self, as_at: date | str = JUNE) -> list[clock.Clock]:
        return clock.for_person(self.person.pk, day(as_at) if isinstance(as_at, str) else as_at)

    def clock(self, as_at: date | str = JUNE) -> clock.Clock:
        """The only spell."""
        (only,) = self.clocks(as_at)
        return only


def day(text: str | None) -> Any:
    """The date; None for nothing."""
    return date.fromisoformat(text) if text else None


def of_months(months: Iterable[date] | None) -> Days | None:
    """The days of some months; None for None."""
    return None if months is None else Multirange([Range(month, add_months(month, 1)) for month in months])


def noon(text: str) -> datetime:
    return datetime.combine(day(text), datetime.min.time(), tzinfo=UTC).replace(hour=12)


def void(row: Any) -> None:
    """It was recorded for somebody else."""
    row.voided_at, row.void_reason = row.created_at, "Wrong person"
    row.save()
