"""A page of every component with example data, for those who build and test the screens."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from hubs.forms.nhs import NHSDateField, NHSFilesField, NHSFormMixin, NHSTimeField, Presentation
from hubs.views.access import public

METHODS = [
    ("face", "Face to face"),
    ("phone", "Telephone"),
    ("video", "Video"),
    ("other", "Another way"),
]
TEAMS = [
    ("", "All teams"),
    ("North", [("n1", "Northbrook core team"), ("n2", "Northbrook peer support")]),
    ("South", [("s1", "Southmere core team")]),
]
LATEST = dt.date(2026, 11, 22)


class ExampleForm(NHSFormMixin, forms.Form):
    contact_date = NHSDateField(label="Date of contact", help_text="For example, 22 11 2026", latest=LATEST)
    contact_time = NHSTimeField(
        label="Time of contact", help_text="For example, 9:30am or 14:30", required=False
    )
    minutes = forms.IntegerField(label="Duration", min_value=1, max_value=480)
    method = forms.ChoiceField(
        label="How did the contact take place?", choices=METHODS, widget=forms.RadioSelect
    )
    method_other = forms.CharField(label="The other way, in a few words", max_length=80)
    attendance = forms.ChoiceField(
        label="Attendance",
        choices=[("5", "Attended"), ("3", "Did not attend"), ("2", "Cancelled by the person")],
        widget=forms.RadioSelect,
    )
    activities = forms.MultipleChoiceField(
        label="What was done?",
        choices=[
            ("a", "Assessment"),
            ("b", "Care planning"),
            ("c", "Psychological therapy"),
            ("none", "None of these"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ChoiceField(label="Team", choices=TEAMS)
    note = forms.CharField(label="Note", max_length=4000, widget=forms.Textarea, required=False)
    tables = NHSFilesField(label="Record set files", required=False, help_text="One CSV file for each table")
    passphrase = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    agreed = forms.BooleanField(label="The person agreed to this being shared with partners")

    presentation: ClassVar[dict[str, Presentation]] = {
        "contact_date": {"size": "m"},
        "contact_time": {"width": 10},
        "minutes": {"width": 3, "suffix": "minutes"},
        "method": {
            "size": "m",
            "reveals": {"other": ["method_other"]},
            "hints": {"video": "Any service with pictures"},
        },
        "attendance": {"size": "m", "inline": True, "small": True},
        "activities": {"size": "m", "dividers": {"none": "or"}, "exclusive": "none"},
        "note": {"rows": 4},
    }


class ExampleFilters(forms.Form):
    team = forms.ChoiceField(label="Team", choices=TEAMS, required=False)
    name = forms.CharField(label="Name", required=False)
    since = NHSDateField(label="Waiting since", required=False)


WRONG: dict[str, Any] = {
    "contact_date_day": "31",
    "contact_date_month": "2",
    "contact_date_year": "2026",
    "contact_time": "half nine",
    "minutes": "900",
    "method": "other",
    "activities": ["a"],
    "note": "Spoke with Ms Okafor about <b>housing</b> & debts.",
}

# A drawing of the kind and kind that reporting makes: presentation attributes only, a title of its own.
DRAWING = Markup(
    '<svg viewBox="0 0 640 200" role="img" aria-labelledby="drawn"><title id="drawn">Open waits by length: '
    "41 up to 4 weeks, 18 for 4 to 12 weeks, 7 for 12 to 18 weeks, 3 over 18 weeks</title>"
    '<g fill="#005eb8"><rect x="130" y="4" width="450" height="32"/>'
    '<rect x="130" y="54" width="198" height="32"/><rect x="130" y="104" width="77" height="32"/></g>'
    '<rect x="130" y="154" width="33" height="32" fill="#d5281b"/>'
    '<g font-family="Arial, sans-serif" font-size="16" fill="#212b32"><text x="0" y="26">Up to 4 weeks</text>'
    '<text x="0" y="76">4 to 12 weeks</text><text x="0" y="126">12 to 18 weeks</text>'
    '<text x="0" y="176">Over 18 weeks</text><text x="588" y="26">41</text><text x="336" y="76">18</text>'
    '<text x="215" y="126">7</text><text x="171" y="176">3</text></g></svg>'
)


@public("Made-up data; not served outside development and tests.")
def components(request: HttpRequest) -> HttpResponse:
    """The page; ``?errors`` shows the form as sent with mistakes. 404 outside development and tests."""
    if not (settings.DEBUG or settings.TESTING):
        raise Http404
    form = ExampleForm(WRONG) if "errors" in request.GET else ExampleForm(initial={"contact_date": LATEST})
    context = {
        "form": form,
        "filters": ExampleFilters(request.GET or None, auto_id="filter_%s"),
        "page": Paginator(range(1, 421), 20).get_page(request.GET.get("page", 7)),
        "day": LATEST,
        "moment": dt.datetime(2026, 11, 22, 14, 35, tzinfo=ZoneInfo("Europe/London")),
        "drawing": DRAWING,
        "bands": [("Up to 4 weeks", 41), ("4 to 12 weeks", 18), ("12 to 18 weeks", 7), ("Over 18 weeks", 3)],
        "people": [
            ("Amara Okafor", "9434765919", "Northbrook core team", 12, "Waiting", "blue"),
            ("Grzegorz Brzęczyszczykiewicz", "9434765870", "Southmere core team", 31, "Over 4 weeks", "red"),
            ("Siân Pryce-Montague", "9434765838", "Northbrook peer support", 4, "Seen", "green"),
        ],
    }
    return render(request, "components/index.jinja", context)
