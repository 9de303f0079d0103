"""All pages of a form together: which is still wrong, what the answers say, and what is asked with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from config import formats
from hubs.forms import typed
from referrals.actions.requests import Asked
from referrals.forms.professional import ConsentForm, YouForm
from referrals.forms.refer import (
    AskerForm,
    KnowsForm,
    PageForm,
    PersonForm,
    PracticeForm,
    WhoForm,
)
from referrals.forms.refer_questions import (
    EMAIL,
    MESSAGE,
    TEXT,
    NeedsForm,
    ReachForm,
    StoryForm,
    UrgencyForm,
)
from referrals.models.request import Way
from referrals.rules import refer_steps

FORMS: Mapping[str, type[PageForm]] = {
    "who": WhoForm,
    "knows": KnowsForm,
    "asker": AskerForm,
    "you": YouForm,
    "person": PersonForm,
    "consent": ConsentForm,
    "reach": ReachForm,
    "practice": PracticeForm,
    "story": StoryForm,
    "urgency": UrgencyForm,
    "needs": NeedsForm,
}
NOT_SUMMARISED = frozenset({"search"})
KNOWN = (
    "given_name",
    "family_name",
    "preferred_name",
    "birth_date",
    "nhs_number",
    "phone",
    "email",
    "address",
    "postcode",
)
ASKER = ("name", "role", "organisation", "ods_code", "phone", "email")
DOES_NOT_KNOW = "The person does not know of this request."


@dataclass(frozen=True)
class Row:
    """One answer on the page that checks them."""

    page: str
    question: str
    answer: str


class Answers:
    """``content`` is a draft's: the pages with what was typed on each. Pages that no longer belong are left out."""

    def __init__(self, flow: str, content: Mapping[str, Any]) -> None:
        self.flow = flow
        self.typed: Mapping[str, Mapping[str, Sequence[str]]] = content.get("pages", {})
        self.who = "".join(self.typed.get("who", {}).get("who", ["self"]))
        self.pages = refer_steps.pages(flow, self.who)

    @property
    def own(self) -> bool:
        """Whether the person asks for themselves."""
        return self.flow == refer_steps.SELF and self.who != refer_steps.CARER

    def form(self, page: str, sent: QueryDict | None = None, *, judged: bool = False) -> PageForm:
        """A page's form: with what is being sent, else with what was typed before."""
        held = self.typed.get(page)
        data = sent if sent is not None else typed.data(held) if held is not None else None
        if judged and data is None:
            data = QueryDict()
        return FORMS[page](data, judged=judged, own=self.own)

    @cached_property
    def forms(self) -> Mapping[str, PageForm]:
        """Every page, judged."""
        return {page: self.form(page, judged=True) for page in self.pages}

    @cached_property
    def first_wrong(self) -> str:
        """The first page that is not in order or leads out of the form; empty when all are right."""
        return next((page for page, form in self.forms.items() if not form.is_valid() or form.goes_to), "")

    def is_answered(self, page: str) -> bool:
        """Whether a page was sent and is in order."""
        return page in self.typed and self.forms[page].is_valid()

    @property
    def is_young(self) -> bool:
        """Whether the person is under 18, as far as was told."""
        person = self.forms["person"]
        person.is_valid()
        return isinstance(person, PersonForm) and person.is_young

    @cached_property
    def given(self) -> dict[str, Any]:
        """Every answer by its field. Only for a form in order."""
        return {name: value for form in self.forms.values() for name, value in form.cleaned_data.items()}

    @property
    def way(self) -> Way:
        if self.flow == refer_steps.PROFESSIONAL:
            return Way(self.given["way"])
        return Way.SELF if self.own else Way.CARER

    @property
    def is_urgent(self) -> bool:
        return bool(self.given["urgency"] == "soon")

    @property
    def known(self) -> dict[str, Any]:
        """What is known about the person, for ``people.register``."""
        return {name: self.given[name] for name in KNOWN if self.given.get(name)}

    @property
    def practice_code(self) -> str:
        form = self.forms["practice"]
        assert isinstance(form, PracticeForm)
        return form.practice_code

    def asked(self, form_key: UUID) -> Asked:
        given = self.given
        return Asked(
            way=self.way,
            story=_story(given),
            hopes=given["hopes"],
            safety=given["safety"],
            already_helping=given["already_helping"],
            is_urgent=self.is_urgent,
            person_knows=given.get("knows", "yes") == "yes",
            asker={name: given[f"asker_{name}"] for name in ASKER if given.get(f"asker_{name}")},
            needs=_needs(given),
            form_key=form_key,
        )

    def rows(self) -> list[Row]:
        """The answers in words, in the order of the pages."""
        return [row for page, form in self.forms.items() for row in _rows(page, form)]


def _story(given: Mapping[str, Any]) -> str:
    why_not = given.get("why_not", "")
    return f"{given['story']}\n\n{DOES_NOT_KNOW} {why_not}" if why_not else str(given["story"])


def _needs(given: Mapping[str, Any]) -> dict[str, Any]:
    may, by = given["may"], given["reach_by"]
    return {
        "communication": given["communication"],
        "adjustments": given["adjustments"],
        "interpreter_language": given["interpreter_language"],
        "reach_by": by,
        "digital_suits": {"yes": True, "no": False}.get(given["digital"]),
        "may_leave_message": MESSAGE in may,
        "may_text": TEXT in may or by == TEXT,
        "may_email": EMAIL in may or by == EMAIL,
    }


def _rows(page: str, form: PageForm) -> Iterator[Row]:
    for bound in form:
        if bound.name not in NOT_SUMMARISED:
            answer = _in_words(bound, form.cleaned_data.get(bound.name))
            yield Row(page, str(bound.label), answer)


def _in_words(bound: BoundField, value: Any) -> str:
    if isinstance(bound.field, forms.ChoiceField):
        labels = dict(bound.field.choices)  # type: ignore[arg-type]
        chosen = value if isinstance(value, list) else [value]
        words = formats.listed([str(labels[each]) for each in chosen if each in labels])
        return words or ("None of these" if isinstance(value, list) else "Not given")
    if hasattr(value, "year"):
        return formats.date(value)
    return str(value or "Not given")
