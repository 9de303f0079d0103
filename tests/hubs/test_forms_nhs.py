"""Django forms as NHS.UK markup: that of the design system's macros, with errors that say what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from config.jinja import PageEnvironment
from hubs.forms.nhs import NHSDateField
from tests.page_reader import Reader, page_environment

COLOURS = [("r", "Red"), ("g", "Green & blue")]


@pytest.fixture(scope="module")
def env() -> PageEnvironment:
    return page_environment()


def drawn(env: PageEnvironment, form: forms.BaseForm, name: str, **options: Any) -> str:
    return env.from_string("{{ field(form[name], **options) }}").render(form=form, name=name, options=options)


def by_macro(env: PageEnvironment, component: str, macro: str, params: dict[str, Any]) -> str:
    source = (
        f'{{% from "nhsuk/components/{component}/macro.jinja" import {macro} %}}{{{{ {macro}(params) }}}}'
    )
    return env.from_string(source).render(params=params)


class Plain(forms.Form):
    """Fields of every kind, with no help from the mixin."""

    word = forms.CharField(
        label="First word", help_text="Any <word>", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    minutes = forms.IntegerField(label="Duration")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    story = forms.CharField(label="Story", widget=forms.Textarea, max_length=300, help_text="In brief")
    colour = forms.ChoiceField(label="Colour", choices=COLOURS, help_text="Pick one")
    shade = forms.ChoiceField(label="Shade", choices=COLOURS, widget=forms.RadioSelect)
    hues = forms.MultipleChoiceField(label="Hues", choices=COLOURS, widget=forms.CheckboxSelectMultiple)
    born = NHSDateField(label="Date of birth", help_text="For example, 31 3 1980")
    file = forms.FileField(label="Picture", help_text="A PNG")
    secret = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


WRONG = {
    "born_day": "31",
    "born_month": "2",
    "born_year": "1980",
    "minutes": "lots",
    "hues": ["g"],
    "word": "",
}
OFF = {"autocomplete": "off"}

MACROS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "word": (
        "input",
        "input",
        {"label": "First word", "hint": "Any <word>", "id": "id_word", "name": "word", **OFF},
    ),
    "minutes": (
        "input",
        "input",
        {"label": "Duration", "id": "id_minutes", "name": "minutes", "inputmode": "numeric", **OFF},
    ),
    "note": ("textarea", "textarea", {"label": "Note", "id": "id_note", "name": "note", **OFF}),
    "story": (
        "character-count",
        "characterCount",
        {
            "label": "Story",
            "hint": "In brief",
            "id": "id_story",
            "name": "story",
            "maxlength": 300,
            "attributes": OFF,
        },
    ),
    "colour": (
        "select",
        "select",
        {
            "label": "Colour",
            "hint": "Pick one",
            "id": "id_colour",
            "name": "colour",
            "items": [{"value": value, "text": text} for value, text in COLOURS],
        },
    ),
    "shade": (
        "radios",
        "radios",
        {
            "fieldset": {"legend": {"text": "Shade"}},
            "idPrefix": "id_shade",
            "name": "shade",
            "items": [{"value": v, "text": t, "id": f"id_shade_{n}"} for n, (v, t) in enumerate(COLOURS)],
        },
    ),
    "hues": (
        "checkboxes",
        "checkboxes",
        {
            "fieldset": {"legend": {"text": "Hues"}},
            "idPrefix": "id_hues",
            "name": "hues",
            "items": [{"value": v, "text": t, "id": f"id_hues_{n}"} for n, (v, t) in enumerate(COLOURS)],
        },
    ),
    "born": (
        "date-input",
        "dateInput",
        {
            "fieldset": {"legend": {"text": "Date of birth"}},
            "hint": "For example, 31 3 1980",
            "id": "id_born",
            "items": [
                {
                    "name": f"born_{part}",
                    "id": f"id_born_{part}",
                    "label": part.capitalize(),
                    "width": width,
                    **OFF,
                }
                for part, width in (("day", 2), ("month", 2), ("year", 4))
            ],
        },
    ),
    "file": (
        "file-upload",
        "fileUpload",
        {"label": "Picture", "hint": "A PNG", "id": "id_file", "name": "file"},
    ),
    "secret": ("password-input", "passwordInput", {"label": "Password", "id": "id_secret", "name": "secret"}),
}


@pytest.mark.parametrize("name", MACROS)
def test_an_empty_field_has_the_markup_of_the_design_system(env: PageEnvironment, name: str) -> None:
    assert Reader(drawn(env, Plain(), name)).parts == Reader(by_macro(env, *MACROS[name])).parts


@pytest.mark.parametrize("name", MACROS)
def test_a_wrong_field_has_the_markup_of_the_design_system(env: PageEnvironment, name: str) -> None:
    form = Plain(WRONG)
    component, macro, params = MACROS[name]
    params = {**params, "errorMessage": form.errors[name][0] if name in form.errors else None}
    if name == "minutes":
        params["value"] = "lots"
    if name == "born":
        values = ("31", "2", "1980")
        params["items"] = [
            {**item, "value": value, "error": True}
            for item, value in zip(params["items"], values, strict=True)
        ]
    if name == "hues":
        params["values"] = ["g"]
    assert Reader(drawn(env, form, name)).parts == Reader(by_macro(env, component, macro, params)).parts


def test_the_look_of_a_field_has_the_markup_of_the_design_system(env: PageEnvironment) -> None:
    ours = drawn(
        env, Plain(), "minutes", suffix="minutes", prefix="about", width=3, size="l", page_heading=True
    )
    params = {
        **MACROS["minutes"][2],
        "label": {"text": "Duration", "size": "l", "isPageHeading": True},
        "suffix": "minutes",
        "prefix": "about",
        "width": 3,
    }
    assert Reader(ours).parts == Reader(by_macro(env, "input", "input", params)).parts


def test_radios_with_hints_dividers_and_layout_have_the_markup_of_the_design_system(
    env: PageEnvironment,
) -> None:
    ours = drawn(
        env, Plain(), "shade", inline=True, small=True, size="m", hints={"r": "Warm"}, dividers={"g": "or"}
    )
    component, macro, params = MACROS["shade"]
    red, green = params["items"]
    params = {
        **params,
        "inline": True,
        "small": True,
        "fieldset": {"legend": {"text": "Shade", "size": "m"}},
        "items": [{**red, "hint": "Warm"}, {"divider": "or"}, green],
    }
    assert Reader(ours).parts == Reader(by_macro(env, component, macro, params)).parts


def test_the_error_summary_has_the_markup_of_the_design_system(env: PageEnvironment) -> None:
    form = Plain({**WRONG, "word": "ok", "story": "ok", "colour": "r", "secret": "ok"})
    ours = env.from_string("{{ form_errors(form) }}").render(form=form)
    links = [
        ("minutes", "#id_minutes"),
        ("shade", "#id_shade_0"),
        ("born", "#id_born_day"),
        ("file", "#id_file"),
    ]
    params = {
        "heading": "There is a problem",
        "errorList": [{"href": href, "text": form.errors[name][0]} for name, href in links],
    }
    assert Reader(ours).parts == Reader(by_macro(env, "error-summary", "errorSummary", params)).parts
