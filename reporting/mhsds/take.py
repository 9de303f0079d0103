"""One record set from its files to the record, inside the caller's transaction."""

from __future__ import annotations

from hubs.models import AssessmentTool
from hubs.rules.roles import Actor
from referrals.actions import person_hubs
from reporting.mhsds import chunks, folds
from reporting.mhsds.as_told import write_addresses, write_team_times, write_type_times
from reporting.mhsds.checks import check_rows
from reporting.mhsds.errors import CannotRead
from reporting.mhsds.events import count_seen, write_events
from reporting.mhsds.faults import Faults
from reporting.mhsds.folding import fold
from reporting.mhsds.maps import make_map, make_register_maps
from reporting.mhsds.people import group_patients
from reporting.mhsds.persons import void_people, write_people
from reporting.mhsds.reading import Reading
from reporting.mhsds.relations import check_all, check_basics
from reporting.mhsds.scores import judge_scores
from reporting.mhsds.sql import run
from reporting.mhsds.staging import stage

# Rows of a record set from which on everything is joined whole.
MANY = 50_000


def take(by: Actor, reading: Reading) -> dict[str, dict[str, int]]:
    """Read, check and write everything; the summary by table. Raises CannotRead where it cannot be taken at all."""
    if not AssessmentTool.objects.exists():
        raise CannotRead(
            "The national code lists have not been loaded, so no assessment can be checked. Run"
            ' "manage.py load_reference" first.'
        )
    # Constraints are checked as rows are written, so that no list of them grows with the file.
    run("set constraints all immediate")
    run("set local work_mem = '256MB'")
    # The planner needs to know how many rows the temporary tables have, and hardly more: a small sample tells it.
    run("set local default_statistics_target = 10")
    stage(reading)
    if sum(staged.read for staged in reading.staged.values()) > MANY:
        # Statistics know nothing of rows that this transaction adds, and of a tenant that is new: row by row look-ups
        # would be planned for what looks like one row and is a hundred thousand.
        run("set local enable_nestloop = off")
    faults = _check(reading)
    _write(by, reading, faults)
    reading.progress.tell("Writing the findings")
    faults.keep(reading)
    # Whatever else the transaction does is checked when it ends, as ever.
    run("set constraints all deferred")
    return faults.summary(reading)


def _check(reading: Reading) -> Faults:
    faults = Faults()
    for staged in reading.staged.values():
        reading.progress.advance(f"Checking {staged.table.name}", reading.size(staged))
        check_rows(staged, reading, faults)
        check_all(staged, reading, faults)
    check_basics(reading, faults)
    judge_scores(reading, faults)
    return faults


def _write(by: Actor, reading: Reading, faults: Faults) -> None:
    progress, part = reading.progress, reading.progress.size // 2
    progress.advance("Finding out who is who", part)
    group_patients(reading, faults)
    write_people(reading)
    write_addresses(reading)
    progress.advance("Writing referrals and plans", part)
    _fold(reading)
    progress.advance("Writing contacts and scores", part)
    write_events(reading)
    void_people(reading)
    progress.advance("Keeping the month as it was sent", part)
    chunks.keep(reading)
    person_hubs.refresh(by=by)


def _fold(reading: Reading) -> None:
    make_register_maps(reading)
    write_type_times(reading)
    count_seen(reading)
    fold(folds.REFERRALS, reading)
    make_map("referral_sent", "referrals_referral", "reference", reading)
    for plan in (*folds.OF_PEOPLE, *folds.OF_REFERRALS):
        fold(plan, reading)
    write_team_times(reading)
    make_map("plan_sent", "careplans_careplan", "local_id", reading)
    make_map("spell_sent", "referrals_hospitalspell", "local_id", reading)
    for plan in (*folds.OF_PLANS, *folds.OF_SPELLS):
        fold(plan, reading)
