"""What a meeting sees of a referral: who it is, what they asked for, how they wait, and what was said before."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from careplans.selectors import timeline
from hubs.rules.demography import age_on
from hubs.selectors import codes
from outcomes.selectors import tools
from referrals.models import Discussion, Meeting, Referral
from referrals.selectors import about, discussions, meetings, next_steps, requests, urgent, way
from referrals.views import panels, words
from referrals.views.way_page import needs_in_words
from reporting.selectors import clock, waiting_lists

# What happened last; the rest stands on the person's page.
LAST_ENTRIES = 6
TOLD_ABOVE = ("request", "discussion")


def context(meeting: Meeting, referral: Referral, talked: Discussion | None) -> dict[str, Any]:
    """A fixed number of queries, whatever there is."""
    person = referral.person
    happened: Any = timeline.of_person(person.pk).object_list
    entries = [entry for entry in happened if entry.kind not in TOLD_ABOVE][:LAST_ENTRIES]
    running = waiting_lists.of_referral(referral, clock.for_people([person.pk]))
    held = way.needs(person)
    earlier = [one for one in discussions.of_person(person) if one.meeting_id != meeting.pk]
    return {
        "meeting": meeting,
        "referral": referral,
        "person": person,
        "discussion": talked,
        "place": meetings.place(meeting, referral),
        "requests": requests.of_person(person.pk),
        "needs": needs_in_words(held) if held else [],
        "about": about.of_person(person),
        "clock": running,
        "clock_parts": panels.parts(running) if running else [],
        "urgent": urgent.of_referral(referral),
        "entries": entries,
        "tools": tools.names(sorted(timeline.tools_in(entries))),
        "earlier": earlier,
        "steps": [step for step in next_steps.of_referral(referral) if not step.done_at],
        "words": words,
        "code": codes.label,
        "today": timezone.localdate(),
        "age_on": age_on,
    }
