"""The checks of rows against other rows: what they belong to, what they name, and whether they are sent twice."""

from __future__ import annotations

from reporting.mhsds.checks import row_rules
from reporting.mhsds.faults import Check, Faults
from reporting.mhsds.reading import Reading, Staged
from reporting.mhsds.specification import Element, tables
from reporting.mhsds.sql import temporary, value
from reporting.models.record_set import Severity

# Table of the data set: the table of the record, and the column that holds the row's key.
RECORDED_HERE = {
    "MHS008": ("careplans_careplan", "local_id"),
    "MHS101": ("referrals_referral", "reference"),
    "MHS201": ("referrals_contact", "local_id"),
    "MHS501": ("referrals_hospitalspell", "local_id"),
}


def check_parent(staged: Staged, reading: Reading, faults: Faults) -> None:
    """Refuse the rows whose parent is missing or refused, and those that do not fit their parent."""
    element = staged.table.parent
    if element is None or element.parent is None:
        return
    table, column = element.parent
    parent = reading.staged.get(table)
    if parent is None:
        _refuse_orphans(staged, element, f"select line from {staged.accepted} s", "false", faults)
        return
    orphans = (
        f'select line, s."{element.name}" as name from {staged.accepted} s where not exists'
        f' (select from {parent.accepted} p where p."{column}" = s."{element.name}")'
    )
    if temporary("orphan", orphans):
        sent = f'exists (select from {parent.table.staged} p where p."{column}" = o.name)'
        _refuse_orphans(staged, element, "select line, name from orphan", sent, faults)
    for number, condition in row_rules(staged, reading, faults, about_parent=True, parent=parent):
        faults.note(
            staged,
            f"select s.line, {number}, null::text from {staged.accepted} s"
            f' join {parent.accepted} p on p."{column}" = s."{element.name}" where {condition}',
        )


def _refuse_orphans(staged: Staged, element: Element, orphans: str, sent: str, faults: Faults) -> None:
    assert element.parent is not None
    parent = tables()[element.parent[0]].name
    missing = faults.number(
        Check(
            staged.table,
            element.name,
            Severity.GROUP_REJECTED,
            staged.table.group_rule,
            f"{{element}} is {{value}}, and {parent} has no such row. Send it too, or correct the identifier; until"
            " then this row and all that belongs to it are refused.",
        )
    )
    refused = faults.number(
        Check(
            staged.table,
            element.name,
            Severity.GROUP_REJECTED,
            staged.table.group_rule,
            f"The row {{value}} of {parent}, which this one belongs to, was refused, and this one with it."
            f" Correct it in {parent}.",
        )
    )
    faults.note(
        staged,
        f"select o.line, case when {sent} then {refused} else {missing} end, null::text from ({orphans}) o",
    )


def check_links(staged: Staged, reading: Reading, faults: Faults) -> None:
    """Warn of staff and teams that are named and not described. The row is kept."""
    for element in staged.table.links:
        if element.name not in staged.columns or element.parent is None:
            continue
        table, column = element.parent
        described = reading.staged.get(table)
        known = (
            f' and not exists (select from {described.accepted} p where p."{column}" = s."{element.name}")'
            if described
            else ""
        )
        reason = (
            f"{{element}} is {{value}}, which {tables()[table].name} does not describe, so that nothing is known of it"
            " here but the identifier. The row was kept: describe it there."
        )
        number = faults.number(Check(staged.table, element.name, Severity.WARNING, "", reason))
        faults.note(
            staged,
            f'select s.line, {number}, null::text from {staged.accepted} s where s."{element.name}" is not null{known}',
        )


def check_twice(staged: Staged, faults: Faults) -> None:
    """Of rows with the same key the first is kept and the others are refused."""
    table = staged.table
    if not table.key:
        return
    twice = f"select {staged.key} as key from {staged.accepted} s group by 1 having count(*) > 1"
    if not temporary("twice", twice):
        return
    what = " and ".join(table.key)
    check = Check(
        table,
        table.key[0],
        Severity.REJECTED,
        table.group_rule if not table.parent else "",
        f"The same {what} was sent already in line {{detail}}. The first row was kept; remove this one, or correct"
        " what tells the two apart.",
    )
    faults.note(
        staged,
        f"select line, {faults.number(check)}, first::text from (select s.line,"
        f" min(s.line) over (partition by {staged.key}) as first from {staged.accepted} s"
        f" where {staged.key} in (select key from twice)) d where line > first",
    )


def check_registrations(reading: Reading, faults: Faults) -> None:
    """A person is registered with one practice at a time; default codes name none."""
    staged = reading.staged["MHS002"]
    ended = 's."EndDateGMPRegistration" is null' if "EndDateGMPRegistration" in staged.columns else "true"
    check = Check(
        staged.table,
        "GMPReg",
        Severity.REJECTED,
        "",
        "The person has another open registration in line {detail}. The first row was kept; give the date on which"
        " the other registration ended.",
    )
    faults.note(
        staged,
        f"select line, {faults.number(check)}, first::text from (select s.line,"
        f' min(s.line) over (partition by s."LocalPatientID") as first from {staged.accepted} s'
        f" where {ended} and s.\"GMPReg\" not in ('V81997', 'V81998', 'V81999')) d where line > first",
    )


def check_basics(reading: Reading, faults: Faults) -> None:
    """Warn of people without a sound registration or referral: nationally their whole group is refused.

    They are kept (docs/adr/0006), because what was sent about them is right as far as it goes.
    """
    people = reading.staged["MHS001"]
    for name in ("MHS002", "MHS101"):
        other = reading.staged[name]
        check = Check(
            people.table,
            "LocalPatientID",
            Severity.WARNING_1,
            "",
            f"{other.table.name} has no sound row for {{value}}. The person was kept, but the national intake refuses"
            " people without one together with all that belongs to them: send it.",
        )
        faults.note(
            people,
            f"select s.line, {faults.number(check)}, null::text from {people.accepted} s where not exists"
            f' (select from {other.accepted} o where o."LocalPatientID" = s."LocalPatientID")',
        )


def check_recorded_here(staged: Staged, reading: Reading, faults: Faults) -> None:
    """What was recorded here is not written over by what comes back in a record set.

    A contact is refused, as it would count twice; for what is sent month after month the record stays as it is.
    """
    target, column = RECORDED_HERE[staged.table.id]
    ours = (
        f"select local.{column} as name from {target} local where local.tenant_id = {reading.tenant_id}"
        f" and local.provider_id = {reading.provider_id} and local.source_month is null and local.voided_at is null"
    )
    if not value(f"select exists ({ours})"):
        return
    element = staged.table.key[0]
    twice = staged.table.id == "MHS201"
    check = Check(
        staged.table,
        element,
        Severity.REJECTED if twice else Severity.WARNING,
        "",
        "{element} is {value}, which was recorded here. "
        + (
            "Taken again it would count twice, so this row was refused."
            if twice
            else "What was recorded here stands."
        ),
    )
    faults.note(
        staged,
        f"select s.line, {faults.number(check)}, null::text from {staged.accepted} s"
        f' where s."{element}" in ({ours})',
    )


def check_all(staged: Staged, reading: Reading, faults: Faults) -> None:
    """Everything that a table's rows are checked for against others, once their own form is known."""
    check_parent(staged, reading, faults)
    check_twice(staged, faults)
    check_links(staged, reading, faults)
    if staged.table.id in RECORDED_HERE:
        check_recorded_here(staged, reading, faults)
    if staged.table.id == "MHS002":
        check_registrations(reading, faults)
