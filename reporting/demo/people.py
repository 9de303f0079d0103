"""Made-up people and what happened to them in a year, from a seed: the same seed tells the same story."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from careplans.models import CarePlan, CarePlanAgreement, CarePlanUpdate
from hubs.models import HubCoverage, Organisation, PcnPractice, Postcode, StaffMember, Team
from hubs.rules import references
from hubs.rules.names import name_key
from outcomes.models import CodedScore
from referrals.models import (
    CareActivity,
    CareCoordinator,
    Contact,
    GpRegistration,
    Holding,
    HospitalSpell,
    Person,
    PersonHub,
    Referral,
    WardStay,
)
from reporting.demo import names
from reporting.demo.ground import WARD
from reporting.mhsds.made_up import DIALOG

# Referrals of a year lean to these months as in Thurrock's published figures, April to December 2021: 176
# 211 264 260
# 143 269 319 423 255 (Mid and South Essex, scrutiny paper of 13 January 2022); the rest of the year at
# their mean.
SEASON = {4: 176, 5: 211, 6: 264, 7: 260, 8: 143, 9: 269, 10: 319, 11: 423, 12: 255, 1: 258, 2: 258, 3: 258}
SOURCES = {"A1": 46, "B1": 18, "B2": 5, "C1": 6, "C3": 3, "E1": 2, "G4": 9, "H1": 5, "H2": 4, "M7": 2}
REASONS = ["04", "05", "11", "14", "02", "03", "12", "15", "19"]
ETHNICITIES = {
    "A": 72,
    "C": 4,
    "D": 1,
    "G": 1,
    "H": 5,
    "J": 7,
    "K": 1,
    "M": 1,
    "N": 2,
    "S": 2,
    "Z": 3,
    "99": 1,
}
ASSESSMENT, THERAPIES = "386053000", ("405780009", "390773006", "718026005", "449030000")


@dataclass
class Year:
    """What will be written, a list a table."""

    people: list[Person] = field(default_factory=list)
    registrations: list[GpRegistration] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    activities: list[CareActivity] = field(default_factory=list)
    scores: list[CodedScore] = field(default_factory=list)
    plans: list[CarePlan] = field(default_factory=list)
    updates: list[CarePlanUpdate] = field(default_factory=list)
    agreements: list[CarePlanAgreement] = field(default_factory=list)
    coordinators: list[CareCoordinator] = field(default_factory=list)
    spells: list[HospitalSpell] = field(default_factory=list)
    stays: list[WardStay] = field(default_factory=list)
    seen_by: list[PersonHub] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """What people are put upon: teams with their workers, practices of the hubs' PCNs, postcodes."""

    teams: dict[int, list[Team]]
    workers: dict[int, list[StaffMember]]
    practices: dict[int, list[str]]
    postcodes: list[str]
    trust: Organisation
    ward: Team

    @classmethod
    def of_tenant(cls) -> Ground:
        """The ground of the tenant in force."""
        teams: dict[int, list[Team]] = {}
        workers: dict[int, list[StaffMember]] = {}
        for team in (
            Team.objects.filter(hub__isnull=False)
            .select_related("organisation")
            .prefetch_related("memberships__staff")
        ):
            assert team.hub_id is not None
            teams.setdefault(team.hub_id, []).append(team)
            workers[team.pk] = [membership.staff for membership in team.memberships.all()]
        practices: dict[int, list[str]] = {}
        covered = {cover.pcn.ods_code: cover.hub_id for cover in HubCoverage.objects.select_related("pcn")}
        current = PcnPractice.objects.filter(pcn_code__in=covered, ends_on__isnull=True).order_by(
            "practice_code"
        )
        for practice in current:
            practices.setdefault(covered[practice.pcn_code], []).append(practice.practice_code)
        english = Postcode.objects.filter(local_authority__startswith="E", terminated__isnull=True)
        trust = Organisation.objects.filter(kind="nhs_trust").earliest("pk")
        homes = list(english.order_by("pk").values_list("pk", flat=True)[:600])
        return cls(teams, workers, practices, homes, trust, Team.objects.get(local_id=WARD))


def make(count: int, seed: int, until: date) -> Year:
    """A year of ``count`` people up to ``until``, in the tenant in force; nothing is written yet."""
    story = Story(random.Random(seed), Ground.of_tenant(), until)  # noqa: S311 - made-up people, not secrets
    for _ in range(count):
        story.tell_one()
    return story.year


class Story:
    """Tells one person after another, all from one source of chance."""

    def __init__(self, chance: random.Random, ground: Ground, until: date) -> None:
        self.chance = chance
        self.ground = ground
        self.until = until
        self.year = Year()
        self._days = _weighted_days(until)
        self._numbers: set[str] = set()

    def tell_one(self) -> None:
        """A person, their referral or two, and what came of them."""
        before = len(self.year.referrals)
        hub_id = self.chance.choice(list(self.ground.teams))
        person = self._person(hub_id)
        received = self.chance.choice(self._days)
        team = self.chance.choices(self.ground.teams[hub_id], [30, 45, 15, 10])[0]
        referral = self._referral(person, team, received)
        self._events(person, referral, team)
        if referral.discharged_on and self.chance.random() < 0.12:
            again = referral.discharged_on + timedelta(days=self.chance.randint(2, 120))
            if again < self.until:
                self._events(person, self._referral(person, team, again), team)
        self.year.seen_by.append(PersonHub(person=person, hub_id=hub_id, source="referral"))
        self._hold(person, mine=self.year.referrals[before:])

    def _hold(self, person: Person, *, mine: list[Referral]) -> None:
        """Who answers for the person now: the team of the first referral that is open."""
        held = next((referral for referral in mine if referral.discharged_on is None), None)
        if held:
            since = timezone.make_aware(datetime.combine(held.received_on, time(9)))
            self.year.holdings.append(
                Holding(person=person, referral=held, team=held.team, since=since, because="Asked for help")
            )

    def _person(self, hub_id: int) -> Person:
        family, given = self.chance.choice(names.FAMILY), self.chance.choice(names.GIVEN)
        age_days = int(self.chance.triangular(18, 92, 33) * 365.25)
        person = Person(
            reference=self._reference("P"),
            family_name=family,
            given_name=given,
            name_key=name_key(family, given),
            birth_date=self.until - timedelta(days=age_days + 400),
            nhs_number=self._nhs_number(),
            nhs_number_status="01",
            gender_identity=self.chance.choices(["1", "2", "3", "X"], [42, 54, 2, 2])[0],
            gender_same_at_birth=self.chance.choices(["Y", "N", "Z"], [96, 2, 2])[0],
            ethnic_category=self.chance.choices(list(ETHNICITIES), list(ETHNICITIES.values()))[0],
            postcode=self.chance.choice(self.ground.postcodes),
            phone=f"01632 9{self.chance.randint(0, 99999):05d}",
            language="en",
        )
        self.year.people.append(person)
        practice = self.chance.choice(self.ground.practices[hub_id])
        since = self.until - timedelta(days=self.chance.randint(400, 9000))
        self.year.registrations.append(GpRegistration(person=person, practice_code=practice, starts_on=since))
        return person

    def _nhs_number(self) -> str:
        while (number := nhs_number(self.chance)) in self._numbers:
            pass
        self._numbers.add(number)
        return number

    def _referral(self, person: Person, team: Team, received: date) -> Referral:
        worker = self.chance.choice(self.ground.workers[team.pk]) if self.chance.random() < 0.85 else None
        referral = Referral(
            person=person,
            provider=team.organisation,
            team=team,
            hub_id=team.hub_id,
            named_worker=worker,
            reference=self._reference("R"),
            first_requested_on=received - timedelta(days=self.chance.choice([0, 0, 0, 1, 2, 5, 9])),
            received_on=received,
            received_time=time(self.chance.randint(8, 17), self.chance.randrange(60)),
            source=self.chance.choices(list(SOURCES), list(SOURCES.values()))[0],
            priority=self.chance.choices(["3", "2"], [9, 1])[0],
            primary_reason=self.chance.choice(REASONS),
        )
        self.year.referrals.append(referral)
        return referral

    def _events(self, person: Person, referral: Referral, team: Team) -> None:
        day = referral.received_on + timedelta(days=self._wait())
        first = True
        sessions = self.chance.randint(1, 14)
        while day <= self.until and sessions:
            contact = self._contact(referral, team, day)
            if contact.attendance in ("5", "6"):
                self._worked(person, referral, team, contact, first=first)
                first = False
                sessions -= 1
            day += timedelta(days=self.chance.choice([7, 7, 14, 14, 21, 28]))
        if not sessions and self.chance.random() < 0.8:
            referral.discharged_on = min(day, self.until)
            referral.closed_with = "person"
            referral.closure_reason = self.chance.choices(["02", "04", "07", "08"], [60, 15, 15, 10])[0]
        if self.chance.random() < 0.02:
            self._admission(person, referral)

    def _wait(self) -> int:
        """Days to the first appointment: mostly within four weeks, with a long tail."""
        return 1 + int(self.chance.lognormvariate(2.7, 0.8))

    def _contact(self, referral: Referral, team: Team, day: date) -> Contact:
        contact = Contact(
            referral=referral,
            provider=referral.provider,
            staff=referral.named_worker or self.chance.choice(self.ground.workers[team.pk]),
            local_id=self._reference("C"),
            occurred_on=day,
            occurred_time=time(self.chance.randint(9, 17), self.chance.choice([0, 15, 30, 45])),
            duration_minutes=self.chance.choice([30, 45, 60, 60]),
            mechanism=self.chance.choices(["01", "02", "11", "09"], [65, 20, 12, 3])[0],
            attendance=self.chance.choices(["5", "6", "3", "2", "4"], [76, 4, 11, 6, 3])[0],
            location_type=self.chance.choice(["B01", "C01", "A01", "E01", "N03"]),
            subject="01",
            consultation_type="02",
            planned="Y",
        )
        self.year.contacts.append(contact)
        return contact

    def _worked(
        self, person: Person, referral: Referral, team: Team, contact: Contact, *, first: bool
    ) -> None:
        """What an attended contact brings: assessment and DIALOG at first, then therapy, and a plan."""
        if first and self.chance.random() < 0.9:
            self._activity(contact, ASSESSMENT)
        elif self.chance.random() < 0.6:
            self._activity(contact, self.chance.choice(THERAPIES))
        if (first and self.chance.random() < 0.8) or self.chance.random() < 0.12:
            self._dialog(referral, contact)
        if first and self.chance.random() < 0.75:
            self._plan(
                person, referral, contact.occurred_on + timedelta(days=self.chance.choice([0, 0, 7, 14]))
            )
        if first and team.team_type == "A06" and self.chance.random() < 0.4:
            self.year.coordinators.append(
                CareCoordinator(
                    person=person,
                    provider=referral.provider,
                    staff=contact.staff,
                    starts_on=contact.occurred_on,
                )
            )

    def _activity(self, contact: Contact, procedure: str) -> None:
        minutes = contact.duration_minutes
        self.year.activities.append(
            CareActivity(
                contact=contact, local_id=self._reference("A"), procedure=procedure, duration_minutes=minutes
            )
        )

    def _dialog(self, referral: Referral, contact: Contact) -> None:
        rising = min((contact.occurred_on - referral.received_on).days // 60, 2)
        at = datetime.combine(contact.occurred_on, time(10), tzinfo=UTC)
        for tool in DIALOG:
            value = max(1, min(7, round(self.chance.gauss(4.1 + rising * 0.5, 1.2))))
            self.year.scores.append(
                CodedScore(
                    referral=referral,
                    staff=contact.staff,
                    tool_code=tool,
                    score=str(value),
                    value=value,
                    completed_at=at,
                    taken_on=contact.occurred_on,
                )
            )

    def _plan(self, person: Person, referral: Referral, day: date) -> None:
        if day > self.until:
            return
        plan = CarePlan(
            person=person,
            provider=referral.provider,
            local_id=self._reference("K"),
            plan_type="10",
            created_on=day,
        )
        self.year.plans.append(plan)
        self.year.updates.append(CarePlanUpdate(plan=plan, created_on=day, updated_on=day))
        if self.chance.random() < 0.9:
            self.year.agreements.append(
                CarePlanAgreement(plan=plan, agreed_by="10", agreed_on=day, family_involved="N")
            )

    def _admission(self, person: Person, referral: Referral) -> None:
        day = referral.received_on + timedelta(days=self.chance.randint(5, 120))
        if day > self.until:
            return
        admitted = Referral(
            person=person,
            provider=self.ground.trust,
            team=self.ground.ward,
            reference=self._reference("R"),
            received_on=day,
            source="P1",
            priority="1",
            primary_reason="18",
        )
        self.year.referrals.append(admitted)
        spell = HospitalSpell(
            referral=admitted,
            provider=self.ground.trust,
            local_id=self._reference("H"),
            starts_on=day,
            admission_source="19",
            admission_method="21",
        )
        self.year.spells.append(spell)
        self.year.stays.append(
            WardStay(
                spell=spell,
                provider=self.ground.trust,
                local_id=self._reference("W"),
                ward_code="WARD1",
                starts_on=day,
                patient_class="200",
            )
        )

    def _reference(self, prefix: str) -> str:
        # Not references.new, which nobody can foretell: the same seed must give the same people.
        drawn = references.RANDOM_CHARACTERS
        return references.complete(
            lambda: prefix + "".join(self.chance.choice(references.ALPHABET) for _ in range(drawn))
        )


def write(year: Year) -> dict[str, int]:
    """Write a year in the tenant in force, in few statements. Returns rows written, a table each."""
    written: dict[str, int] = {}
    for rows in _tables(year):
        if not rows:
            continue
        model = type(rows[0])
        for row in rows:
            _take_keys(row)
        model._default_manager.bulk_create(rows, batch_size=2000)
        written[str(model._meta.verbose_name_plural)] = len(rows)
    return written


def _tables(year: Year) -> Iterator[list[Any]]:
    yield from (year.people, year.registrations, year.referrals, year.contacts, year.activities, year.scores)
    yield from (year.plans, year.updates, year.agreements, year.coordinators)
    yield from (year.spells, year.stays, year.seen_by, year.holdings)


def _take_keys(row: Any) -> None:
    """The rows that this one refers to were written before it and have their keys by now."""
    for key in row._meta.concrete_fields:
        if key.is_relation and key.name in row._state.fields_cache:
            setattr(row, key.name, row._state.fields_cache[key.name])


def nhs_number(chance: random.Random) -> str:
    """A number of the range kept for tests (999), with its check digit."""
    while True:
        digits = [9, 9, 9, *(chance.randrange(10) for _ in range(6))]
        check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return "".join(map(str, digits)) + str(check % 11)


def _weighted_days(until: date) -> list[date]:
    """Days of the year up to ``until``, each as often as its month is busy; few on a weekend."""
    days = [until - timedelta(days=back) for back in range(365)]
    return [day for day in days for _ in range(SEASON[day.month] // (60 if day.weekday() > 4 else 12))]
