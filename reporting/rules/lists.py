"""Which rows a figure counts, as the declaration says it; and what a list of them shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

_NAMED = re.compile(r"%\((\w+)\)s")

CellKind = Literal["date", "number", "yes", "code", "word"]


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL with a place for each of its values, in order."""

    sql: str
    values: tuple[Any, ...]


def condition(sql: str, values: Mapping[str, Any]) -> Condition:
    """SQL written with named values, as declarations are. Raises KeyError for a value that is not given."""
    names = _NAMED.findall(sql)
    return Condition(_NAMED.sub("%s", sql), tuple(values[name] for name in names))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading, the field of the fact it shows, and how that is written.

    What is ``clinical`` is for those alone who may open the record.
    """

    heading: str
    field: str
    kind: CellKind = "date"
    empty: str = "Not yet"
    clinical: bool = False


_WAIT = (Column("Waiting since", "started_on"), Column("Days waited", "waited", "number"))
SPELLS = (
    *_WAIT,
    Column("First contact", "first_contact_on"),
    Column("Baseline score", "outcome_on"),
    Column("Assessment", "assessment_on"),
    Column("Plan or intervention", "help_on"),
    Column("Clock stopped", "stopped_on"),
)
SECOND_CONTACTS = (
    *_WAIT,
    Column("First contact", "first_contact_on"),
    Column("Second contact", "second_contact_on"),
    Column("Open", "is_open", "yes"),
)
REFERRALS = (
    Column("Received", "received_on"),
    Column("Source", "source", "code", "Not recorded"),
    Column("Contacts", "contacts_ever", "number"),
    Column("Second contact", "second_contact_on"),
    Column("Rejected", "rejected_on", empty="No"),
    Column("Open", "is_open", "yes"),
)
PEOPLE = (
    Column("Contacts in 12 months", "contacts_in_year", "number"),
    Column("Contacts ever", "contacts_ever", "number"),
    Column("Referral received", "received_on"),
    Column("Open", "is_open", "yes"),
)
ADMISSIONS = (
    Column("Admitted", "admitted_on"),
    Column("Contact in the year before", "had_contact", "yes"),
)
OUTCOMES = (
    Column("Received", "received_on"),
    Column("Closed", "closed_on", empty="Open"),
    Column("Two DIALOG ratings", "dialog_paired", "yes"),
    Column("Two ReQoL-10 totals", "reqol_paired", "yes"),
    Column("Two scores of a goal", "goals_paired", "yes"),
)
PAIRS = (
    Column("Tool", "tool", "word"),
    Column("What was rated", "item", "word"),
    Column("First", "baseline", "number", clinical=True),
    Column("First on", "baseline_on"),
    Column("Latest", "latest", "number", clinical=True),
    Column("Latest on", "latest_on"),
    Column("Change", "change", "word", "Not measured", clinical=True),
)
PLANS = (
    Column("Plan", "plan_state", "word"),
    Column("Agreed", "plan_agreed_on"),
    Column("Crisis plan", "crisis_plan_on", empty="None"),
    Column("Referral received", "received_on"),
)
REVIEWS = (Column("Due", "due_on"), Column("Done", "done_on"))
ACTIONS = (*REVIEWS, Column("By whom", "doer", "word"))
REGISTER = (Column("Checks done, of six", "checks_done", "number"),)
CHECKS = (
    Column("Check", "kind", "word"),
    Column("How it stands", "state", "word", clinical=True),
    Column("On", "checked_on", empty="Never"),
    *REGISTER,
)
EMPLOYMENT = (
    Column("Received", "received_on"),
    Column("First employment support", "ips_first_on"),
    Column("Contacts in 12 months", "ips_in_year", "number"),
    Column("Jobs started", "jobs_in_year", "number"),
)
SUPPORT = (
    Column("Contacts in 12 months", "contacts_in_year", "number"),
    Column("Employment support", "had_ips", "yes"),
    Column("Therapy contacts", "therapies_in_year", "number"),
    Column("Referral received", "received_on"),
)
