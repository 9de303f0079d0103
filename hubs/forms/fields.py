"""Form fields for what the NHS design system asks in its own way: dates, times, several files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from config import formats

PARTS = ("day", "month", "year")
MONTHS = {dt.date(2000, number, 1).strftime("%B").lower(): number for number in range(1, 13)}

Limit = dt.date | Callable[[], dt.date]


class YesNoField(forms.TypedChoiceField):
    """A choice of "yes", "no" and, where it may be left open, "": True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=lambda text: text == "yes", empty_value=None, **kwargs)


class NHSDateInput(forms.MultiWidget):
    """Three boxes, ``NAME_day``, ``NAME_month`` and ``NAME_year``, holding what was typed, right or wrong."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: object) -> list[str]:
        if isinstance(value, str):
            value = _from_iso(value)
        if not isinstance(value, dt.date):
            return ["", "", ""]
        day = formats.london_date(value)
        return [str(day.day), str(day.month), str(day.year)]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        # A single value is a link into a list (?from=2026-11-01) or a saved draft.
        if whole := data.get(name):
            return self.decompress(whole)
        return [str(data.get(f"{name}_{part}") or "").strip() for part in PARTS]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key in data for key in (name, *(f"{name}_{part}" for part in PARTS)))


def _from_iso(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None


class NHSDateField(forms.Field):
    """A date asked for as day, month and year.

    ``earliest`` and ``latest`` are dates or functions that give one when the form is read. Each error says
    what is wrong as the NHS date input guidance words it, and carries the boxes it is about in
    ``params["parts"]``.
    """

    widget = NHSDateInput

    def __init__(self, *, earliest: Limit | None = None, latest: Limit | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.date):
            return formats.london_date(value)
        typed = [str(part).strip() for part in value or ()]
        if not any(typed):
            return None
        self._refuse_missing(typed)
        return self._real_date(typed)

    def _refuse_missing(self, typed: Sequence[str]) -> None:
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            words = " and ".join(missing)
            raise self._error(f"must include a {words}", "incomplete", missing)

    def _real_date(self, typed: Sequence[str]) -> dt.date:
        day, month, year = typed
        if not re.fullmatch(r"[0-9]{4}", year):
            raise self._error("must include a year of 4 numbers, like 2026", "year", ["year"])
        try:
            return dt.date(_whole_number(year), _month_number(month), _whole_number(day))
        except ValueError:
            raise self._error("must be a real date", "invalid", _unreal_parts(day, month)) from None

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is None:
            return
        earliest, latest = _limit(self.earliest), _limit(self.latest)
        if latest and value > latest:
            limit = (
                "today or in the past"
                if latest == timezone.localdate()
                else f"on or before {formats.date(latest)}"
            )
            raise self._error(f"must be {limit}", "max_value", PARTS)
        if earliest and value < earliest:
            limit = (
                "today or in the future"
                if earliest == timezone.localdate()
                else f"on or after {formats.date(earliest)}"
            )
            raise self._error(f"must be {limit}", "min_value", PARTS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _error(self, fault: str, code: str, parts: Sequence[str]) -> ValidationError:
        return ValidationError(
            f"{self.label or 'The date'} {fault}", code=code, params={"parts": tuple(parts)}
        )


def _limit(limit: Limit | None) -> dt.date | None:
    return limit() if callable(limit) else limit


def _whole_number(text: str) -> int:
    # int() alone would also take "1_0" and "+3".
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise ValueError(text)
    return int(text)


def _month_number(text: str) -> int:
    """A month as 11, 011, November or Nov; ValueError for anything else."""
    name = text.lower().rstrip(".")
    named = [number for month, number in MONTHS.items() if len(name) >= 3 and month.startswith(name)]
    return named[0] if named else _whole_number(text)


def _unreal_parts(day: str, month: str) -> Sequence[str]:
    """The boxes that cannot be right whatever the others say; all three when only together they are wrong."""
    wrong = [
        part for part, text, top in (("day", day, 31), ("month", month, 12)) if not _within(part, text, top)
    ]
    return wrong or PARTS


def _within(part: str, text: str, top: int) -> bool:
    try:
        return 1 <= (_month_number(text) if part == "month" else _whole_number(text)) <= top
    except ValueError:
        return False


class NHSTimeField(forms.Field):
    """A time of day typed as people write it: 9:30am, 9.30, 0930, 2pm, 14:05, midday."""

    widget = forms.TextInput
    NAMED = {"midday": dt.time(12), "noon": dt.time(12), "midnight": dt.time(0)}
    WRITTEN = re.compile(r"(\d{1,2})(?:[:.\s]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)

    def to_python(self, value: Any) -> dt.time | None:
        if value is None or isinstance(value, dt.time):
            return value
        text = str(value).strip().lower().replace("a.m.", "am").replace("p.m.", "pm")
        if not text:
            return None
        try:
            return self.NAMED.get(text) or self._read(text)
        except ValueError:
            raise ValidationError(
                f"{self.label or 'The time'} must be a time, like 9:30am or 14:30", code="invalid"
            ) from None

    def _read(self, text: str) -> dt.time:
        found = self.WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        # A bare 9 may be a slip for 19 or 09:30: ask rather than guess.
        if half is None and found[2] is None:
            raise ValueError(text)
        if half and not 1 <= hour <= 12:
            raise ValueError(text)
        return dt.time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)

    def prepare_value(self, value: Any) -> Any:
        return formats.time(value) if isinstance(value, dt.time) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class NHSFilesInput(forms.FileInput):
    allow_multiple_selected = True


class NHSFilesField(forms.FileField):
    """One input that takes several files; cleans to a list of them, each checked as a FileField would."""

    widget = NHSFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            super().clean(None, initial)
        return [super(NHSFilesField, self).clean(one, initial) for one in files]
