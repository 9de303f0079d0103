"""The plan of somebody who does not exist, six pages long: what is drawn again and again to time it."""

from __future__ import annotations

import datetime as dt

from careplans.rules import document as made_of
from careplans.rules.document import PlanDocument
from careplans.rules.parts import ActionState, Doer, GoalState, PlanPart
from config.formats import LONDON
from outcomes.rules.dialog import ITEMS

WRITTEN_AT = dt.datetime(2026, 11, 20, 10, 30, tzinfo=LONDON)
_DAY = WRITTEN_AT.date()
SESSIONS = 12
_TALKED = ("Job situation", "Partner and family")

WORDS: dict[PlanPart, str] = {
    PlanPart.MATTERS: (
        "My daughter and my grandson, and seeing them every week. The allotment. Being asked before things are decided"
        " about me, and not after.\n\nI want to be the one who cooks on Sundays again. When I cannot sleep I stop going"
        " out, and then I lose the things that keep me well. That is what this plan is for."
    ),
    PlanPart.PEOPLE: (
        "- Leah, my daughter: she comes on Tuesdays and Sundays, and may be told anything in this plan\n"
        "- Mr Farrow next door: he has my spare key\n- Dot and Rafiq from the allotment: they notice when I am not"
        " there\n- Dr Osei at Moorside Surgery: she has known me for eleven years"
    ),
    PlanPart.COMMUNICATE: (
        "I hear badly on the left, so please sit on my right side. Text me before you ring: I do not pick up for"
        " numbers that I do not know. Letters in large print. One thing at a time, and write down what we agreed."
    ),
    PlanPart.WELLNESS: (
        "I sleep six hours or more and get up by eight. I answer texts the same day. I do the crossword, I go to the"
        " allotment three times a week, and I argue with the radio."
    ),
    PlanPart.PLEASE: (
        "- Please do: ask me first, say when you will be late, and tell me who else is in the room\n- Please do not:"
        " come without a text, talk about me with Leah as if I were not there, or call it a bad patch"
    ),
    PlanPart.SUPPORT: (
        "Mornings are best, after ten. In winter I need more contact than in summer: once a week from November to"
        " March. If I cancel twice, please do not wait for me to ask. Come round, or send Bryn from the café."
    ),
    PlanPart.ALSO: "I am allergic to penicillin. The dog is friendly but she jumps up. The bell does not work: knock.",
    PlanPart.STRENGTHS: (
        "I brought up two children on my own and ran a kitchen of twelve people for nineteen years. I know how to ask"
        " for help now, which I did not use to. I am stubborn, and when it points the right way it helps."
    ),
    PlanPart.NEEDS: (
        "I worry about the rent since my hours were cut. I do not know what I am entitled to, and the forms make me"
        " want to hide. My knee hurts, so I walk less, so I sleep less.\n\nI need somebody to go through the letters"
        " with me once, and a way to see the physiotherapist that does not begin with a telephone queue."
    ),
    PlanPart.FORMULATION: (
        "The low times began after the kitchen closed. Work had been where I was good at something, and where people"
        " were. Without it the days had no edges. Not sleeping came next, then not going out, then the feeling of"
        " being a burden.\n\nWe think the order matters: when the days have edges again, sleep follows, and the rest"
        " after it. Medication takes the worst off, and does not do this part."
    ),
    PlanPart.EARLY_SIGNS: (
        "- I stop answering texts for more than a day\n- I sleep less than four hours, three nights running\n"
        "- I say no to Sunday\n- I put the letters in the drawer unopened"
    ),
    PlanPart.WHAT_HELPS: (
        "- Ringing Leah, even for two minutes\n- Going to the café when it opens, before I can think about it\n"
        "- A bath, the radio, and bed by ten\n- The list on the fridge: one small thing, then the next"
    ),
    PlanPart.CRISIS: (
        "If I talk of not being here any more, or have not slept for three nights, this is a crisis.\n\n"
        "- Ring Leah on 01632 960 001, day or night\n- Ring the team on 01632 960 100 from nine to five and ask for"
        " Priya\n- At other times ring 111 and choose option 2\n- I do not want to be on my own. I do not want the"
        " police to come if there is another way"
    ),
}
GOALS = (
    ("Cook Sunday dinner for Leah and the boy again", "Twice in one month", "Partner and family"),
    (
        "Have days with edges: something to get up for four days a week",
        "It is on the calendar",
        "Job situation",
    ),
    (
        "Open every letter within two days, and not alone if it is a brown one",
        "The drawer is empty",
        "Where I live",
    ),
    ("Walk to the allotment and back without stopping", "By the spring", "Physical health"),
    ("Sleep six hours, five nights out of seven", "By the notebook on the fridge", "Mental health"),
)
ACTIONS = (
    (
        "Agree on Sundays until Christmas, and buy the tin for the roast",
        Doer.CARER,
        "Leah",
        "It is on both calendars",
    ),
    ("Ask at the café about the Thursday shift", Doer.PERSON, "", "I have a day to start"),
    ("Go through the benefit letters together", Doer.PARTNER, "Bryn, Citizens Advice", "All are answered"),
    (
        "Refer to the physiotherapist, and say that texting works",
        Doer.WORKER,
        "Priya Nair",
        "There is a date",
    ),
    ("Go through the tablets: which one is for the night", Doer.WORKER, "Dr Osei", "One list, that all have"),
    ("Write the list for the fridge, and put up a new one each Monday", Doer.PERSON, "", "It is there"),
    (
        "Come with me for the first shift, and wait outside",
        Doer.WORKER,
        "Priya Nair",
        "We had a coffee afterwards",
    ),
    ("Bring the letters out of the drawer and sort them by colour", Doer.PERSON, "", "Three heaps"),
    ("Walk half way, twice a week, with the dog", Doer.PERSON, "", "It is in the notebook"),
    ("Bed by ten, the telephone in the kitchen", Doer.PERSON, "", "Five nights of seven"),
)
_STATES = (ActionState.OPEN, ActionState.DONE, ActionState.PARTLY)


def document(number: int = 3) -> PlanDocument:
    """The plan; ``number`` is its version, so that no two that are drawn are the same."""
    return PlanDocument(
        reference="L7K2M9QX4T3",
        who=made_of.Who("P4H8N2RX7C5", "Ann Okafor", dt.date(1971, 5, 4), "9434765919", "01", "2"),
        number=number,
        started_on=dt.date(2024, 2, 3),
        written_at=WRITTEN_AT,
        organisation="Fylde Coast NHS Foundation Trust",
        organisation_code="RXF",
        holder="Fleetwood core team",
        phone="01632 960 100",
        worker="Priya Nair",
        texts=tuple(
            made_of.Text(part, part.label, words, "Priya Nair", _DAY) for part, words in WORDS.items()
        ),
        goals=tuple(
            made_of.Goal(f"goal-{at}", words, known, area, _DAY + dt.timedelta(days=90), GoalState.ACTIVE)
            for at, (words, known, area) in enumerate(GOALS)
        ),
        actions=tuple(_action(at) for at in range(len(ACTIONS))),
        participants=(
            made_of.Participant("Leah Okafor", "Daughter", ""),
            made_of.Participant("Priya Nair", "Named worker", "Fylde Coast NHS Foundation Trust"),
            made_of.Participant("Bryn Hughes", "Adviser", "Fylde Citizens Advice"),
        ),
        agreements=(made_of.Agreement("10", "Patient", _DAY), made_of.Agreement("11", "Carer", _DAY)),
        review_on=_DAY + dt.timedelta(days=120),
        review_chosen_by_person=True,
        sessions=tuple(_session(at) for at in range(SESSIONS)),
        progress=tuple(_day(at) for at in reversed(range(SESSIONS))),
    )


def _action(at: int) -> made_of.Action:
    what, doer, who, known = ACTIONS[at % len(ACTIONS)]
    state = _STATES[at % len(_STATES)]
    return made_of.Action(
        key=f"action-{at}",
        what=what,
        doer=doer,
        who=who,
        due_on=_DAY + dt.timedelta(days=7 * (at + 1)),
        how_known=known,
        goal=f"goal-{at % len(GOALS)}",
        area="",
        state=state,
        settled_on=None if state is ActionState.OPEN else _DAY,
        settled_words="" if state is ActionState.OPEN else "We looked at it together",
    )


def _rated(place: int, at: int) -> int:
    """Of the area at that place, so many sessions ago."""
    return 2 + (place * 3 + at) % 5


def _wants_help(place: int, at: int) -> bool:
    return (place + at) % 4 == 0


def _day(at: int) -> made_of.Day:
    """The session as the picture of all of them reads it."""
    on = _DAY - dt.timedelta(days=56 * at)
    scored = tuple(
        made_of.Scored(
            key,
            item.label,
            item.code_on(on),
            str(_rated(place, at)),
            _rated(place, at),
            _wants_help(place, at),
            _TALKED.index(item.label) + 1 if item.label in _TALKED else None,
        )
        for place, (key, item) in enumerate(ITEMS.items())
    )
    return made_of.Day(on, None, "Priya Nair", 1, scored)


def _session(at: int) -> made_of.Session:
    ratings = tuple(
        made_of.Rating(item.code_on(_DAY), item.label, _rated(place, at), _wants_help(place, at))
        for place, item in enumerate(ITEMS.values())
    )
    return made_of.Session(
        key=f"session-{at}",
        on=_DAY - dt.timedelta(days=56 * at),
        worker="Priya Nair",
        ratings=ratings,
        areas=_TALKED,
    )
