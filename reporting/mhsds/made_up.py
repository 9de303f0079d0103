"""Made-up record sets of any size, for tests and timings. People and numbers are invented (NHS numbers from 999)."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hubs.rules.nhs_number import check_digit

TEAMS = (("T001", "A05"), ("T002", "A06"), ("T003", "A08"), ("T004", "A13"), ("T005", "A14"), ("T006", "C10"))
STAFF = 40
PRACTICES = tuple(f"P8{number:04d}" for number in range(1, 201))
PROCEDURES = ("386053000", "228557008", "225340009", "", "")
DIALOG = (
    "1037651000000100",
    "1037661000000102",
    "1037671000000109",
    "1037681000000106",
    "1037691000000108",
    "1833391000000107",
    "1833401000000105",
    "1037721000000104",
    "1037731000000102",
    "1037741000000106",
    "1037751000000109",
)
COLUMNS = {
    "MHS000Header": """DatSetVer OrgIDProvider OrgIDSubmit PrimSystemInUse ReportingPeriodStartDate
        ReportingPeriodEndDate DateTimeDatSetCreate""",
    "MHS001MPI": """LocalPatientID OrgIDLocalPatientID NHSNumber NHSNumberStatus PersonBirthDate Postcode
        GenderIDCode GenderSameAtBirth EthnicCategory""",
    "MHS002GP": "LocalPatientID GMPReg StartDateGMPRegistration",
    "MHS003AccommStatus": "LocalPatientID AccommodationType SettledAccommodationInd AccommodationTypeDate",
    "MHS004EmpStatus": "LocalPatientID EmployStatus EmployStatusRecDate",
    "MHS008CarePlanType": "CarePlanID LocalPatientID CarePlanTypeMH CarePlanCreatDate CarePlanLastUpdateDate",
    "MHS009CarePlanAgreement": "CarePlanID CarePlanContentAgreedBy CarePlanContentAgreedDate",
    "MHS101Referral": """ServiceRequestID LocalPatientID OrgIDComm CareProfTeamLocalID ReferralRequestReceivedDate
        SourceOfReferralMH ClinRespPriorityType PrimReasonReferralMH ServDischDate ReferClosReason""",
    "MHS102OtherServiceType": "ServiceRequestID OtherCareProfTeamLocalID",
    "MHS201CareContact": """CareContactID ServiceRequestID CareContDate CareContTime OrgIDComm ClinContDurOfCareCont
        ConsType CareContSubj ConsMechanismMH ActLocTypeCode PlannedCareContIndicator CareContPatientTherMode
        AttendStatus""",
    "MHS202CareActivity": "CareActID CareContactID ClinContactDurOfCareAct Procedure",
    "MHS606CodedScoreAssessmentRefer": """ServiceRequestID CodedAssToolType PersScore AssToolCompTimestamp
        CareProfLocalID""",
    "MHS901StaffDetails": "CareProfLocalID OrgIDCareProfLocalID CareProfStaffGpMH",
    "MHS902ServiceTeamDetails": "CareProfTeamLocalID OrgIDCareProfTeamLocalID ServTeamTypeMH ServTeamIntAgeGroup",
}
# One in so many people has these in a month.
SCORED, PLANNED, OTHER_TEAM, DISCHARGED = 10, 2, 7, 30


def write_record_set(
    folder: Path, provider: str, month: dt.date, people: int, contacts: int, seed: int = 1
) -> None:
    """Write a month of a provider: ``people`` persons with a referral each, ``contacts`` contacts and activities.

    The same seed makes the same people in every month; a month's own events differ. Nothing in it is faulty.
    """
    start = month.replace(day=1)
    made = _Month(provider, start, people, contacts, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in made.tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS[name].split())
            writer.writerows(rows)


def nhs_numbers() -> Iterator[str]:
    """Valid numbers of the range that is given to nobody, about 900,000 of them."""
    for nine in range(999_000_000, 1_000_000_000):
        if (digit := check_digit(str(nine))) is not None:
            yield f"{nine}{digit}"


class _Month:
    def __init__(self, provider: str, start: dt.date, people: int, contacts: int, seed: int) -> None:
        self.provider = provider
        self.start = start
        self.end = (start + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        self.people = people
        self.contacts = contacts
        self.seed = seed

    def tables(self) -> dict[str, Iterable[Sequence[object]]]:
        """The rows of each table, in the order of COLUMNS."""
        return {
            "MHS000Header": [
                ("6.0", self.provider, self.provider, "MADEUP", self.start, self.end, f"{self.end}T23:59:59")
            ],
            "MHS001MPI": self._persons(),
            "MHS002GP": self._registrations(),
            "MHS003AccommStatus": (
                (self._patient(n), f"{n % 9 + 1:02d}", "Y", "2024-04-01") for n in range(0, self.people, 2)
            ),
            "MHS004EmpStatus": (
                (self._patient(n), f"{n % 8 + 1:02d}", "2024-04-01") for n in range(1, self.people, 2)
            ),
            "MHS008CarePlanType": (
                (f"K{n:07d}", self._patient(n), "10", *[self._received(n)] * 2) for n in self._every(PLANNED)
            ),
            "MHS009CarePlanAgreement": ((f"K{n:07d}", "10", self._received(n)) for n in self._every(PLANNED)),
            "MHS101Referral": self._referrals(),
            "MHS102OtherServiceType": (
                (self._referral(n), TEAMS[(n + 1) % len(TEAMS)][0]) for n in self._every(OTHER_TEAM)
            ),
            "MHS201CareContact": self._contacts(),
            "MHS202CareActivity": self._activities(),
            "MHS606CodedScoreAssessmentRefer": self._scores(),
            "MHS901StaffDetails": ((f"S{n:03d}", self.provider, "02") for n in range(STAFF)),
            "MHS902ServiceTeamDetails": ((team, self.provider, kind, "03") for team, kind in TEAMS),
        }

    def _random(self, what: str) -> random.Random:
        return random.Random(f"{self.seed} {what} {self.start}")  # noqa: S311 - made up, not secret

    def _patient(self, number: int) -> str:
        return f"L{number:07d}"

    def _referral(self, number: int) -> str:
        return f"R{number:07d}"

    def _every(self, nth: int) -> range:
        return range(0, self.people, nth)

    def _received(self, number: int) -> dt.date:
        """Within the two years before the month, the same day in every month that is later than it."""
        return min(dt.date(2024, 4, 1) + dt.timedelta(days=number % 365), self.start)

    def _persons(self) -> Iterator[Sequence[object]]:
        people = random.Random(f"{self.seed} people")  # noqa: S311 - made up, not secret
        for number, nhs_number in zip(range(self.people), nhs_numbers(), strict=False):
            born = dt.date(1935, 1, 1) + dt.timedelta(days=people.randrange(26_000))
            postcode = f"PR{number % 9 + 1} {number % 8 + 1}DN"
            gender, ethnicity = people.choice("1234"), people.choice("ABCDEFGHJKLMNPRSZ")
            yield (
                self._patient(number),
                self.provider,
                nhs_number,
                "01",
                born,
                postcode,
                gender,
                "Y",
                ethnicity,
            )

    def _registrations(self) -> Iterator[Sequence[object]]:
        for number in range(self.people):
            yield self._patient(number), PRACTICES[number % len(PRACTICES)], dt.date(1990 + number % 30, 6, 1)

    def _referrals(self) -> Iterator[Sequence[object]]:
        for number in range(self.people):
            left = number % DISCHARGED == self.start.month
            team = TEAMS[number % len(TEAMS)][0]
            ended = (self.end, "02") if left else ("", "")
            yield (
                self._referral(number),
                self._patient(number),
                "QE1",
                team,
                self._received(number),
                "A1",
                "3",
                "12",
                *ended,
            )

    def _contacts(self) -> Iterator[Sequence[object]]:
        chance = self._random("contacts")
        days = [self.start + dt.timedelta(days=n) for n in range(self.end.day)]
        for number in range(self.contacts):
            yield (
                self._contact(number),
                self._referral(chance.randrange(self.people)),
                days[number * len(days) // self.contacts],
                f"{9 + number % 8:02d}:{number % 4 * 15:02d}:00",
                "QE1",
                30,
                "02",
                "01",
                ("01", "01", "02", "11", "05")[number % 5],
                "A01",
                "Y",
                "1",
                ("5", "5", "5", "6", "7", "3")[number % 6],
            )

    def _contact(self, number: int) -> str:
        return f"C{self.start:%y%m}{number:08d}"

    def _activities(self) -> Iterator[Sequence[object]]:
        for number in range(self.contacts):
            yield (
                f"A{self.start:%y%m}{number:08d}",
                self._contact(number),
                30,
                PROCEDURES[number % len(PROCEDURES)],
            )

    def _scores(self) -> Iterator[Sequence[object]]:
        chance = self._random("scores")
        for number in self._every(SCORED):
            day = self.start + dt.timedelta(days=chance.randrange(self.end.day))
            for tool in DIALOG:
                yield (
                    self._referral(number),
                    tool,
                    chance.randrange(1, 8),
                    f"{day}T10:00:00+00:00",
                    f"S{number % STAFF:03d}",
                )
