"""Documents of any plan, drawn by hypothesis."""

from __future__ import annotations

from datetime import UTC

from hypothesis import strategies as st

from careplans.rules import document as made_of
from careplans.rules.document import PlanDocument
from careplans.rules.parts import ActionState, Doer, GoalState, PlanPart
from config.formats import LONDON

WORDS = st.text(max_size=30)
DAYS = st.dates()
MAYBE = st.none() | DAYS


def _tuples(each: st.SearchStrategy[made_of.Text] | st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(each, max_size=3).map(tuple)


TEXTS = st.builds(
    made_of.Text,
    part=st.sampled_from(PlanPart.values),
    title=WORDS,
    text=WORDS,
    writer=WORDS,
    changed_on=DAYS,
)
GOALS = st.builds(
    made_of.Goal,
    key=st.uuids().map(str),
    words=WORDS,
    how_known=WORDS,
    area=WORDS,
    target_on=MAYBE,
    state=st.sampled_from(GoalState),
)
ACTIONS = st.builds(
    made_of.Action,
    key=st.uuids().map(str),
    what=WORDS,
    doer=st.sampled_from(Doer),
    who=WORDS,
    due_on=MAYBE,
    how_known=WORDS,
    goal=WORDS,
    area=WORDS,
    state=st.sampled_from(ActionState),
    settled_on=MAYBE,
    settled_words=WORDS,
)
RATINGS = st.builds(
    made_of.Rating,
    code=WORDS,
    label=WORDS,
    rating=st.none() | st.integers(1, 7),
    more_help=st.none() | st.booleans(),
)
SESSIONS = st.builds(
    made_of.Session,
    key=st.uuids().map(str),
    on=DAYS,
    worker=WORDS,
    ratings=_tuples(RATINGS),
    areas=_tuples(WORDS),
)
PROGRESS = st.builds(
    made_of.Day,
    on=DAYS,
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
    worker=WORDS,
    referral=st.integers(1, 3),
    scored=_tuples(
        st.builds(
            made_of.Scored,
            item=WORDS,
            label=WORDS,
            code=WORDS,
            score=WORDS,
            rating=st.none() | st.integers(1, 7),
            more_help=st.booleans(),
            rank=st.none() | st.integers(1, 3),
        )
    ),
)
DOCUMENTS = st.builds(
    PlanDocument,
    reference=WORDS,
    who=st.builds(
        made_of.Who,
        reference=WORDS,
        name=WORDS,
        birth_date=MAYBE,
        nhs_number=WORDS,
        nhs_number_status=WORDS,
        gender=WORDS,
    ),
    number=st.none() | st.integers(1, 99),
    started_on=DAYS,
    written_at=st.datetimes(timezones=st.sampled_from([LONDON, UTC])),
    organisation=WORDS,
    organisation_code=WORDS,
    holder=WORDS,
    phone=WORDS,
    worker=WORDS,
    texts=_tuples(TEXTS),
    goals=_tuples(GOALS),
    actions=_tuples(ACTIONS),
    participants=_tuples(st.builds(made_of.Participant, name=WORDS, part=WORDS, organisation=WORDS)),
    agreements=_tuples(st.builds(made_of.Agreement, agreed_by=WORDS, label=WORDS, on=DAYS)),
    review_on=MAYBE,
    review_chosen_by_person=st.booleans(),
    sessions=_tuples(SESSIONS),
    progress=_tuples(PROGRESS),
)
