"""Dates, times and files as they are typed and sent, and what is said when they are wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone

from hubs.forms.controls import Control
from hubs.forms.fields import NHSDateInput
from hubs.forms.nhs import NHSDateField, NHSFilesField, NHSTimeField, control


class Dated(forms.Form):
    on = NHSDateField(label="Date of contact", required=False)


def given(day: str, month: str, year: str) -> Dated:
    return Dated({"on_day": day, "on_month": month, "on_year": year})


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        (("22", "11", "2026"), dt.date(2026, 11, 22)),
        (("02", "01", "2026"), dt.date(2026, 1, 2)),
        ((" 5 ", "Nov", "2026"), dt.date(2026, 11, 5)),
        (("29", "february", "2028"), dt.date(2028, 2, 29)),
        (("", "", ""), None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: tuple[str, str, str], date: dt.date | None) -> None:
    form = given(*typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date


@pytest.mark.parametrize(
    ("typed", "message", "wrong", "target"),
    [
        (("22", "", "2026"), "must include a month", ["month"], "month"),
        (("", "", "2026"), "must include a day and month", ["day", "month"], "day"),
        (("1", "2", ""), "must include a year", ["year"], "year"),
        (("1", "2", "26"), "must include a year of 4 numbers, like 2026", ["year"], "year"),
        (("31", "2", "2026"), "must be a real date", ["day", "month", "year"], "day"),
        (("29", "2", "2027"), "must be a real date", ["day", "month", "year"], "day"),
        (("22", "13", "2026"), "must be a real date", ["month"], "month"),
        (("32", "11", "2026"), "must be a real date", ["day"], "day"),
        (("0", "11", "2026"), "must be a real date", ["day"], "day"),
        (("+1", "ju", "2026"), "must be a real date", ["day", "month"], "day"),
        (("1_0", "11", "2026"), "must be a real date", ["day"], "day"),
        (("\u0661", "11", "2026"), "must be a real date", ["day"], "day"),
        (("1", "1", "0000"), "must be a real date", ["day", "month", "year"], "day"),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_where(
    typed: tuple[str, str, str], message: str, wrong: list[str], target: str
) -> None:
    form = given(*typed)
    assert form.errors["on"] == [f"Date of contact {message}"]
    shown = Control(form["on"], {})
    assert [part.name.removeprefix("on_") for part in shown.parts if part.error] == wrong
    assert shown.target_id == f"id_on_{target}"
    assert [part.value for part in shown.parts] == [text.strip() for text in typed]


@pytest.mark.parametrize(
    ("limits", "day", "message"),
    [
        ({"latest": dt.date(2026, 4, 1)}, "2", "must be on or before 1 April 2026"),
        ({"earliest": lambda: dt.date(2026, 4, 3)}, "2", "must be on or after 3 April 2026"),
        ({"latest": dt.date(2026, 4, 2), "earliest": dt.date(2026, 4, 2)}, "2", None),
    ],
)
def test_limits_of_a_date(limits: dict[str, Any], day: str, message: str | None) -> None:
    class Limited(forms.Form):
        on = NHSDateField(label="Date", **limits)

    form = Limited({"on_day": day, "on_month": "4", "on_year": "2026"})
    assert form.errors.get("on") == ([f"Date {message}"] if message else None)


def test_a_limit_of_today_is_told_as_past_or_future() -> None:
    tomorrow, yesterday = (timezone.localdate() + dt.timedelta(days=step) for step in (1, -1))

    class Past(forms.Form):
        on = NHSDateField(label="Date", latest=timezone.localdate)

    class Future(forms.Form):
        on = NHSDateField(label="Date", earliest=timezone.localdate)

    assert Past({"on": tomorrow.isoformat()}).errors["on"] == ["Date must be today or in the past"]
    assert Future({"on": yesterday.isoformat()}).errors["on"] == ["Date must be today or in the future"]


def test_a_link_may_give_a_date_in_one_piece() -> None:
    form = Dated(QueryDict("on=2026-11-22"))
    assert form.is_valid()
    assert form.cleaned_data["on"] == dt.date(2026, 11, 22)


def test_a_date_that_was_not_asked_is_known_as_left_out() -> None:
    widget = NHSDateInput()
    assert widget.value_omitted_from_data({}, {}, "on")
    assert not widget.value_omitted_from_data({"on_day": ""}, {}, "on")


@pytest.mark.parametrize(
    ("month", "changed"), [("4", False), ("04", False), ("apr", False), ("5", True), ("", True)]
)
def test_a_date_has_changed_only_when_it_means_another_day(month: str, changed: bool) -> None:
    data = {"on_day": "2", "on_month": month, "on_year": "2026"}
    assert bool(Dated(data, initial={"on": dt.date(2026, 4, 2)}).changed_data) is changed


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9:30am", dt.time(9, 30)),
        ("9.30", dt.time(9, 30)),
        ("0930", dt.time(9, 30)),
        ("930", dt.time(9, 30)),
        ("2pm", dt.time(14)),
        ("2 p.m.", dt.time(14)),
        ("12:05am", dt.time(0, 5)),
        ("12pm", dt.time(12)),
        ("Midday", dt.time(12)),
        ("midnight", dt.time(0)),
        ("14:05", dt.time(14, 5)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, time: dt.time) -> None:
    assert NHSTimeField().clean(typed) == time


@pytest.mark.parametrize(
    "typed", ["9", "25:00", "14:05pm", "0am", "half nine", "9:5", "12:60", "\u0669:\u0663\u0660"]
)
def test_a_time_that_could_mean_another_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Time must be a time, like 9:30am or 14:30"):
        NHSTimeField(label="Time").clean(typed)


def test_a_time_is_shown_as_it_may_be_typed() -> None:
    class Timed(forms.Form):
        at = NHSTimeField()

    shown = control(Timed(initial={"at": dt.time(14, 5)})["at"]).value
    assert shown == "2:05pm"
    assert NHSTimeField().clean(shown) == dt.time(14, 5)


def test_several_files_are_taken_and_each_is_checked() -> None:
    field = NHSFilesField()
    files = [SimpleUploadedFile("a.csv", b"1"), SimpleUploadedFile("b.csv", b"2")]
    assert [file.name for file in field.clean(files)] == ["a.csv", "b.csv"]
    with pytest.raises(ValidationError, match="empty"):
        field.clean([files[0], SimpleUploadedFile("c.csv", b"")])
    with pytest.raises(ValidationError, match="required"):
        field.clean([])
    assert NHSFilesField(required=False).clean([]) == []
