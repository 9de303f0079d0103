"""What a form says when it is wrong, and what it shows again: the wording of errors and their summary."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.jinja import PageEnvironment
from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation, control
from tests.hubs.test_forms_nhs import WRONG, Plain, drawn
from tests.page_reader import Reader, page_environment


@pytest.fixture(scope="module")
def env() -> PageEnvironment:
    return page_environment()


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
