"""Plans as documents: one that is full, and any that there may be."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hypothesis import strategies as st

from careplans.rules.document import (
    Action,
    Agreement,
    Goal,
    Participant,
    PlanDocument,
    Rating,
    Session,
    Text,
    Who,
)
from careplans.rules.parts import ActionState, Doer, GoalState, PlanPart
from hubs.rules import references
from outcomes.rules import dialog

NHS_NUMBER = "9990000018"
AGREED = dt.date(2025, 6, 18)


def full(**given: Any) -> PlanDocument:
    """Every part says something; three sessions, of which the first left an area out."""
    values: dict[str, Any] = {
        "reference": "K12345678Z",
        "who": Who("P1234567890", "Ann Fylde", dt.date(1980, 5, 4), NHS_NUMBER, "01", "2"),
        "number": 2,
        "started_on": dt.date(2025, 4, 20),
        "written_at": dt.datetime(2025, 6, 18, 14, 5, 9, 123, tzinfo=dt.UTC),
        "organisation": "Fylde NHS Trust",
        "organisation_code": "RXX",
        "holder": "Northbrook core team",
        "phone": "01772 000000",
        "worker": "Amara Okafor",
        "texts": tuple(
            Text(part.value, part.label, f"<{part.value}> & more\nA second line", "Amara Okafor", AGREED)
            for part in reversed(PlanPart)
        ),
        "goals": tuple(
            Goal(f"goal {state}", f"Something {state}", "I go out", "Leisure activities", AGREED, state)
            for state in GoalState
        ),
        "actions": tuple(action(state) for state in ActionState),
        "participants": (Participant("Jo Hill", "Sister", ""), Participant("Sam", "Adviser", "Lamplight")),
        "agreements": (Agreement("10", "The person", AGREED), Agreement("13", "Clinical service", AGREED)),
        "review_on": dt.date(2025, 12, 1),
        "review_chosen_by_person": True,
        "sessions": tuple(session(month) for month in (6, 5, 4)),
    }
    return PlanDocument(**{**values, **given})


def action(state: ActionState, **given: Any) -> Action:
    over = state is not ActionState.OPEN
    values: dict[str, Any] = {
        "key": f"action {state}",
        "what": f"Do it ({state})",
        "doer": Doer.WORKER,
        "who": "Amara Okafor",
        "due_on": AGREED,
        "how_known": "It is done",
        "goal": "goal active",
        "area": "Leisure activities",
        "state": state,
        "settled_on": AGREED if over else None,
        "settled_words": "It went well" if over else "",
    }
    return Action(**{**values, **given})


def session(month: int) -> Session:
    """Each area rated, but one in April, and an item of the tenant's own."""
    day = dt.date(2025, month, 10)
    items = list(dialog.ITEMS.values())
    ratings = [
        Rating(item.code_on(day), item.label, (place + month) % 7 + 1, place % 2 == 0)
        for place, item in enumerate(items)
    ]
    if month == 4:
        ratings[-1] = Rating(items[-1].code_on(day), items[-1].label, None, None)
    own = Rating("", "Money", 4, more_help=False)
    return Session(f"session {month}", day, "Amara Okafor", (*ratings, own), ("Job situation", "Money"))


words = st.text(max_size=40)
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
perhaps_days = st.none() | days
keys = st.uuids().map(str) | words
moments = st.builds(
    lambda day, second, zone: dt.datetime.combine(day, dt.time(), zone) + dt.timedelta(seconds=second),
    days,
    st.integers(0, 86_399),
    st.timezones(),
)
plan_references = st.text(references.ALPHABET, min_size=9, max_size=9).map(lambda drawn: f"L{drawn}")
ratings = st.builds(
    Rating,
    code=st.sampled_from([*dialog.BY_CODE]),
    label=words,
    rating=st.none() | st.integers(1, 7),
    more_help=st.none() | st.booleans(),
) | st.builds(Rating, st.just(""), words, st.none() | st.integers(1, 7), st.none() | st.booleans())


def _unlike(rating: Rating) -> object:
    return rating.code or uuid.uuid4()


def any_document() -> st.SearchStrategy[PlanDocument]:
    """Whatever the rows may hold: empty words, signs that XML cannot carry, years ago, no sessions at all."""
    numbers = st.just(NHS_NUMBER) | st.text(max_size=10)
    who = st.builds(
        Who,
        reference=words,
        birth_date=perhaps_days,
        name=words,
        nhs_number=numbers,
        nhs_number_status=st.sampled_from(["", "01", "08", "99"]),
        gender=st.sampled_from(["", "1", "2", "3", "X"]),
    )
    sessions = st.builds(
        Session,
        key=keys,
        on=days,
        worker=words,
        areas=st.lists(words, max_size=3),
        ratings=st.lists(ratings, max_size=4, unique_by=_unlike),
    )
    goals = st.builds(Goal, keys, words, words, words, perhaps_days, st.sampled_from(GoalState))
    actions = st.builds(
        Action,
        key=keys,
        what=words,
        doer=st.sampled_from(Doer),
        who=words,
        due_on=perhaps_days,
        how_known=words,
        goal=keys,
        area=words,
        state=st.sampled_from(ActionState),
        settled_on=perhaps_days,
        settled_words=words,
    )
    texts = st.builds(Text, st.sampled_from(PlanPart.values) | words, words, words, words, days)
    return st.builds(
        PlanDocument,
        reference=plan_references,
        who=who,
        number=st.none() | st.integers(1, 99),
        started_on=days,
        written_at=moments,
        organisation=words,
        organisation_code=words,
        holder=words,
        phone=words,
        worker=words,
        texts=st.lists(texts, max_size=4),
        goals=st.lists(goals, max_size=3, unique_by=lambda goal: goal.key),
        actions=st.lists(actions, max_size=3),
        participants=st.lists(st.builds(Participant, words, words, words), max_size=2),
        agreements=st.lists(
            st.builds(Agreement, st.sampled_from(["10", "13", "16"]), words, days), max_size=2
        ),
        review_on=perhaps_days,
        review_chosen_by_person=st.booleans(),
        sessions=st.lists(sessions, max_size=3, unique_by=lambda session: session.key),
    )
