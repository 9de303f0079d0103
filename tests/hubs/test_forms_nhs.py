"""Django forms as NHS.UK markup: that of the design system's macros, with errors that say what to do."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, ClassVar, cast

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils import timezone

from config.jinja import PageEnvironment
from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation, control

COLOURS = [("r", "Red"), ("g", "Green & blue")]


class Reader(HTMLParser):
    """A page as a list of its tags, with their attributes in order of name, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, ...]] = []
        self.ids: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        named["class"] = " ".join(sorted(named.get("class", "").split()))
        if "id" in named:
            self.ids.append(named["id"])
        self.parts.append(
            (tag, *(f"{name}={value}" for name, value in sorted(named.items()) if value or name != "class"))
        )

    def handle_endtag(self, tag: str) -> None:
        self.parts.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.parts.append(("", words))


@pytest.fixture(scope="module")
def env() -> PageEnvironment:
    backend = next(engine for engine in engines.all() if isinstance(engine, Jinja2))
    return cast(PageEnvironment, backend.env)


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
    params = {**params, "errorMessage": "; ".join(form.errors.get(name, [])) or None}
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


class Contact(NHSFormMixin, forms.Form):
    contact_date = NHSDateField(label="Date of contact", latest=timezone.localdate)
    nhs_number = forms.CharField(label="NHS number", min_length=10, max_length=12)
    minutes = forms.IntegerField(label="Duration", min_value=1, max_value=480)
    email = forms.EmailField(required=False)
    how = forms.ChoiceField(
        label="How did it take place?", choices=[("1", "Here"), ("9", "Elsewhere")], widget=forms.RadioSelect
    )
    how_other = forms.CharField(label="Where", required=False)
    team = forms.ChoiceField(label="Team", choices=[("", "---------"), ("North", [("n1", "Northbrook")])])
    agreed = forms.BooleanField(
        label="The person agreed", error_messages={"required": "Ask the person first"}
    )
    draft = forms.CharField(widget=forms.HiddenInput)

    presentation: ClassVar[dict[str, Presentation]] = {
        "how": {"reveals": {"9": ["how_other"]}},
        "minutes": {"width": 3},
    }

    def clean(self) -> None:
        if self.data.get("clash"):
            raise ValidationError("This contact was saved before")


def test_each_required_field_says_what_to_give() -> None:
    errors = {name: list(messages) for name, messages in Contact({}).errors.items()}
    assert errors == {
        "contact_date": ["Enter date of contact"],
        "nhs_number": ["Enter NHS number"],
        "minutes": ["Enter duration"],
        "how": ["Answer “How did it take place?”"],
        "team": ["Select team"],
        "agreed": ["Ask the person first"],
        "draft": ["Enter draft"],
    }


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("nhs_number", "123", "NHS number must be 10 characters or more"),
        ("nhs_number", "1" * 13, "NHS number must be 12 characters or fewer"),
        ("minutes", "0", "Duration must be 1 or more"),
        ("minutes", "481", "Duration must be 480 or less"),
        ("minutes", "an hour", "Duration must be a whole number"),
        ("email", "me at home", "Email must be an email address, like name@example.com"),
        ("team", "n9", "Select team from the list"),
    ],
)
def test_a_wrong_answer_is_told_with_the_name_of_its_field(name: str, value: str, message: str) -> None:
    assert Contact({name: value}).errors[name] == [message]


def test_a_validator_keeps_its_own_words() -> None:
    def refuse(value: str) -> None:
        raise ValidationError("Check the last digit", code="invalid")

    class Number(NHSFormMixin, forms.Form):
        number = forms.CharField(validators=[refuse])

    assert Number({"number": "1"}).errors["number"] == ["Check the last digit"]


def test_fields_that_may_be_left_empty_say_so() -> None:
    form = Contact()
    assert control(form["email"]).label == "Email (optional)"
    assert control(form["nhs_number"]).label == "NHS number"
    assert control(form["email"], optional=False).label == "Email"
    assert control(Plain()["note"]).label == "Note"


def test_every_link_of_the_summary_leads_to_a_field_on_the_page(env: PageEnvironment) -> None:
    page = env.from_string("{{ form_errors(form) }}{{ form_fields(form) }}").render(
        form=Contact({"clash": "1"})
    )
    links = re.findall(r'href="#([^"]+)"', page)
    assert len(links) == 6
    assert set(links) <= set(Reader(page).ids)
    assert "<li>This contact was saved before</li>" in page
    assert "<li>Enter draft</li>" in page


def test_no_id_stands_twice_and_descriptions_exist(env: PageEnvironment) -> None:
    page = env.from_string("{{ form_fields(form) }}").render(form=Plain(WRONG))
    ids = Reader(page).ids
    assert len(ids) == len(set(ids))
    described = {part for found in re.findall(r'aria-describedby="([^"]+)"', page) for part in found.split()}
    labelled = set(re.findall(r'for="([^"]+)"', page))
    assert described | labelled <= set(ids)


def test_a_form_in_order_has_no_summary(env: PageEnvironment) -> None:
    assert env.from_string("{{ form_errors(form) }}").render(form=Plain()) == ""


def test_the_summary_covers_several_forms(env: PageEnvironment) -> None:
    forms_shown = [Contact({"a-minutes": "x"}, prefix="a"), Contact({"b-minutes": "x"}, prefix="b")]
    summary = env.from_string("{{ form_errors(*forms) }}").render(forms=forms_shown)
    assert summary.count("There is a problem") == 1
    assert 'href="#id_a-minutes"' in summary
    assert 'href="#id_b-minutes"' in summary


def test_what_was_typed_is_shown_again_and_never_as_markup(env: PageEnvironment) -> None:
    form = Plain({"word": '"><script>alert(1)</script>', "story": "</textarea><b>x</b>", "minutes": "<i>"})
    page = env.from_string("{{ form_fields(form) }}").render(form=form)
    assert "<script>" not in page
    assert "</textarea><b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'value="&lt;i&gt;"' in page


def test_a_password_is_not_sent_back(env: PageEnvironment) -> None:
    assert "hunter2" not in drawn(env, Plain({"secret": "hunter2"}), "secret")


def test_revealed_fields_are_drawn_once_under_their_choice(env: PageEnvironment) -> None:
    page = env.from_string("{{ form_fields(form) }}").render(form=Contact())
    assert page.count('name="how_other"') == 1
    assert page.index('value="9"') < page.index('name="how_other"') < page.index('name="team"')


def test_options_keep_their_groups_and_order(env: PageEnvironment) -> None:
    parts = Reader(drawn(env, Contact({"team": "n1"}), "team")).parts
    options = [part for part in parts if part[0] in {"option", "optgroup", ""}]
    assert options[1:] == [
        ("option", "value="),
        ("", "Choose an option"),
        ("optgroup", "label=North"),
        ("option", "selected=", "value=n1"),
        ("", "Northbrook"),
    ]


def test_text_boxes_keep_nothing_in_the_browser_and_cut_nothing_off(env: PageEnvironment) -> None:
    page = env.from_string("{{ form_fields(form) }}").render(form=Contact())
    boxes = re.findall(r'<input[^>]*type="(?:text|email)"[^>]*>', page)
    assert len(boxes) == 7
    assert all('autocomplete="off"' in box for box in boxes)
    assert "maxlength" not in page


def test_a_widget_no_control_draws_is_refused() -> None:
    class Odd(forms.Form):
        range = forms.CharField(widget=forms.Widget())

    with pytest.raises(TypeError, match="range has a Widget"):
        _ = control(Odd()["range"]).kind
