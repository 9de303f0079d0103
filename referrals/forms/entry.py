"""A contact as it is being entered: the form, what was done in it, and the buttons that change it without
saving.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from hubs.forms import typed
from hubs.rules.roles import Actor
from outcomes.actions.scored_contacts import Taken
from referrals.actions.contacts import Done
from referrals.forms.contact import OTHER_PROCEDURE, OTHERS, ActivityForm, ContactForm
from referrals.models import CareActivity, Referral
from referrals.rules import attendance, contact_teams, places, procedures
from referrals.rules.contact_dates import Doubt
from referrals.selectors.contacts import Beside
from referrals.selectors.people import Found

MOST_ACTIVITIES = 10
USUAL_MINUTES = 60
COUNT = "activities"


class Entry:
    """``sent`` is to be judged, if anything was sent; ``shown`` is to be shown as it is, without judging."""

    form_class = ContactForm
    other_fields = OTHERS

    def __init__(
        self,
        found: Found,
        by: Actor,
        *,
        sent: QueryDict | None = None,
        shown: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
        activities: Sequence[Mapping[str, Any]] = (),
        also: Sequence[Beside] = (),
    ) -> None:
        self.sent = sent = None if sent is None else _with_attendance(sent)
        held = sent if sent is not None else shown
        self.form = self.form_class(sent, found=found, by=by, also=also, initial=dict(initial or {}))
        count = _count(held) if held is not None else max(1, len(activities))
        starts = [*activities, *({} for _ in range(count - len(activities)))][:count]
        self.activities = [
            ActivityForm(sent, prefix=f"activity-{number}", initial=dict(start))
            for number, start in enumerate(starts)
        ]
        if sent is None and shown is not None:
            for form in self.forms:
                typed.put_back(form, shown)

    @property
    def forms(self) -> list[Any]:
        return [self.form, *self.activities]

    @property
    def shown_errors(self) -> list[BaseForm]:
        return [form for form in self.forms if form.errors]

    @property
    def may_add(self) -> bool:
        return len(self.activities) < MOST_ACTIVITIES

    @property
    def missed_buttons(self) -> list[tuple[str, str]]:
        """What became of a contact that did not take place, as (status, words)."""
        return [(status, attendance.IN_WORDS[status]) for status in attendance.KEYS]

    @property
    def more_in_words(self) -> str:
        """What the folded part of the form says."""
        words = [_label(self.form[name]) for name in ("team", "staff", "location_type")]
        return ", ".join(word for word in words if word)

    @property
    def others_in_words(self) -> str:
        """What the folded part about those who took part says."""
        words = [_label(self.form[name]) for name in OTHERS if self.form[name].value()]
        return ", ".join(word for word in words if word) or "nobody else"

    @property
    def asks_for_others(self) -> bool:
        """Whether somebody else is named, or named wrongly, which must be seen."""
        return any(self.form[name].value() for name in OTHERS)

    @property
    def asks_for_more(self) -> bool:
        """Whether the folded part of the form holds an error, which must then be seen."""
        return bool({"team", "staff", "location_type", "subject"} & self.form.errors.keys())

    def is_valid(self) -> bool:
        """Judge every part, so that all that is wrong is told at once."""
        judged = [form.is_valid() for form in self.forms]
        valid = all(judged)
        if valid and self.done and not attendance.took_place(self.form.cleaned_data["attendance"]):
            words = "Take away what was done: nothing can be done in a contact that did not take place"
            self.activities[0].add_error("procedure", words)
            return False
        return valid

    @cached_property
    def done(self) -> list[Done]:
        return [
            Done(form.expression, form.cleaned_data.get("minutes"))
            for form in self.activities
            if form.expression
        ]

    @property
    def taken(self) -> Taken | None:
        given = self.form.cleaned_data
        return Taken(given["tool"], given["score"]) if given.get("tool") and given.get("score") else None

    @property
    def referral(self) -> Referral:
        held = self.form.held_referral
        assert held is not None
        return held

    @property
    def details(self) -> dict[str, Any]:
        """What ``contacts.log`` is told besides the referral, the day and what was done."""
        given = self.form.cleaned_data
        return {
            "occurred_time": given["occurred_time"],
            "attendance": given["attendance"],
            "mechanism": given["mechanism"],
            "duration_minutes": given["duration_minutes"],
            "location_type": given["location_type"],
            "subject": given["subject"],
            "team_id": int(given["team"]),
            "staff_id": int(given["staff"]),
            "note": given["note"],
            "others": self.form.others,
        }

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What was not confirmed yet."""
        confirmed = self.sent.getlist("confirmed") if self.sent is not None else []
        return [doubt for doubt in self.form.doubts() if doubt.code not in confirmed]

    @property
    def asked(self) -> list[Doubt]:
        """The doubts to show: none while the form holds errors, or before it is sent."""
        return self.doubts if self.sent is not None and not self.shown_errors else []

    def refuse(self, error: ValidationError) -> None:
        """Show what an action found wrong beside the field it is about."""
        for field, messages in getattr(error, "message_dict", {None: error.messages}).items():
            shown = OTHERS[0] if field == "others" else field
            self.form.add_error(shown if shown in self.form.fields else None, messages)


def defaults(found: Found, by: Actor, *, chosen: str = "", now: dt.datetime | None = None) -> dict[str, Any]:
    """What most contacts are: today, now, by me, for this team, face to face, attended, an hour."""
    now = now or timezone.localtime()
    referral = _likely(found, by, chosen)
    team = referral.team if referral else None
    team_id = contact_teams.usual(team.pk if team else None, by.team_ids)
    if team and team.pk != team_id:
        team = None
    return {
        "referral": referral.reference if referral else "",
        "attendance": attendance.ATTENDED,
        "occurred_on": now.date(),
        "occurred_time": now.time().replace(second=0, microsecond=0),
        "mechanism": "01",
        "duration_minutes": USUAL_MINUTES,
        "subject": "01",
        "team": str(team_id or ""),
        "staff": str(by.staff_id),
        "location_type": places.usual(team.team_type, team.organisation.kind) if team else "",
    }


def activity_initial(row: CareActivity) -> dict[str, Any]:
    """An activity as it was recorded; a procedure that is not in the list is shown by its code."""
    # An expression with another qualifier than ours is kept whole, as a code.
    plain = procedures.concept(row.procedure)
    refused = row.procedure == procedures.refused(plain)
    code = plain if refused else row.procedure
    listed = code in procedures.common()
    return {
        "procedure": code if listed else OTHER_PROCEDURE,
        "code": "" if listed else code,
        "minutes": row.duration_minutes,
        "refused": refused,
    }


def _likely(found: Found, by: Actor, chosen: str) -> Referral | None:
    """The referral asked for, else the open one of the worker or of their team, else the newest."""
    by_reference = {each.reference: each for each in found.referrals}
    if chosen in by_reference:
        return by_reference[chosen]
    candidates = found.open_referrals() or list(found.referrals)
    ranked = sorted(
        candidates,
        key=lambda each: (each.named_worker_id != by.staff_id, each.team_id not in by.team_ids),
    )
    return ranked[0] if ranked else None


def changed(sent: QueryDict) -> QueryDict | None:
    """What the form becomes by the button for one activity more or less; None when another button was
    pressed.
    """
    if "add" in sent:
        return _with_another(sent)
    return _without(sent, str(sent["remove"])) if "remove" in sent else None


def _with_another(sent: QueryDict) -> QueryDict:
    after = sent.copy()
    after[COUNT] = str(min(_count(sent) + 1, MOST_ACTIVITIES))
    return after


def _without(sent: QueryDict, number: str) -> QueryDict:
    """Without one activity; those after it move up."""
    after = sent.copy()
    count = _count(sent)
    if not number.isdecimal() or int(number) >= count:
        return after
    for place in range(int(number), count):
        for part in ("procedure", "code", "minutes", "refused"):
            after[f"activity-{place}-{part}"] = sent.get(f"activity-{place + 1}-{part}", "")
    after[COUNT] = str(max(count - 1, 1))
    return after


def _with_attendance(sent: QueryDict) -> QueryDict:
    """The buttons that save a missed contact at once say what became of it; the radios say so otherwise."""
    if "missed" not in sent:
        return sent
    after = sent.copy()
    after["attendance"] = str(sent["missed"])
    return after


def _count(held: QueryDict) -> int:
    text = held.get(COUNT, "1")
    return min(max(int(text), 1), MOST_ACTIVITIES) if text.isdecimal() and len(text) < 4 else 1


def _label(bound: BoundField) -> str:
    """The words of what is chosen."""
    for value, words in bound.field.choices:  # type: ignore[attr-defined]
        options = words if isinstance(words, list) else [(value, words)]
        for option, text in options:
            if option and str(option) == str(bound.value()):
                return str(text)
    return ""
