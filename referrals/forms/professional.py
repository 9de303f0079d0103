"""The pages of the form for professionals that the public form does not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from hubs.forms.nhs import NHSFilesField, NHSFormMixin, Presentation
from hubs.rules import ods
from referrals.actions.attachments import File
from referrals.forms.refer import YES_NO, PageForm, PhoneField, ReachableForm, email_field, long_text, radios
from referrals.models.request import Way
from referrals.rules import uploads
from referrals.selectors import near

WAYS = (Way.GP, Way.VCSE, Way.SOCIAL_CARE, Way.HOUSING, Way.SCHOOL, Way.POLICE, Way.EMPLOYER)


class YouForm(ReachableForm):
    heading = "About you and your organisation"
    way = radios("Where do you work?", [(way.value, way.label) for way in WAYS], "Choose where you work")
    asker_ods_code = forms.CharField(
        label="Code of your practice (ODS code)",
        required=False,
        max_length=20,
        help_text="A letter and 5 digits, like P81001. Leave it out if you do not know it.",
    )
    asker_organisation = forms.CharField(label="Name of your organisation", max_length=200)
    asker_name = forms.CharField(label="Your name", max_length=200)
    asker_role = forms.CharField(label="Your role", max_length=200)
    asker_phone = PhoneField(label="Your phone number", required=False)
    asker_email = email_field("Your email address")
    presentation: ClassVar[dict[str, Presentation]] = {
        "way": {"size": "s", "reveals": {Way.GP.value: ["asker_ods_code"]}},
        "asker_ods_code": {"width": 10},
        "asker_phone": {
            "width": 20,
            "optional": False,
            "hint": "Give a phone number or an email address, so that we can tell you what happens.",
        },
        "asker_email": {"optional": False},
    }

    def clean_asker_ods_code(self) -> str:
        text = str(self.cleaned_data["asker_ods_code"])
        if self.cleaned_data.get("way") != Way.GP or not text:
            return ""
        checked = ods.check(ods.Kind.GP_PRACTICE, text)
        if checked.code is None:
            raise ValidationError(checked.problem, code="shape")
        if near.practice(checked.code) is None:
            words = f"No practice has the code {checked.code}. Check it, or leave it out"
            raise ValidationError(words, code="unknown")
        return checked.code


class ConsentForm(PageForm):
    heading = "Does the person know that you are asking?"
    knows = radios(
        "Does the person know that you are asking?",
        YES_NO,
        "Say whether the person knows that you are asking",
    )
    why_not = long_text("Why do they not know, and what should we take care of when we talk with them?")
    presentation: ClassVar[dict[str, Presentation]] = {
        "knows": {
            "size": "l",
            "page_heading": True,
            "hint": "People are helped best when they have agreed to it. Talk with them first, if you can.",
            "reveals": {"no": ["why_not"]},
        },
        "why_not": {"rows": 3, "optional": False},
    }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("knows") == "no" and not given.get("why_not") and "why_not" not in self.errors:
            self.add_error("why_not", "Say why the person does not know")
        if given.get("knows") == "yes":
            given["why_not"] = ""
        return given


class FilesForm(NHSFormMixin, forms.Form):
    """Letters and reports, chosen where the form is sent: files of strangers wait nowhere."""

    attached = NHSFilesField(label="Letters or reports", required=False)
    presentation: ClassVar[dict[str, Presentation]] = {
        "attached": {
            "size": "m",
            "hint": f"Up to {uploads.MOST_FILES} files of up to 10 MB each: {uploads.TAKEN}.",
        }
    }

    def clean_attached(self) -> Sequence[File]:
        sent: Sequence[UploadedFile[Any]] = self.cleaned_data["attached"] or ()
        if len(sent) > uploads.MOST_FILES:
            raise ValidationError(f"Choose no more than {uploads.MOST_FILES} files", code="too-many")
        judged = [_judged(each) for each in sent]
        if problems := [each for each in judged if isinstance(each, ValidationError)]:
            raise ValidationError(problems)
        return [each for each in judged if isinstance(each, File)]


def _judged(sent: UploadedFile[Any]) -> File | ValidationError:
    name = sent.name or ""
    # What is too large is not read.
    if (sent.size or 0) > uploads.MOST_BYTES:
        return ValidationError(f"{uploads.safe_name(name)} must be smaller than 10 MB", code="size")
    content = sent.read()
    problem = uploads.judge(name, content).problem
    return ValidationError(problem, code="file") if problem else File(name, content)
