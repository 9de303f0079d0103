"""The sections of an assurance return, made from its figures."""

from collections.abc import Iterable, Sequence

from config import formats
from reporting.rules import return_topics
from reporting.rules.return_document import DataState, Reading, ReturnDocument, Submission
from reporting.rules.return_layout import (
    Figure,
    Row,
    Section,
    Table,
    breakdown_figure,
    readings_figure,
    sources,
    trend_figure,
)
from reporting.rules.suppression import Published

NOTHING = "\N{EN DASH}"
MAIN_FIGURES = ("access.mhs108", "wait.mrs01b", "wait.mrs02", "access.rejected_count")
# Beside them, where the return has them.
MORE_FIGURES = ("outcome.paired", "plan.coproduced", "phc.complete", "ips.share_supported")


def sections(document: ReturnDocument) -> tuple[Section, ...]:
    """The parts of the return in order; those that it does not have are left out."""
    made = (
        _access(document),
        _referrals(document),
        _waits(document),
        _equalities(document),
        _admissions(document),
        document.outcomes and return_topics.outcomes(document.outcomes),
        document.plans and return_topics.plans(document.plans),
        document.health and return_topics.health(document.health),
        document.employment and return_topics.employment(document.employment),
        document.therapies and return_topics.therapies(document.therapies),
        _data_state(document.data_state),
    )
    return tuple(section for section in made if section)


def main_figures(document: ReturnDocument) -> tuple[Reading, ...]:
    """The readings of the cover: the four without which there is no return, and four more where it has them."""
    waits = document.waits
    topics = (document.outcomes, document.plans, document.health, document.employment)
    readings = (*document.access.readings, *document.referrals.readings, *waits.finished, *waits.open)
    more = [one for topic in topics if topic for one in topic.readings]
    return (*_named(readings, *MAIN_FIGURES), *return_topics.some(more, *MORE_FIGURES))


def _named(readings: Sequence[Reading], *ids: str) -> tuple[Reading, ...]:
    """The readings with these ids, in this order. Raises ValueError for one that is not there."""
    by_id = {reading.measure.id: reading for reading in readings}
    missing = [one for one in ids if one not in by_id]
    if missing:
        raise ValueError(f"The return cannot be made without {', '.join(missing)}; give a reading of each.")
    return tuple(by_id[one] for one in ids)


def _access(document: ReturnDocument) -> Section:
    access = document.access
    return Section(
        id="access",
        title="Access: people with two or more contacts",
        about="How many people had help that went beyond a first conversation, in each network and place.",
        headlines=access.readings[:3],
        figures=(
            readings_figure("access-readings", "Access at a glance", access.readings),
            breakdown_figure(
                "access-pcn", "People with two or more contacts, by primary care network", access.by_pcn
            ),
            breakdown_figure("access-place", "People with two or more contacts, by place", access.by_place),
            trend_figure(
                "access-trend", "People with two or more contacts, month by month", "People", access.trend
            ),
        ),
    )


def _referrals(document: ReturnDocument) -> Section:
    referrals = document.referrals
    return Section(
        id="referrals",
        title="Referrals and no wrong door",
        about="Who asked for help, on whose word, and whether anybody was turned away. No wrong door means"
        " that nobody is: the aim for rejected referrals is none.",
        headlines=referrals.readings[:3],
        figures=(
            readings_figure("referral-readings", "Referrals at a glance", referrals.readings),
            breakdown_figure("referral-source", "Referrals received, by source", referrals.by_source),
            breakdown_figure(
                "referral-rejected", "Rejected referrals, by reason", referrals.rejected_by_reason
            ),
            trend_figure(
                "referral-trend", "Referrals received, month by month", "Referrals", referrals.trend
            ),
        ),
    )


def _waits(document: ReturnDocument) -> Section:
    waits = document.waits
    return Section(
        id="waits",
        title="Waits: help within four weeks",
        about="How long people wait from referral until all four parts of a full clock stop are in place: a"
        " contact, a first outcome measure, an assessment, and a care plan or an intervention.",
        headlines=_named(
            (*waits.finished, *waits.open, *waits.second_contact), "wait.mrs01b", "wait.mrs02", "wait.mrs03a"
        ),
        figures=(
            readings_figure("waits-finished", "Waits that ended in a full clock stop", waits.finished),
            readings_figure("waits-open", "Open waits without a clock stop", waits.open),
            breakdown_figure(
                "waits-length", "Open waits, by how long they have lasted", waits.open_by_length
            ),
            breakdown_figure(
                "waits-missing", "Open waits, by the clock stop part still missing", waits.missing_component
            ),
            readings_figure("waits-second", "Waits for a second contact", waits.second_contact),
            readings_figure("waits-spells", "Referral spells behind these waits", waits.spells),
            trend_figure("waits-trend", "Open waits, month by month", "Referral spells", waits.trend),
        ),
    )


def _equalities(document: ReturnDocument) -> Section:
    equalities = document.equalities
    titles = tuple(measure.title for measure in equalities.measures)
    tables = tuple(
        Table(
            headers=(each.name, *titles),
            rows=tuple(Row(name, _texts(values)) for name, values in each.rows),
            layout="equalities",
        )
        for each in equalities.characteristics
    )
    figure = Figure(
        id="equalities-table",
        title="Access and waits by characteristic",
        counts=tuple(
            f"{measure.title}: {_sentence(measure.counts)} Period: {period.label}."
            for measure, period in zip(equalities.measures, equalities.periods, strict=True)
        ),
        source=sources(equalities.measures),
        tables=tables,
    )
    return Section(
        id="equalities",
        title="Equalities: who is reached, and who waits",
        about="The same figures for groups of people. Core20 is the fifth of neighbourhoods in England with"
        " the most deprivation.",
        figures=(figure,),
    )


def _admissions(document: ReturnDocument) -> Section:
    readings = document.admissions.readings
    return Section(
        id="admissions",
        title="Admissions without earlier community contact",
        about="Admissions to an acute mental health bed of people whom no community service had seen in the"
        " year before.",
        figures=(readings_figure("admission-readings", "Admissions to acute mental health beds", readings),),
    )


def _data_state(state: DataState) -> Section:
    expected, missing = len(state.submissions), len(state.missing)
    coverage = (
        f"{expected - missing} of {expected} expected monthly record sets have been read."
        if expected
        else "No provider was expected to send a record set: the figures come from what is recorded here."
    )
    tables = tuple(
        Table(
            headers=(provider, "Read", "Rows read", "Taken", "With warnings", "Refused"),
            rows=tuple(_submission_row(one) for one in state.submissions if one.provider == provider),
            layout="submissions",
        )
        for provider in dict.fromkeys(one.provider for one in state.submissions)
    )
    about = (
        "A return is only as good as the data it came from. Rows are counted exactly, because they are not"
        f" people. {coverage}"
    )
    read = Figure(id="data-submissions", title="Record sets read", counts=state.notes, tables=tables)
    figures = (read,) if tables or state.notes else ()
    return Section(id="data", title="State of the data", about=about, figures=figures)


def _submission_row(one: Submission) -> Row:
    month = f"{one.month:%B %Y}"
    if one.read_at is None:
        return Row(month, ("Not received", *(NOTHING,) * 4))
    numbers = (one.rows_read, one.rows_taken, one.rows_warned, one.rows_refused)
    return Row(month, (formats.date(one.read_at), *(formats.number(number) for number in numbers)))


def _texts(values: Iterable[Published]) -> tuple[str, ...]:
    return tuple(value.text for value in values)


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."
