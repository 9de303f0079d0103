"""The checks of every row, as one pass of SQL a table, made from the specification and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from hubs.rules import postcodes, snomed
from reporting.mhsds.faults import Check, Faults
from reporting.mhsds.reading import Reading, Staged
from reporting.mhsds.rules import RULES
from reporting.mhsds.specification import Element, Kind, Table
from reporting.mhsds.sql import copy_rows, distinct_values, filled, run, value
from reporting.models.record_set import Severity

# SQL that is true of a value v that is none of its kind. Each value of a column is judged once.
_WRONG = {
    Kind.DATE: "not (v ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and v >= '1800' and pg_input_is_valid(v, 'date'))",
    Kind.TIME: "not (v ~ '^[0-9]{2}:[0-5][0-9](:[0-5][0-9])?$' and v < '24')",
    Kind.MOMENT: (
        "not (v ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
        "(Z|[+-][0-9]{2}(:?[0-9]{2})?)?$' and v >= '1800' and pg_input_is_valid(v, 'timestamptz'))"
    ),
    Kind.MINUTES: "not v ~ '^[0-9]{1,5}([.][0-9]{1,4})?$'",
    Kind.NUMBER: "not v ~ '^[0-9]{1,18}([.][0-9]{1,6})?$'",
    Kind.TOOL: "not exists (select from hubs_assessmenttool tool where tool.code = v)",
}
_SAID = {
    Kind.DATE: "{element} is {value}, which is not a date. Write it as YYYY-MM-DD.",
    Kind.TIME: "{element} is {value}, which is not a time of day. Write it as HH:MM:SS.",
    Kind.MOMENT: "{element} is {value}, which is not a date and time. Write it like 2025-06-21T10:00:00+01:00.",
    Kind.MINUTES: "{element} is {value}, which is not a number of minutes. Write digits only.",
    Kind.NUMBER: "{element} is {value}, which is not a number. Write digits only.",
    Kind.POSTCODE: "{element} is {value}, which does not have the form of a postcode. Correct it; where there is no"
    " address send a ZZ99 postcode.",
    Kind.SNOMED: "{element} is {value}, which is not a SNOMED CT code: its check digit or length is wrong. Correct it.",
    Kind.TOOL: "{element} is {value}, which is not in the national list of assessment tools. Send the code of the"
    " tool and item that was used.",
    Kind.IDENTIFIER: "{element} is {value}, which holds other signs than letters and digits. Send an identifier of"
    " letters and digits only.",
}


def _concept(text: str) -> str:
    """The concept that a SNOMED CT expression starts with."""
    return text.partition(":")[0].partition("|")[0].partition("+")[0].strip()


_JUDGES: Mapping[Kind, Callable[[str], bool]] = {
    Kind.POSTCODE: lambda text: postcodes.is_postcode(postcodes.normalise(text)),
    Kind.SNOMED: lambda text: len(text) <= 56 and snomed.is_identifier(_concept(text)),
}


# SQL that is true where a check fails, and the number of the check.
Broken = tuple[str, int]


@dataclass
class _Pass:
    """Conditions of one table as SQL that is true where a row fails, each with the number of its check.

    Rules of the row (``order``) are asked only where the form of its values is right, so that no date is compared which
    is none.
    """

    form: list[Broken] = field(default_factory=list)
    warnings: list[Broken] = field(default_factory=list)
    order: list[Broken] = field(default_factory=list)

    @property
    def broken(self) -> str:
        """SQL that is true of the rows that fail anything: nearly all rows are sound, and need nothing put together."""
        first, then = _any([*self.form, *self.warnings]), _any(self.order)
        return f"case when {first} then true else {then} end"


def check_rows(staged: Staged, reading: Reading, faults: Faults) -> None:
    """Note what is wrong with each row by itself."""
    made = _Pass()
    for element in staged.table.elements.values():
        _check_element(element, staged, faults, made)
    for number, condition in row_rules(staged, reading, faults, about_parent=False):
        made.order.append((condition, number))
    if not (made.form or made.warnings or made.order):
        return
    faults.note(
        staged,
        "select line, unnest(form || warnings || case when form = '{}' then"
        f" {_found(made.order)} else '{{}}' end), null::text from (select s.*, {_found(made.form)} as form,"
        f" {_found(made.warnings)} as warnings from {staged.table.staged} s where {made.broken} offset 0) s",
    )


def row_rules(
    staged: Staged, reading: Reading, faults: Faults, *, about_parent: bool, parent: Staged | None = None
) -> Iterator[tuple[int, str]]:
    """The rules of a table with a number each and the SQL that is true where they are broken."""
    table = staged.table
    for rule in RULES:
        if rule.table != table.id or rule.about_parent != about_parent:
            continue
        code = table.rule(rule.element) if rule.rule is None else rule.rule
        number = faults.number(Check(table, rule.element, rule.severity, code, rule.reason))
        yield number, filled(rule.broken, reading.words, staged.columns, parent.columns if parent else ())


def _any(conditions: list[Broken]) -> str:
    return " or ".join(f"({condition})" for condition, _ in conditions) or "false"


def _found(conditions: list[Broken]) -> str:
    cases = ", ".join(f"case when {condition} then {number} end" for condition, number in conditions)
    return f"array_remove(array[{cases}]::integer[], null)" if cases else "'{}'::integer[]"


def _check_element(element: Element, staged: Staged, faults: Faults, made: _Pass) -> None:
    sent = element.name in staged.columns
    column = f's."{element.name}"' if sent else "null::text"
    if element.blank:
        check = _blank(element, staged.table)
        (made.form if element.mandatory else made.warnings).append(
            (f"{column} is null", faults.number(check))
        )
    if not sent or element.kind == Kind.NHS_NUMBER:
        return
    if length := _wrong_length(element, column):
        made.form.append((length, faults.number(_length(element, staged.table))))
    if element.codes:
        known = ", ".join(f"'{code}'" for code in element.codes)
        number = faults.number(_code(element, staged.table))
        made.warnings.append(
            (f"{column} not in ({known}) and not coalesce({length or 'false'}, false)", number)
        )
    if wrong := _wrong_kind(element, staged, faults):
        made.form.append(wrong)


def _blank(element: Element, table: Table) -> Check:
    words = (
        "{element} is blank and must be sent."
        if element.mandatory
        else ("{element} is blank. The row was kept: send it when it is known.")
    )
    assert element.blank is not None
    return Check(table, element.name, element.blank, element.blank_rule, words)


def _wrong_length(element: Element, column: str) -> str:
    if element.kind not in (Kind.TEXT, Kind.IDENTIFIER, Kind.SNOMED) or element.longest is None:
        return ""
    if element.shortest > 1:
        return f"length({column}) not between {element.shortest} and {element.longest}"
    return f"length({column}) > {element.longest}"


def _length(element: Element, table: Table) -> Check:
    shortest, longest = element.shortest, element.longest
    allowed = f"at most {longest} are"
    if shortest == longest:
        allowed = f"{longest} {'is' if longest == 1 else 'are'}"
    elif shortest > 1:
        allowed = f"{shortest} to {longest} are"
    known = f", so it is an unknown code: the national list has {_listed(element)}" if element.codes else ""
    words = f"{{element}} is {{value}}, which has {{length}} characters where {allowed} allowed{known}. Correct it."
    return Check(table, element.name, Severity.REJECTED, element.format_rule, words)


def _code(element: Element, table: Table) -> Check:
    words = (
        f"{{element}} is {{value}}, an unknown code: the national list has {_listed(element)}. The row was kept as it"
        " is; correct the code."
    )
    return Check(table, element.name, element.code_severity, element.code_rule, words)


def _listed(element: Element) -> str:
    return ", ".join(element.codes[:12]) + (" and others" if len(element.codes) > 12 else "")


def _wrong_kind(element: Element, staged: Staged, faults: Faults) -> Broken | None:
    """The condition of a value that is none of its kind; None where no value of the column is wrong."""
    if element.kind not in _SAID:
        return None
    rule = (
        staged.table.rule(element.name) if element.kind in (Kind.SNOMED, Kind.TOOL) else element.format_rule
    )
    check = Check(staged.table, element.name, Severity.REJECTED, rule, _SAID[element.kind])
    column = f's."{element.name}"'
    if element.kind == Kind.IDENTIFIER:
        return f"{column} ~ '[^A-Za-z0-9]'", faults.number(check)
    number = faults.number(check)
    if not _keep_wrong(element, staged, number):
        return None
    return f"{column} in (select value from bad_value where no = {number})", number


def _keep_wrong(element: Element, staged: Staged, number: int) -> int:
    """Put the values of a column that are none of their kind into ``bad_value``; how many."""
    table, name = staged.table.staged, element.name
    if judge := _JUDGES.get(element.kind):
        wrong = ((number, text) for text in distinct_values(table, name) if not judge(text))
        copy_rows("bad_value", "no, value", list(wrong))
        found: int = value("select count(*) from bad_value where no = %s", [number])
        return found
    return run(
        f'insert into bad_value select {number}, v from (select distinct "{name}" as v from {table}'
        f' where "{name}" is not null offset 0) d where {_WRONG[element.kind]}'
    )
