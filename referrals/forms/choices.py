"""Choices of a contact's form: some are known without a question to the database, the rest only when they
are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django import forms

from hubs.rules.roles import Actor
from hubs.selectors import codes
from referrals.rules import places
from referrals.selectors import colleagues
from referrals.selectors.contacts import Beside
from referrals.selectors.people import Found

Options = list[tuple[str, str]]


class LateChoiceField(forms.ChoiceField):
    """A choice whose options are read when they are drawn; a value that is ``known`` needs no reading."""

    known: Collection[str] = ()

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.known or super().valid_value(value)


class KeyedRadios(forms.RadioSelect):
    """Radios of which some are picked by a key: ``keys`` gives the access key of a value."""

    def __init__(self, keys: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keys = keys

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if key := self.keys.get(str(value)):
            option["attrs"]["accesskey"] = key
        return option


def once(read: Callable[[], Iterable[Any]]) -> Callable[[], list[Any]]:
    """``read`` at the first call only: a select asks for its options several times."""
    held: list[Any] = []

    def answer() -> list[Any]:
        if not held:
            held.extend(read())
        return held

    return answer


def places_of_contact() -> list[tuple[str, str | Options]]:
    """Where it was: the usual places before the rest of the national list."""
    labels = dict(codes.choices("activity_location_type"))
    common = [(code, labels.pop(code)) for code in places.COMMON if code in labels]
    return [("", "Not recorded"), ("Often used", common), ("Other places", list(labels.items()))]


class TeamsAndWorkers:
    """The teams and colleagues somebody may log for: their own teams' and those of the person's open
    referrals; and whoever else may have taken part. ``also`` were named before, and stay to be chosen whatever team
    they are in by now.
    """

    def __init__(self, found: Found, by: Actor, also: Collection[Beside] = ()) -> None:
        self.own = [referral.team for referral in found.referrals if referral.team]
        self.by = by
        near = [*by.team_ids, *(team.pk for team in self.own)]
        self._near = {*near, *(each.team_id for each in also)}
        self.also = also
        self._read = once(lambda: colleagues.around(found.person.pk, near, also))

    @property
    def known_teams(self) -> set[str]:
        return {str(team.pk) for team in self.own} | {str(pk) for pk in self._near}

    @property
    def known_workers(self) -> set[str]:
        return {str(self.by.staff_id), *(str(each.staff_id) for each in self.also)}

    @property
    def known_others(self) -> set[str]:
        return {f"{each.staff_id}-{each.team_id}" for each in self.also}

    def teams(self) -> Options:
        named = {str(team.pk): team.name for team in self.own}
        named |= {str(row.team_id): row.team for row in self._read() if row.team_id in self._near}
        return list(named.items())

    def workers(self) -> Options:
        named = {str(self.by.staff_id): f"{self.by.name} (you)"}
        for row in self._read():
            if row.team_id in self._near:
                named.setdefault(str(row.staff_id), row.staff)
        return list(named.items())

    def others(self) -> list[tuple[str, str | Options]]:
        """Who may have taken part beside the worker, by team: of every organisation that works with the person."""
        by_team: dict[str, Options] = {}
        for row in self._read():
            by_team.setdefault(row.team, []).append((f"{row.staff_id}-{row.team_id}", row.staff))
        return [("", "Nobody else"), *by_team.items()]
