"""The pages of a session on which something is typed: what each shows, and how what was sent is saved.

The page saves itself as one types and by its buttons, in the same way.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from careplans.actions import areas, ratings
from careplans.forms.sessions import (
    ActionForm,
    ChooseForm,
    LastTimeForm,
    RatingForm,
    TalkForm,
    rating_form,
)
from careplans.models import DialogArea
from careplans.rules.rating import Rated, State
from careplans.rules.talk import came_of_it
from careplans.selectors.sessions import Line, Sheet, rated
from hubs.forms import typed
from hubs.forms.typed import Content
from hubs.rules.roles import Actor
from hubs.views.saving import saved
from referrals.actions.changing import ChangedMeanwhile

LAST_TIME, RATE, CHOOSE, TALK = "last-time", "rate", "choose", "talk"
# Belongs to one showing of the page.
NOT_TYPED = frozenset({"seen", "page", "leave", "agree", "take_back"})
MOST_SEEN = 20


def content(sent: QueryDict) -> Content:
    """What was typed on a page."""
    return typed.content({name: values for name, values in sent.lists() if name not in NOT_TYPED})


def seen(sent: QueryDict) -> list[State] | None:
    """The states that the writer knows of; None when the page said nothing about it."""
    if "seen" not in sent:
        return None
    try:
        held = json.loads(str(sent["seen"]))
        return [{str(name): str(text) for name, text in state.items()} for state in held[:MOST_SEEN]]
    except (ValueError, TypeError, AttributeError):
        return []


@dataclass(kw_only=True)
class Page(ABC):
    """A page with what was sent to it, or what it shows. ``theirs`` is what stands there instead, in words, when
    somebody else wrote meanwhile.
    """

    sheet: Sheet
    by: Actor
    sent: QueryDict | None = None
    by_button: bool = False
    theirs: list[tuple[str, str]] = field(default_factory=list)
    changed: bool = False

    @property
    @abstractmethod
    def name(self) -> str:
        """What a draft of the page is kept under."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What the page is called where it is pointed to."""

    @property
    @abstractmethod
    def forms(self) -> Sequence[forms.Form]:
        """The forms on the page, the page’s own one first."""

    @property
    @abstractmethod
    def shown(self) -> State:
        """What stands in the session now."""

    @abstractmethod
    def write(self) -> None:
        """What was sent goes into the session."""

    @property
    def left_over(self) -> Content:
        """What was typed that the session does not take until a button is pressed."""
        return {}

    def save(self) -> bool:
        """Whether what was sent is in the session; else the forms hold what is wrong."""
        return saved(self.forms[0], self._write_or_tell, *self.forms[1:])

    def _write_or_tell(self) -> None:
        try:
            self.write()
        except ChangedMeanwhile:
            self.changed = True
            self.theirs = self.in_words()
            raise

    def in_words(self) -> list[tuple[str, str]]:
        """What stands in the session now, for whoever is to put it together with what they typed."""
        return []

    @property
    def seen(self) -> str:
        """The hidden field that says what the page shows; after a save over something unseen, that was told."""
        return json.dumps([self.shown])

    @property
    def errors(self) -> str:
        return " ".join(str(text) for form in self.forms for texts in form.errors.values() for text in texts)

    def put_back(self, draft: Mapping[str, Sequence[str]]) -> None:
        """Show what was typed before and not taken, beside what stands there instead."""
        if set(draft) & set(self.forms[0].fields):
            self.theirs = self.in_words()
        for form in self.forms:
            typed.put_back(form, typed.data(draft))


@dataclass(kw_only=True)
class RatePage(Page):
    line: Line

    @property
    def name(self) -> str:
        return f"{RATE}:{self.line.asked.key}"

    @property
    def label(self) -> str:
        return f"Rating of {self.line.asked.label}"

    @cached_property
    def form(self) -> RatingForm:
        return rating_form(self.sent, self.line, by_button=self.by_button)

    @property
    def forms(self) -> Sequence[forms.Form]:
        return [self.form]

    @property
    def shown(self) -> State:
        row = ratings.of(self.sheet.session, self.line.asked) if self.changed else self.line.row
        return rated(row).state if row else Rated().state

    def write(self) -> None:
        assert self.sent is not None
        ratings.save(
            by=self.by,
            session=self.sheet.session,
            asked=self.line.asked,
            said=self.form.said,
            seen=seen(self.sent),
        )

    def in_words(self) -> list[tuple[str, str]]:
        now = self.shown
        if not any(now.values()):
            return []
        rating = now["rating"]
        told = [("How satisfied", Rated(int(rating) if rating else None).in_words)]
        told += [("More help", now["more_help"].capitalize())] if now["more_help"] else []
        return [*told, ("Words", now["comment"])] if now["comment"] else told


@dataclass(kw_only=True)
class ChoosePage(Page):
    @property
    def name(self) -> str:
        return CHOOSE

    @property
    def label(self) -> str:
        return "Choosing what to talk about"

    @cached_property
    def form(self) -> ChooseForm:
        return ChooseForm(self.sent, sheet=self.sheet)

    @property
    def forms(self) -> Sequence[forms.Form]:
        return [self.form]

    @property
    def shown(self) -> State:
        return self.form.shown

    def write(self) -> None:
        assert self.sent is not None
        known = seen(self.sent)
        areas.choose(
            by=self.by,
            session=self.sheet.session,
            keys=self.form.cleaned_data["chosen"],
            seen=None if known is None else [state.get("chosen", "").split() for state in known],
        )


@dataclass(kw_only=True)
class TalkPage(Page):
    line: Line

    @property
    def area(self) -> DialogArea:
        assert self.line.area is not None
        return self.line.area

    @property
    def name(self) -> str:
        return f"{TALK}:{self.area.public_id}"

    @property
    def label(self) -> str:
        return f"Talk about {self.line.asked.label}"

    @cached_property
    def form(self) -> TalkForm:
        return TalkForm(self.sent, initial=dict(areas.talked(self.area).state))

    @cached_property
    def action(self) -> ActionForm:
        """Judged when it is agreed on, shown as it was typed otherwise."""
        given = {"referral": self.sheet.session.referral, "by": self.by}
        form = ActionForm(self.sent if self._agrees else None, **given)
        if self.sent is not None and not self._agrees:
            typed.put_back(form, self.sent)
        return form

    @property
    def _agrees(self) -> bool:
        """By its button; whoever goes on with an action typed means it as well."""
        if self.sent is None or not self.by_button:
            return False
        return "agree" in self.sent or bool(self.sent.get("what", "").strip())

    @property
    def forms(self) -> Sequence[forms.Form]:
        return [self.form, self.action] if self._agrees or self.sent is None else [self.form]

    @property
    def shown(self) -> State:
        if self.changed:
            self.area.refresh_from_db()
        return areas.talked(self.area).state

    @property
    def left_over(self) -> Content:
        assert self.sent is not None
        if self._agrees:
            return {}
        kept = {name: held for name, held in content(self.sent).items() if name not in self.form.fields}
        return kept if any(text for held in kept.values() for text in held) else {}

    def write(self) -> None:
        assert self.sent is not None
        areas.write(by=self.by, area=self.area, said=self.form.said, seen=seen(self.sent))
        if self._agrees:
            areas.agree(by=self.by, area=self.area, **self.action.agreed)

    def in_words(self) -> list[tuple[str, str]]:
        now = self.shown
        return [(str(self.form.fields[name].label), text) for name, text in now.items() if text]


@dataclass(kw_only=True)
class LastTimePage(Page):
    @property
    def name(self) -> str:
        return LAST_TIME

    @property
    def label(self) -> str:
        return "Last time’s actions"

    @cached_property
    def form(self) -> LastTimeForm:
        return LastTimeForm(self.sent, actions=self.sheet.last_time, session=self.sheet.session)

    @property
    def forms(self) -> Sequence[forms.Form]:
        return [self.form]

    @property
    def shown(self) -> State:
        return self.form.shown

    def write(self) -> None:
        assert self.sent is not None
        known = seen(self.sent)
        for key, action in self.form.actions.items():
            said = self.form.said(key)
            areas.settle(
                by=self.by,
                session=self.sheet.session,
                action=action,
                state=said["state"],
                words=said["words"],
                seen=_of_action(known, key),
            )


def _of_action(states: Sequence[State] | None, key: str) -> list[State] | None:
    if states is None:
        return None
    return [came_of_it(state.get(f"state_{key}", ""), state.get(f"words_{key}", "")) for state in states]


def page_of(
    name: str, sheet: Sheet, by: Actor, sent: QueryDict | None = None, *, by_button: bool = False
) -> Page | None:
    """The page with this name; None when the session has no such page."""
    kind, _, what = name.partition(":")
    given: Any = {"sheet": sheet, "by": by, "sent": sent, "by_button": by_button}
    if kind == LAST_TIME and not what:
        return LastTimePage(**given)
    if kind == CHOOSE and not what:
        return ChoosePage(**given)
    if kind == RATE and what in sheet.lines:
        return RatePage(**given, line=sheet.lines[what])
    line = next((each for each in sheet.chosen if each.area and str(each.area.public_id) == what), None)
    return TalkPage(**given, line=line) if kind == TALK and line else None
