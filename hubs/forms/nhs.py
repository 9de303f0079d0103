"""Django forms drawn with the NHS design system's markup and worded as its error guidance asks.

In a template: ``{{ form_errors(form) }}`` first in the main part, then ``{{ form_fields(form) }}`` or
``{{ field(form["contact_date"]) }}`` one by one. Any form will do; ``NHSFormMixin`` adds the wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Unpack, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)
from django.forms.boundfield import BoundField
from jinja2 import Environment, pass_environment
from markupsafe import Markup

from hubs.forms.controls import Control, Presentation
from hubs.forms.fields import NHSDateField, NHSFilesField, NHSTimeField

__all__ = ["NHSDateField", "NHSFilesField", "NHSFormMixin", "NHSTimeField", "Presentation"]

FIELD_TEMPLATE = "_components/field.jinja"
SUMMARY_TEMPLATE = "_components/error_summary.jinja"


class NHSFormMixin:
    """Words a form's errors so that each says what to do, and holds how its fields look.

    ``presentation`` gives each field its ``Presentation``. ``mark_optional`` writes "(optional)" after the
    label of a field that may be left empty. A message given in a field's own ``error_messages`` is kept.
    """

    presentation: ClassVar[Mapping[str, Presentation]] = {}
    mark_optional: ClassVar[bool] = True
    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name.replace("_", " ").capitalize()
            word_errors(field)


def word_errors(field: forms.Field) -> None:
    """Replaces Django's own messages on this field, and only those, by ones that name it."""
    defaults = _django_messages(field)
    for code, words in _messages(field).items():
        if code not in field.error_messages or field.error_messages[code] == defaults.get(code):
            field.error_messages[code] = words


def _django_messages(field: forms.Field) -> dict[str, object]:
    messages: dict[str, object] = {}
    for parent in reversed(type(field).__mro__):
        messages.update(getattr(parent, "default_error_messages", {}))
    return messages


def _messages(field: forms.Field) -> dict[str, str]:
    label = str(field.label or "")
    named = in_sentence(label)
    verb = "Select" if isinstance(field, forms.ChoiceField | forms.FileField) else "Enter"
    if isinstance(field.widget, forms.Select | forms.FileInput):
        verb = "Select"
    return {
        "required": _required(field, label, f"{verb} {named}"),
        **_invalid_messages(field, label),
        "invalid_choice": f"Select {named} from the list",
        "invalid_list": f"Select {named} from the list",
        "empty": f"The file for {named} is empty: choose another",
        **_limit_messages(field, label),
    }


def _required(field: forms.Field, label: str, plain: str) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Tick “{label}” to go on"
    return f"Answer “{label}”" if label.endswith("?") else plain


def _invalid_messages(field: forms.Field, label: str) -> dict[str, str]:
    # Only for fields that judge the form of an answer themselves: a validator's own words must stand.
    kinds: tuple[tuple[type[forms.Field], str], ...] = (
        (forms.EmailField, "an email address, like name@example.com"),
        (forms.URLField, "a web address, like https://www.example.com"),
        (forms.DecimalField, "a number"),
        (forms.FloatField, "a number"),
        (forms.IntegerField, "a whole number"),
    )
    words = next((words for kind, words in kinds if isinstance(field, kind)), None)
    return {"invalid": f"{label} must be {words}"} if words else {}


def _limit_messages(field: forms.Field, label: str) -> dict[str, str]:
    # Validators take their words from the field's error_messages under their own code.
    words: dict[type[BaseValidator], str] = {
        MaxLengthValidator: "must be %(limit_value)s characters or fewer",
        MinLengthValidator: "must be %(limit_value)s characters or more",
        MaxValueValidator: "must be %(limit_value)s or less",
        MinValueValidator: "must be %(limit_value)s or more",
    }
    limits = [limit for limit in field.validators if isinstance(limit, BaseValidator)]
    safe = label.replace("%", "%%")
    return {limit.code: f"{safe} {words[type(limit)]}" for limit in limits if type(limit) in words}


def in_sentence(label: str) -> str:
    """The label as it reads inside a sentence: "Date of birth" loses its capital, "NHS number" keeps it."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def control(bound: BoundField, **options: Unpack[Presentation]) -> Control:
    """The field with its form's presentation and, over it, these options."""
    declared: Presentation = getattr(bound.form, "presentation", {}).get(bound.name, {})
    return Control(bound, {**declared, **options})


@pass_environment
def field(environment: Environment, bound: BoundField, **options: Unpack[Presentation]) -> Markup:
    """One field with its label, hint and errors."""
    drawn = control(bound, **options)
    macro = getattr(environment.get_template(FIELD_TEMPLATE).module, drawn.kind)
    return cast(Markup, macro(drawn))


@pass_environment
def form_fields(environment: Environment, form: forms.BaseForm) -> Markup:
    """Every field of the form in order; those that a choice reveals are drawn under it."""
    revealed = set(_revealed(form))
    return Markup("\n").join(field(environment, bound) for bound in form if bound.name not in revealed)


def _revealed(form: forms.BaseForm) -> Iterator[str]:
    declared: Mapping[str, Presentation] = getattr(form, "presentation", {})
    for options in declared.values():
        for names in options.get("reveals", {}).values():
            yield from names


@pass_environment
def form_errors(environment: Environment, *forms_shown: forms.BaseForm) -> Markup:
    """The error summary of one form or several (a form and its formset's); nothing when they are in order."""
    errors = [error for form in forms_shown for error in _summary(form)]
    if not errors:
        return Markup("")
    macro = vars(environment.get_template(SUMMARY_TEMPLATE).module)["error_summary"]
    return cast(Markup, macro(errors))


def _summary(form: forms.BaseForm) -> Iterator[dict[str, str]]:
    """Each error in the order of the page: that of the fields, then what concerns the form as a whole."""
    for bound in form:
        for text in bound.errors:
            yield {"text": str(text), "href": "" if bound.is_hidden else f"#{control(bound).target_id}"}
    for text in form.errors.get(NON_FIELD_ERRORS, []):
        yield {"text": str(text), "href": ""}
