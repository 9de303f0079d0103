"""What a quarterly assurance return is made of.

Everything here has passed disclosure control: counts and rates are `Published`, never exact. The words of a
measure come from its declaration, so that a return never explains a figure in words of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from reporting.rules.periods import Period, PeriodKind
from reporting.rules.suppression import NATIONAL, Published, SuppressionPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The words of one indicator: id, national code if it has one, title, what it counts, and source.

    ``among`` is what it shares with others: whom they are counted among, and words that they use.
    """

    id: str
    code: str
    title: str
    counts: str
    source: str
    among: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One measure for the whole tenant. `previous` is None when the quarter before has no value at all."""

    measure: Measure
    period: Period
    value: Published
    previous: Published | None = None
    compared_with: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One place, network, source, reason or band with its figure."""

    name: str
    value: Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """One measure split into groups; `by` names what they are ("Primary care network")."""

    measure: Measure
    period: Period
    by: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """One measure month by month; None where a month has no value."""

    measure: Measure
    values: tuple[Published | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Measures of one unit over the same months, given by their first days."""

    months: tuple[date, ...]
    lines: tuple[TrendLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Measures of one unit beside each other, split into the same groups; None where a group has no value of one.

    Raises ValueError for a row of the wrong length.
    """

    measures: tuple[Measure, ...]
    period: Period
    by: str
    rows: tuple[tuple[str, tuple[Published | None, ...]], ...]

    def __post_init__(self) -> None:
        """Refuse rows that do not have one figure a measure."""
        check_rows(self.by, self.rows, len(self.measures))


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A characteristic of people ("Age band") with, for each of its groups, one figure a measure."""

    name: str
    rows: tuple[tuple[str, tuple[Published, ...]], ...]


def check_rows(name: str, rows: Sequence[tuple[str, Sequence[Published | None]]], columns: int) -> None:
    """Raise ValueError for a row that does not have one figure a measure."""
    for group, values in rows:
        if len(values) != columns:
            raise ValueError(f"{name}, {group}: give {columns} figures, not {len(values)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a part of the return is about: readings of the whole tenant, and some of them month by month."""

    readings: tuple[Reading, ...]
    trend: Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Access(Topic):
    """People with two or more contacts."""

    by_pcn: Breakdown
    by_place: Breakdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrals(Topic):
    """Referrals received and refused."""

    by_source: Breakdown
    rejected_by_reason: Breakdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The four-week wait: finished, open, and for a second contact, and the spells they rest on."""

    finished: tuple[Reading, ...]
    open: tuple[Reading, ...]
    second_contact: tuple[Reading, ...]
    spells: tuple[Reading, ...]
    open_by_length: Breakdown
    missing_component: Breakdown
    trend: Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes(Topic):
    """Paired scores: of which tools there are two, what changed by tool and by DIALOG area, and DIALOG means."""

    paired_by_tool: Breakdown
    change_by_tool: Comparison
    change_by_area: Comparison
    dialog_means: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlanning(Topic):
    """Plans made with people, and whether what was agreed in them happens by its day."""

    actions_by_doer: Breakdown


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalHealth(Topic):
    """The six yearly physical health checks of people on the register of severe mental illness."""

    by_check: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Equalities:
    """The same measures for groups of people. Raises ValueError for a row of the wrong length."""

    measures: tuple[Measure, ...]
    periods: tuple[Period, ...]
    characteristics: tuple[Characteristic, ...]

    def __post_init__(self) -> None:
        """Refuse rows that do not have one figure a measure."""
        if len(self.periods) != len(self.measures):
            raise ValueError("Give the equalities table one period for each measure.")
        for characteristic in self.characteristics:
            check_rows(characteristic.name, characteristic.rows, len(self.measures))


@dataclass(frozen=True, slots=True, kw_only=True)
class Admissions:
    """Admissions with and without community contact before."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One provider's month of data. `read_at` is None when it was expected and has not been read."""

    provider: str
    month: date
    read_at: datetime | None
    rows_read: int = 0
    rows_taken: int = 0
    rows_warned: int = 0
    rows_refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DataState:
    """The data behind the figures, and the run that made them; `notes` say what a reader should know."""

    submissions: tuple[Submission, ...]
    run_reference: str
    run_finished_at: datetime
    definition_version: str
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Submission, ...]:
        """Submissions that were expected and have not been read."""
        return tuple(submission for submission in self.submissions if submission.read_at is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed the return off, in what role, and when."""

    name: str
    role: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDocument:
    """A quarterly assurance return; without a signature it is a draft.

    A return that was signed before there were parts on outcomes, plans, physical health, employment and therapies
    has None in their place, as has one of a quarter that the night has none of these figures for. `change_note`
    says what a later version corrects. Raises ValueError when the period is no financial quarter, or a version
    after the first does not say what changed.
    """

    tenant_name: str
    tenant_code: str
    quarter: Period
    version: int
    as_at: datetime
    access: Access
    referrals: Referrals
    waits: Waits
    equalities: Equalities
    admissions: Admissions
    data_state: DataState
    outcomes: Outcomes | None = None
    plans: CarePlanning | None = None
    health: PhysicalHealth | None = None
    employment: Topic | None = None
    therapies: Topic | None = None
    signature: Signature | None = None
    change_note: str = ""
    policy: SuppressionPolicy = field(default=NATIONAL)

    def __post_init__(self) -> None:
        """Refuse a return that could not stand as a record."""
        if self.quarter.kind is not PeriodKind.FINANCIAL_QUARTER:
            raise ValueError(f"An assurance return covers a financial quarter, not {self.quarter.label}.")
        if self.version < 1 or (self.version > 1 and not self.change_note.strip()):
            raise ValueError("A corrected return needs a version number above 1 and a note of what changed.")

    @property
    def title(self) -> str:
        """The title of the document and of its window."""
        return f"Community mental health assurance return, {self.quarter.label}: {self.tenant_name}"

    @property
    def status(self) -> str:
        """Draft or signed off, in words."""
        return "Signed off" if self.signature else "Draft, not signed off"
