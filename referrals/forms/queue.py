"""What the queue is filtered by; the address keeps it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from hubs.forms.filters import FilterForm
from hubs.forms.nhs import Presentation
from hubs.models import Hub, StaffMember, Team
from hubs.rules.roles import Actor
from referrals.models import Discussion, Handover, Referral, Request
from referrals.models.exchange import State
from referrals.models.referral import URGENT_PRIORITIES, Level
from referrals.models.request import Way
from referrals.rules.ways import SOURCE_OF_REFERRAL
from referrals.selectors import queue
from reporting.rules.clock import Component
from reporting.selectors import last_night
from reporting.selectors.last_night import Night

NOBODY = "nobody"
CLOCK_RUNS = "clock"
CODE = re.compile(r"[-0-9a-z]{1,40}")
PARAMETERS = (
    "show",
    "hub",
    "team",
    "worker",
    "way",
    "urgent",
    "weeks",
    "lacks",
    "discussed",
    "level",
    "question",
    "sort",
)


class QueueFilterForm(FilterForm):
    field_order = PARAMETERS

    presentation: ClassVar[dict[str, Presentation]] = {"weeks": {"width": 3, "suffix": "weeks"}}


class LaterField(forms.ChoiceField):
    """A choice of what is read with the page itself: any code is taken, and an unknown one finds nobody."""

    def __init__(self, *, empty_label: str, others: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        self.first = [("", empty_label), *others]
        super().__init__(choices=self.first, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return bool(CODE.fullmatch(str(value)))

    def offer(self, choices: Sequence[queue.Choice], chosen: str) -> None:
        """The choices there are; one that was chosen stays, though nobody waits there any more."""
        named = [*self.first, *((choice.value, choice.name) for choice in choices)]
        known = {value for value, _ in named}
        self.choices = named if chosen in known else [*named, (chosen, "Nobody waits here")]


class LaterFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = LaterField


class WeeksFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = forms.IntegerField


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Everybody who waits in the hubs of ``by``, and the filters that narrow it."""

    show = django_filters.ChoiceFilter(
        label="Show",
        empty_label="Everybody who waits",
        choices=[
            (queue.NOT_SEEN, "Nobody has seen them yet"),
            (queue.SEEN_ONCE, "Seen once, waiting for a second contact"),
            (queue.NOBODY_NAMED, "Seen twice, and nobody is named yet"),
            (CLOCK_RUNS, "Everybody whose 4-week clock is running"),
        ],
        method="kept",
    )
    hub = LaterFilter(label="Hub", empty_label="All hubs", method="of_hub")
    team = LaterFilter(label="Team", empty_label="All teams", method="of_team")
    worker = LaterFilter(
        label="Named worker",
        empty_label="Everybody",
        others=[(NOBODY, "Nobody yet")],
        method="of_worker",
    )
    way = django_filters.ChoiceFilter(
        label="How they came", empty_label="Any way", choices=Way.choices, method="by_way"
    )
    urgent = django_filters.ChoiceFilter(
        label="Urgency",
        empty_label="Urgent or not",
        choices=[("yes", "Urgent: to be seen within 7 days"), ("no", "Not urgent")],
        method="as_urgent",
    )
    weeks = WeeksFilter(label="Waited more than", method="waited", min_value=0, max_value=520)
    lacks = django_filters.ChoiceFilter(
        label="The 4-week clock lacks",
        empty_label="Anything or nothing",
        choices=[(part.value, part.label.capitalize()) for part in Component],
        method="kept",
    )
    discussed = django_filters.ChoiceFilter(
        label="Discussed in a meeting",
        empty_label="Yes or not yet",
        choices=[("no", "Not yet"), ("yes", "Yes")],
        method="as_discussed",
    )
    level = django_filters.ChoiceFilter(label="Level", empty_label="All levels", choices=Level.choices)
    question = django_filters.ChoiceFilter(
        label="Handover",
        empty_label="Any or none",
        choices=[("yes", "A question waits for an answer")],
        method="with_question",
    )

    class Meta:
        model = Referral
        fields: Sequence[str] = ()
        form = QueueFilterForm

    def __init__(self, data: Any, *, by: Actor) -> None:
        self.by = by
        super().__init__(data, queryset=queue.waiting(by))

    def filter_queryset(self, queryset: QuerySet[Referral]) -> QuerySet[Referral]:
        chosen = self.form.cleaned_data
        show, lacks = chosen.get("show") or "", chosen.get("lacks") or ""
        start = queue.open_in_hubs(self.by) if show == CLOCK_RUNS else queue.waiting(self.by, seen=show)
        found: QuerySet[Referral] = super().filter_queryset(start)
        return last_night.running(found, self.night, lacks) if self.asks_the_clock else found

    @property
    def asks_the_clock(self) -> bool:
        """Whether the choice goes by the clock, and so by what the last night knew of it."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return bool(chosen.get("lacks")) or chosen.get("show") == CLOCK_RUNS

    @property
    def night(self) -> Night | None:
        if not hasattr(self, "_night"):
            self._night = last_night.newest()
        return self._night

    def offer(self, page: queue.Page) -> None:
        """Fill the choices that came with the page."""
        for name, choices in (("hub", page.hubs), ("team", page.teams), ("worker", page.workers)):
            field = self.form.fields[name]
            assert isinstance(field, LaterField)
            field.offer(choices, str(self.form.data.get(name) or ""))

    def kept(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        return rows

    # A subquery of one value is known before the rows are looked for, so that an index leads to them.
    def of_hub(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        return rows.filter(hub=Subquery(Hub.objects.filter(code=value).order_by().values("pk")[:1]))

    def of_team(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        teams = Team.objects.filter(public_id=_uuid(value)).order_by()
        return rows.filter(team=Subquery(teams.values("pk")[:1]))

    def of_worker(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        if value == NOBODY:
            return rows.filter(named_worker=None)
        staff = StaffMember.objects.filter(public_id=_uuid(value)).order_by()
        return rows.filter(named_worker=Subquery(staff.values("pk")[:1]))

    def by_way(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        asked = Request.objects.filter(referral=OuterRef("pk"), way=value)
        # Record sets say it by a code alone.
        sent = Q(source_month__isnull=False, source=SOURCE_OF_REFERRAL[value])
        return rows.filter(Exists(asked) | sent)

    def as_urgent(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        urgent = Q(priority__in=URGENT_PRIORITIES)
        return rows.filter(urgent if value == "yes" else ~urgent)

    def waited(self, rows: QuerySet[Referral], name: str, value: int) -> QuerySet[Referral]:
        return rows.filter(received_on__lt=timezone.localdate() - dt.timedelta(weeks=int(value)))

    def as_discussed(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        decided = Exists(Discussion.objects.filter(referral=OuterRef("pk"), decided_at__isnull=False))
        return rows.filter(decided if value == "yes" else ~decided)

    def with_question(self, rows: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        asked = Handover.objects.filter(referral=OuterRef("pk"), state=State.QUESTIONED)
        return rows.filter(Exists(asked))


def _uuid(value: str) -> Any:
    """What a column of UUIDs is compared with; of nobody, when it is none."""
    return value if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) else None
