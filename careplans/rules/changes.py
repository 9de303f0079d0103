"""What changed from one document of a plan to the next, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from textwrap import shorten
from typing import Any

from careplans.rules.document import Action, Goal, Participant, PlanDocument, Text
from careplans.rules.parts import ActionState, Doer, GoalState
from config import formats

FIRST = "The first version."
# Words of a plan are told by their beginning: the plan itself has all of them.
LONGEST = 100


def between(before: PlanDocument | None, after: PlanDocument) -> list[str]:
    """In the order of the plan; empty when both say the same. Without one before, it is the first."""
    if before is None:
        return [FIRST]
    return [
        *_texts(before.texts, after.texts),
        *_of_each(before.goals, after.goals, _key, "goal", _goal),
        *_of_each(before.actions, after.actions, _key, "action", _action),
        *_participants(before.participants, after.participants),
        *_sessions(before, after),
        *_review(before, after),
    ]


def says_the_same(one: PlanDocument, other: PlanDocument) -> bool:
    """Whether somebody who agreed to one has agreed to the other."""
    return _agreed_to(one) == _agreed_to(other)


def says_nothing(document: PlanDocument) -> bool:
    """Whether there is nothing in it that anybody could agree to."""
    return not (any(text.text.strip() for text in document.texts) or document.goals or document.actions)


def _agreed_to(document: PlanDocument) -> tuple[Any, ...]:
    return (
        [(text.part, text.text) for text in document.texts],
        list(document.goals),
        list(document.actions),
        list(document.participants),
        [session.key for session in document.sessions],
        (document.review_on, document.review_chosen_by_person),
    )


def _texts(before: Sequence[Text], after: Sequence[Text]) -> Iterator[str]:
    was = {text.part: text.text for text in before}
    now = {text.part: text.text for text in after}
    titles = {text.part: text.title for text in (*before, *after)}
    for part, title in sorted(titles.items(), key=lambda known: _place(known[0], after, before)):
        if part not in was:
            yield f"“{title}” was written."
        elif part not in now:
            yield f"“{title}” was emptied."
        elif was[part] != now[part]:
            yield f"“{title}” was changed."


def _place(part: str, after: Sequence[Text], before: Sequence[Text]) -> int:
    return [text.part for text in (*after, *before)].index(part)


def _of_each(
    before: Sequence[Any],
    after: Sequence[Any],
    key: Callable[[Any], str],
    noun: str,
    told: Callable[[Any, Any], Iterator[str]],
) -> Iterator[str]:
    was: Mapping[str, Any] = {key(each): each for each in before}
    now = {key(each) for each in after}
    for each in after:
        if key(each) in was:
            yield from told(was[key(each)], each)
        else:
            yield f"New {noun}: {_words(each)}."
    for each in before:
        if key(each) not in now:
            yield f"Taken out, {noun}: {_words(each)}."


def _goal(was: Goal, now: Goal) -> Iterator[str]:
    if was.words != now.words:
        yield f"The goal {_words(was)} is now {_words(now)}."
    elif replace(was, state=now.state) != now:
        yield f"Details of the goal {_words(now)} were changed."
    if was.state != now.state:
        yield f"The goal {_words(now)}: {_lower(GoalState(now.state).label)}."


def _action(was: Action, now: Action) -> Iterator[str]:
    settled = replace(was, state=now.state, settled_on=now.settled_on, settled_words=now.settled_words)
    if _words(was) != _words(now):
        yield f"The action {_words(was)} is now {_words(now)}."
    elif settled != now:
        yield f"Details of the action {_words(now)} were changed."
    if _outcome(was) != _outcome(now):
        yield f"The action {_words(now)}: {_lower(ActionState(now.state).label)}."


def _outcome(action: Action) -> tuple[Any, ...]:
    return action.state, action.settled_on, action.settled_words


def _participants(before: Sequence[Participant], after: Sequence[Participant]) -> Iterator[str]:
    for each in after:
        if each not in before:
            yield f"{_named(each)} helped to write it."
    for each in before:
        if each not in after:
            yield f"{_named(each)} is no longer named among those who helped to write it."


def _sessions(before: PlanDocument, after: PlanDocument) -> Iterator[str]:
    known = {session.key for session in before.sessions}
    for session in after.sessions:
        if session.key not in known:
            yield f"A DIALOG+ session of {formats.date(session.on)} was added."
    gone = known - {session.key for session in after.sessions}
    if gone:
        yield f"{formats.plural(len(gone), 'DIALOG+ session')} taken out."


def _review(before: PlanDocument, after: PlanDocument) -> Iterator[str]:
    was = (before.review_on, before.review_chosen_by_person)
    now = (after.review_on, after.review_chosen_by_person)
    if was == now:
        return
    if after.review_on is None:
        yield "No day is set to look at it again."
    else:
        who = "the person" if after.review_chosen_by_person else "the team"
        yield f"It is looked at again by {formats.date(after.review_on)}, a day that {who} chose."


def _key(each: Goal | Action) -> str:
    return each.key


def _words(each: Goal | Action) -> str:
    """The words of it; of an action also who does it by when."""
    if isinstance(each, Goal):
        return f"“{_short(each.words)}”"
    who = each.who or _lower(Doer(each.doer).label)
    by = f" by {formats.date(each.due_on)}" if each.due_on else ""
    return f"“{_short(each.what)}” ({who}{by})"


def _short(words: str) -> str:
    return shorten(words, LONGEST, placeholder="…")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _named(each: Participant) -> str:
    return f"{each.name} ({each.part})" if each.part else each.name
