"""A Django form field as the NHS design system draws it: the facts its template needs, and no markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, TypedDict

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from hubs.forms.fields import NHSDateInput

DJANGO_BLANK = "---------"
NO_ATTRIBUTES = SafeString()
# A browser cuts pasted text at maxlength without a word, so lengths and limits are told by our own errors.
# The class and the size of a text area are the macro's.
NOT_WRITTEN = {"class", "cols", "rows", "max", "maxlength", "min", "minlength", "step"}


class Presentation(TypedDict, total=False):
    """How a field is to look; every key may be left out.

    ``label`` and ``hint`` replace the field's own. ``size`` (s, m, l, xl) is the label's or legend's, which
    ``page_heading`` makes the page's h1. ``width`` is in characters: 2, 3, 4, 5, 10, 20 or 30. ``hints`` and
    ``dividers`` are by choice: a hint under it, a word ("or") before it. ``exclusive`` is the choice that
    clears the others. ``reveals`` names fields of the same form shown under a choice when it is picked.
    ``optional`` adds "(optional)".
    """

    label: str
    hint: str
    size: str
    page_heading: bool
    hidden_label: bool
    optional: bool
    inline: bool
    small: bool
    width: int
    prefix: str
    suffix: str
    rows: int
    hints: Mapping[str, str]
    dividers: Mapping[str, str]
    exclusive: str
    reveals: Mapping[str, Sequence[str]]


DEFAULTS: Presentation = {
    "size": "",
    "page_heading": False,
    "hidden_label": False,
    "inline": False,
    "small": False,
    "width": 0,
    "prefix": "",
    "suffix": "",
    "rows": 5,
    "hints": {},
    "dividers": {},
    "exclusive": "",
    "reveals": {},
}


@dataclass(frozen=True)
class Choice:
    """One radio, checkbox or option; ``group`` is the heading of its optgroup."""

    value: str
    label: str
    id: str
    checked: bool
    group: str
    hint: str
    divider: str
    exclusive: bool
    reveals: Sequence[BoundField]
    attributes: SafeString


@dataclass(frozen=True)
class DatePart:
    name: str
    id: str
    label: str
    value: str
    width: int
    error: bool
    autocomplete: str


KINDS: Sequence[tuple[type[forms.Widget], str]] = (
    (NHSDateInput, "date"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.HiddenInput, "hidden"),
    (forms.widgets.Input, "input"),
)


class Control:
    """One field of one form, ready to draw."""

    def __init__(self, bound: BoundField, options: Presentation) -> None:
        self.bound = bound
        self.widget = bound.field.widget
        self.options: Presentation = {**DEFAULTS, **options}

    @cached_property
    def kind(self) -> str:
        """Which macro of ``_components/field.jinja`` draws it; TypeError for a widget none is written for."""
        kind = next((name for widget, name in KINDS if isinstance(self.widget, widget)), None)
        if kind is None:
            raise TypeError(
                f"{self.bound.name} has a {type(self.widget).__name__}, which no NHS control draws"
            )
        return kind

    @cached_property
    def id(self) -> str:
        return self.bound.auto_id or self.bound.html_name

    @property
    def name(self) -> str:
        return self.bound.html_name

    @property
    def label(self) -> str:
        label = self.options.get("label", str(self.bound.label))
        optional = self.options.get("optional", getattr(self.bound.form, "mark_optional", False))
        asks = self.kind not in {"hidden", "checkbox"} and not self.bound.field.required
        return f"{label} (optional)" if optional and asks else label

    @property
    def hint(self) -> str:
        return self.options.get("hint", str(self.bound.help_text or ""))

    @cached_property
    def errors(self) -> list[tuple[str, str]]:
        """Each error as (id of its element, words)."""
        return [
            (f"{self.id}-error" if index == 0 else f"{self.id}-error-{index + 1}", str(text))
            for index, text in enumerate(self.bound.errors)
        ]

    @cached_property
    def described_by(self) -> str:
        ids = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*ids, *(error for error, _ in self.errors)])

    @cached_property
    def value(self) -> str:
        """What the box holds: as typed when the form was sent, else the initial value in its written form."""
        written = self.widget.format_value(self.bound.value())
        return "" if written is None else str(written)

    @property
    def maxlength(self) -> int | None:
        return getattr(self.bound.field, "max_length", None)

    @property
    def multiple(self) -> bool:
        return bool(getattr(self.widget, "allow_multiple_selected", False))

    @cached_property
    def attributes(self) -> SafeString:
        """The attributes of the input itself, but for its id, name, class and what the macro sets."""
        attrs = {**self.widget.attrs, "disabled": self.bound.field.disabled}
        if self.kind in {"input", "textarea", "password"}:
            # The browser must not offer one person's details to the next user of a shared computer.
            attrs.setdefault("autocomplete", "off")
        attrs["aria-describedby"] = self._own_description
        return flatatt({name: value for name, value in attrs.items() if name not in NOT_WRITTEN})

    @property
    def _own_description(self) -> str | None:
        counted = f"{self.id}-info" if self.kind == "textarea" and self.maxlength else ""
        return f"{counted} {self.described_by}".strip() or None

    @property
    def classes(self) -> str:
        return str(self.widget.attrs.get("class", ""))

    @property
    def input_type(self) -> str:
        # Number boxes change under the scroll wheel and swallow letters, so numbers are typed as text.
        kind = str(getattr(self.widget, "input_type", "text"))
        return "text" if kind in {"number", "date", "time", "datetime-local"} else kind

    @property
    def inputmode(self) -> str:
        if "inputmode" in self.widget.attrs or not isinstance(self.bound.field, forms.IntegerField):
            return ""
        return "numeric" if type(self.bound.field) is forms.IntegerField else "decimal"

    @cached_property
    def choices(self) -> list[Choice]:
        context = self.widget.get_context(self.name, self.bound.value(), {"id": self.id})
        groups = context["widget"]["optgroups"]
        return [
            choice for label, options, _ in groups for choice in self._choices_of(str(label or ""), options)
        ]

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The choices in order, parted by their optgroup; an empty heading holds those that stand alone."""
        return [(group, list(choices)) for group, choices in groupby(self.choices, attrgetter("group"))]

    @property
    def checked(self) -> bool:
        """Whether a single checkbox is ticked."""
        return isinstance(self.widget, forms.CheckboxInput) and self.widget.check_test(self.bound.value())

    def _choices_of(self, group: str, options: Sequence[Mapping[str, Any]]) -> Iterator[Choice]:
        for option in options:
            value, label = str(option["value"]), str(option["label"])
            if value == "" and label == DJANGO_BLANK:
                # In a list of radios "none of them" is a choice to be written out, not a row of dashes.
                if self.kind == "radios":
                    continue
                label = "Choose an option"
            yield Choice(
                value=value,
                label=label,
                id=str(option["attrs"].get("id", "")),
                checked=bool(option["selected"]),
                group=group,
                hint=self.options["hints"].get(value, ""),
                divider=self.options["dividers"].get(value, ""),
                exclusive=value != "" and self.options["exclusive"] == value,
                reveals=[self.bound.form[name] for name in self.options["reveals"].get(value, ())],
                attributes=self._attributes_of(option["attrs"]),
            )

    def _attributes_of(self, given: Mapping[str, Any]) -> SafeString:
        disabled = given.get("disabled", self.bound.field.disabled)
        if not disabled and "accesskey" not in given:
            # As of nearly every choice, and a form has hundreds.
            return NO_ATTRIBUTES
        return flatatt({"disabled": disabled, "accesskey": given.get("accesskey")})

    @cached_property
    def parts(self) -> list[DatePart]:
        """The three boxes of a date."""
        held = self.bound.value()
        values = held if isinstance(held, list) else self.widget.decompress(held)
        wrong = self._wrong_parts
        birthday = self.widget.attrs.get("autocomplete") == "bday"
        return [
            DatePart(
                name=f"{self.name}_{part}",
                id=f"{self.id}_{part}",
                label=part.capitalize(),
                value=str(value),
                width=4 if part == "year" else 2,
                error=part in wrong,
                autocomplete=f"bday-{part}" if birthday else "off",
            )
            for part, value in zip(("day", "month", "year"), values, strict=True)
        ]

    @cached_property
    def _wrong_parts(self) -> set[str]:
        if not self.bound.errors:
            return set()
        named = [(error.params or {}).get("parts", ()) for error in self.bound.errors.as_data()]
        return {part for parts in named for part in parts} or {"day", "month", "year"}

    @property
    def target_id(self) -> str:
        """Where the error summary leads: the box itself, or the first of its group that is wrong."""
        if self.kind == "date":
            return next((part.id for part in self.parts if part.error), self.parts[0].id)
        if self.kind in {"radios", "checkboxes"}:
            return self.choices[0].id if self.choices else self.id
        return self.id
