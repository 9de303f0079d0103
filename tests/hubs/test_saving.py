"""What an action finds wrong stands beside the field it is about, in whichever form has that field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django import forms
from django.core.exceptions import ValidationError

from hubs.views.saving import saved


class Who(forms.Form):
    name = forms.CharField()


class When(forms.Form):
    day = forms.CharField()


def refusing(error: ValidationError) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "of_when", "of_who"),
    [
        (ValidationError({"day": "Too early"}), {"day": ["Too early"]}, {}),
        (ValidationError({"name": "Unknown", "day": "Late"}), {"day": ["Late"]}, {"name": ["Unknown"]}),
        (ValidationError("Unknown", code="name"), {}, {"name": ["Unknown"]}),
        (ValidationError("It is over", code="ended"), {"__all__": ["It is over"]}, {}),
        (ValidationError("It is over"), {"__all__": ["It is over"]}, {}),
        # A field that no form shows is no reason to fail without a word.
        (ValidationError({"team": "Closed"}), {"__all__": ["Closed"]}, {}),
        (
            ValidationError([ValidationError("One", code="day"), ValidationError("Two")]),
            {"day": ["One"], "__all__": ["Two"]},
            {},
        ),
    ],
)
def test_errors_find_their_field(
    error: ValidationError, of_when: dict[str, list[str]], of_who: dict[str, list[str]]
) -> None:
    when, who = When({"day": "1"}), Who({"name": "Ann"})
    assert not saved(when, refusing(error), who)
    assert (dict(when.errors), dict(who.errors)) == (of_when, of_who)


def test_all_forms_are_looked_at_before_anything_is_done() -> None:
    done: list[int] = []
    when, who = When({}), Who({})
    assert not saved(when, lambda: done.append(1), who)
    assert (list(when.errors), list(who.errors), done) == (["day"], ["name"], [])


def test_what_is_in_order_is_done_once() -> None:
    done: list[int] = []
    assert saved(When({"day": "1"}), lambda: done.append(1), Who({"name": "Ann"}))
    assert done == [1]


def test_a_form_that_was_not_sent_does_nothing() -> None:
    done: list[int] = []
    assert not saved(When(), lambda: done.append(1))
    assert not done
