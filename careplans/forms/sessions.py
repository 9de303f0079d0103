"""The forms of a DIALOG+ session. What they show and what was sent is compared as text, a rating.State."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils import timezone

from careplans.models import DialogSession, PlanAction
from careplans.models.session import MOST_AREAS
from careplans.rules.parts import ActionState, Doer, SessionWay
from careplans.rules.rating import NO, SCALE, YES, Rated, State
from careplans.rules.talk import Talked, came_of_it
from careplans.selectors.sessions import Line, Sheet, said_of
from config import formats
from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import RowField, row_field
from hubs.models import Organisation
from hubs.rules.roles import Actor
from referrals.forms.way import WorkerField
from referrals.models import Referral
from referrals.selectors import reach

LONGEST = 20_000
SHORT = 2_000
NO_NUMBER = "Choose a number, or leave this area out"
# How last time's actions are asked about, in the order of the answers.
CAME_OF_IT: Sequence[tuple[str, str]] = (
    (ActionState.DONE, "Done"),
    (ActionState.PARTLY, "Partly done"),
    (ActionState.NOT_DONE, "Not done"),
    (ActionState.DROPPED, "No longer wanted"),
    (ActionState.OPEN, "Still to do"),
)


def words(label: str, longest: int = LONGEST, **given: Any) -> forms.CharField:
    """A box for words, which may stay empty."""
    # Not the field's own limit, which would count the letters under the box.
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.Textarea,
        validators=[MaxLengthValidator(longest)],
        **given,
    )


class StartForm(NHSFormMixin, forms.Form):
    """For which referral, and how the two are together."""

    referral = forms.ChoiceField(
        label="For which referral?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the referral that the session is for"},
    )
    way = forms.ChoiceField(
        label="How are you together?",
        choices=SessionWay.choices,
        initial=SessionWay.TOGETHER,
        widget=forms.RadioSelect,
    )

    presentation: ClassVar[dict[str, Presentation]] = {"referral": {"size": "s"}, "way": {"size": "s"}}

    def __init__(self, *args: Any, referrals: Sequence[Referral], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.reference: row for row in referrals}
        field = self.fields["referral"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.reference, _called(row)) for row in referrals]
        if len(self.rows) == 1:
            field.widget, field.initial = forms.HiddenInput(), next(iter(self.rows))

    @property
    def referral_row(self) -> Referral:
        return self.rows[self.cleaned_data["referral"]]


def _called(row: Referral) -> str:
    return f"{row.team.name if row.team else row.provider.name}, since {formats.date(row.received_on)}"


class RatingForm(NHSFormMixin, forms.Form):
    """One area: the number, whether more help is wanted, and words."""

    rating = forms.TypedChoiceField(
        label="How satisfied are you?",
        required=False,
        choices=[(str(number), text) for number, text in SCALE.items()],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    more_help = forms.TypedChoiceField(
        label="Do you want more help here?",
        required=False,
        choices=[(YES, "Yes"), (NO, "No")],
        coerce=lambda text: text == YES,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    comment = words("In your own words", 5_000)

    presentation: ClassVar[dict[str, Presentation]] = {
        "more_help": {"size": "m", "inline": True, "optional": False},
        "comment": {"size": "s", "rows": 2},
    }

    def __init__(self, *args: Any, line: Line, needs_number: bool = False, **kwargs: Any) -> None:
        self.line = line
        said = line.said or Rated()
        super().__init__(*args, initial=dict(said.state), **kwargs)
        self.needs_number = needs_number

    def clean_rating(self) -> int | None:
        number: int | None = self.cleaned_data["rating"]
        if number is None and self.needs_number:
            raise forms.ValidationError(NO_NUMBER, code="required")
        return number

    @property
    def said(self) -> Rated:
        given = self.cleaned_data
        return Rated(given["rating"], given["more_help"], given["comment"])


def rating_form(sent: QueryDict | None, line: Line, *, by_button: bool = True) -> RatingForm:
    """What was sent about an area. A button asks for a number, unless it is the one that leaves the area out."""
    left_out = sent is not None and "leave" in sent
    if sent is not None and left_out:
        sent = sent.copy()
        sent.pop("rating", None)
    return RatingForm(sent, line=line, needs_number=by_button and not left_out)


class ChooseForm(NHSFormMixin, forms.Form):
    """The areas to talk about."""

    chosen = forms.MultipleChoiceField(
        label=f"Choose up to {MOST_AREAS} to talk about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, line.asked.label) for key, line in sheet.lines.items()]
        self.shown: State = {"chosen": " ".join(sorted(line.asked.key for line in sheet.chosen))}
        field.initial = [line.asked.key for line in sheet.chosen]


class TalkForm(NHSFormMixin, forms.Form):
    """The first three steps of the talk about an area."""

    understanding = words(
        "1. Understanding",
        help_text="How is it now? What works, and why is the rating not lower?",
    )
    looking_forward = words(
        "2. Looking forward",
        help_text="What would be better? What is the best that could happen, and the smallest step there?",
    )
    options = words(
        "3. Exploring options",
        help_text="What can you do yourself? What can others do? What could we do?",
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        name: {"size": "m", "rows": 4, "optional": False}
        for name in ("understanding", "looking_forward", "options")
    }

    @property
    def said(self) -> Talked:
        return Talked(**self.cleaned_data)


class ActionForm(NHSFormMixin, forms.Form):
    """An action that is agreed on. Nothing has to be filled in until it is agreed."""

    what = words("What will be done?", SHORT)
    doer = forms.ChoiceField(
        label="Who does it?", required=False, choices=Doer.choices, widget=forms.RadioSelect
    )
    staff = WorkerField(label="Which worker?", required=False, empty_label="Select a worker")
    organisation = RowField(
        label="Which organisation?", required=False, empty_label="One that is not in this list"
    )
    who = forms.CharField(
        label="Name",
        required=False,
        max_length=200,
        help_text="Of the carer, relative or friend, or of an organisation that is not in the list",
    )
    due_on = NHSDateField(label="By when?", required=False, earliest=timezone.localdate)
    how_known = words("How will we know that it is done?", SHORT)

    presentation: ClassVar[dict[str, Presentation]] = {
        "what": {"size": "s", "rows": 2, "optional": False},
        "doer": {
            "size": "s",
            "small": True,
            "optional": False,
            "reveals": {Doer.WORKER: ["staff"], Doer.PARTNER: ["organisation"]},
        },
        "staff": {"optional": False},
        "organisation": {"optional": False},
        "who": {"size": "s"},
        "due_on": {"size": "s"},
        "how_known": {"size": "s", "rows": 2},
    }

    def __init__(self, *args: Any, referral: Referral, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "staff").of(reach.workers(referral, by))
        row_field(self, "organisation").of(Organisation.objects.filter(kind="vcse").order_by("name", "pk"))

    @property
    def agreed(self) -> Mapping[str, Any]:
        """What was said, without a worker or an organisation that another choice of who does it has hidden."""
        given = dict(self.cleaned_data)
        if given["doer"] != Doer.WORKER:
            given["staff"] = None
        if given["doer"] != Doer.PARTNER:
            given["organisation"] = None
        return given


class LastTimeForm(NHSFormMixin, forms.Form):
    """What came of each action of last time. One that nothing is said about stays to do."""

    def __init__(
        self, *args: Any, actions: Sequence[PlanAction], session: DialogSession, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {action.public_id.hex: action for action in actions}
        self.shown: State = {}
        for key, action in self.actions.items():
            state = said_of(action, session)
            self.shown = {**self.shown, **{f"{name}_{key}": text for name, text in state.items()}}
            self.fields[f"state_{key}"] = forms.ChoiceField(
                label="What came of it?",
                required=False,
                choices=CAME_OF_IT,
                widget=forms.RadioSelect,
                initial=state["state"],
            )
            self.fields[f"words_{key}"] = words("In your own words", SHORT, initial=state["words"])

    presentation: ClassVar[dict[str, Presentation]] = {}

    def said(self, key: str) -> State:
        return came_of_it(self.cleaned_data[f"state_{key}"], self.cleaned_data[f"words_{key}"])


class LinkForm(NHSFormMixin, forms.Form):
    """How the link for the person's own device reaches them."""

    send_by = forms.ChoiceField(
        label="How does it reach the person?", required=False, widget=forms.RadioSelect
    )

    presentation: ClassVar[dict[str, Presentation]] = {"send_by": {"size": "s", "optional": False}}

    def __init__(self, *args: Any, ways: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["send_by"]
        assert isinstance(field, forms.ChoiceField)
        named = {"text": "Send it by text message to", "email": "Send it by email to"}
        sent = [(way, f"{named[way]} {address}") for way, address in ways.items()]
        field.choices = [("", "I copy it, into the chat of the video call for example"), *sent]
        field.initial = ""


class VoidForm(NHSFormMixin, forms.Form):
    reason = forms.CharField(
        label="Why is it voided?",
        max_length=500,
        help_text="Its scores and what was agreed in it no longer count. The record keeps what was there",
        error_messages={"required": "Say why the session is voided"},
    )
