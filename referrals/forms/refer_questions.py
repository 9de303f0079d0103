"""The pages of the public form that ask how somebody is, and how to reach and to understand them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hubs.forms.nhs import Presentation
from referrals.forms.refer import (
    THROUGH_ASKER,
    PageForm,
    PhoneField,
    PostcodeField,
    email_field,
    long_text,
    radios,
)

PHONE, TEXT, EMAIL, LETTER = "phone", "text", "email", "letter"
MESSAGE = "message"
WAYS = [(PHONE, "Phone call"), (TEXT, "Text message"), (EMAIL, "Email"), (LETTER, "Letter")]
# (way of reaching, the field it needs, what to say when that is empty)
NEEDED = (
    (PHONE, "phone", "Enter a phone number, or choose another way"),
    (TEXT, "phone", "Enter a mobile phone number, or choose another way"),
    (EMAIL, "email", "Enter an email address, or choose another way"),
    (LETTER, "address", "Enter the address for letters, or choose another way"),
)


class ReachForm(PageForm):
    heading = "How can we reach you?"
    about_them: ClassVar[dict[str, str]] = {
        "phone": "Their phone number",
        "email": "Their email address",
        "address": "Their address",
        "postcode": "Their postcode",
        "reach_by": "What is the best way?",
        "may": "Is it safe to do any of these?",
    }
    phone = PhoneField(label="Your phone number", required=False)
    email = email_field("Your email address")
    address = forms.CharField(label="Your address", required=False, max_length=500, widget=forms.Textarea)
    postcode = PostcodeField(label="Your postcode", required=False)
    reach_by = radios(
        "What is the best way?",
        WAYS,
        "Choose the best way to reach the person",
    )
    may = forms.MultipleChoiceField(
        label="May we do any of these?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (MESSAGE, "Leave a voicemail message"),
            (TEXT, "Send a text message"),
            (EMAIL, "Send an email"),
        ],
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "phone": {"width": 20},
        "address": {"rows": 3},
        "postcode": {"width": 10},
        "reach_by": {"size": "s"},
        "may": {
            "size": "s",
            "optional": False,
            "hint": "Tick all that are safe. Leave them empty if somebody else could hear or read it.",
        },
    }

    def offer(self) -> None:
        if self.own:
            return
        field = self.fields["reach_by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*WAYS, (THROUGH_ASKER, "Through me")]

    @property
    def title(self) -> str:
        return self.heading if self.own else "How can we reach the person?"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for way, field, words in NEEDED:
            if given.get("reach_by") == way and not given.get(field) and field not in self.errors:
                self.add_error(field, words)
        return given


class StoryForm(PageForm):
    heading = "What is happening?"
    about_them: ClassVar[dict[str, str]] = {
        "story": "What is happening for them?",
        "hopes": "What do they hope will be different?",
        "already_helping": "Who is helping them already?",
    }
    story = long_text(
        "What is happening for you?",
        required=True,
        help_text="In your own words. A few sentences will do: you do not have to tell everything now.",
        error_messages={"required": "Write in a few words what is happening"},
    )
    hopes = long_text("What do you hope will be different?")
    already_helping = long_text(
        "Who is helping you already?", help_text="For example, family, a group, a GP or another service"
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "story": {"rows": 6},
        "hopes": {"rows": 3},
        "already_helping": {"rows": 2},
    }


class UrgencyForm(PageForm):
    heading = "How soon is help needed?"
    about_them: ClassVar[dict[str, str]] = {
        "safety": "Is there anything we should know to keep them or others safe?"
    }
    urgency = radios(
        "How soon is help needed?",
        [
            ("soon", "It is urgent: within the next 7 days"),
            ("wait", "It can wait longer than 7 days"),
        ],
        "Choose how soon help is needed",
    )
    safety = long_text(
        "Is there anything we should know to keep you or others safe?",
        help_text="For example, thoughts of suicide or self-harm, somebody who frightens you, or not eating.",
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "urgency": {
            "size": "l",
            "page_heading": True,
            "hint": "If it cannot wait until tomorrow, call 111 and choose option 2 now.",
        },
        "safety": {"rows": 4},
    }


class NeedsForm(PageForm):
    heading = "What would make it easier for you?"
    about_them: ClassVar[dict[str, str]] = {
        "digital": "Do video calls or messages suit them?",
        "communication": "What helps them to understand and to be understood?",
        "adjustments": "What else helps them to take part?",
        "interpreter_language": "Language of an interpreter, if they need one",
    }
    digital = radios(
        "Do video calls or messages suit you?",
        [
            ("yes", "Yes"),
            ("no", "No, face to face or phone calls are better"),
            ("unsure", "I am not sure"),
        ],
        "Say whether video calls or messages would suit",
    )
    communication = forms.CharField(
        label="What helps you to understand and to be understood?",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="For example, large print, easy read, a hearing loop or British Sign Language",
    )
    interpreter_language = forms.CharField(
        label="Language of an interpreter, if you need one", required=False, max_length=60
    )
    adjustments = forms.CharField(
        label="What else helps you to take part?",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="For example, a quiet room, step-free access, a longer appointment or somebody with you",
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "digital": {"size": "s"},
        "communication": {"rows": 2},
        "adjustments": {"rows": 2},
        "interpreter_language": {"width": 20},
    }

    @property
    def title(self) -> str:
        return self.heading if self.own else "What would make it easier for them?"
