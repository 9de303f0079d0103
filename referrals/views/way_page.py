"""What the page of a referral shows, each part read when the page asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from referrals.forms.refer_questions import WAYS
from referrals.models import Assessment, Discussion, Holding, Needs, PathwayEpisode, Referral, Request
from referrals.models.pathway import PathwayKind
from referrals.models.referral import Level
from referrals.rules import pathways as pathway_rules
from referrals.rules.pathways import Freed
from referrals.rules.urgent import Urgent
from referrals.selectors import (
    advice,
    appointments,
    assessments,
    discussions,
    groups,
    handovers,
    holdings,
    letters,
    next_steps,
    pathways,
    requests,
    urgent,
    way,
)
from referrals.selectors.holdings import Step
from referrals.selectors.people import Found

# So many letters are shown here; the page of letters has them all.
NEWEST = 10


@dataclass(frozen=True)
class OnPathway:
    """A pathway with what its rules say of it today."""

    row: PathwayEpisode
    freed: Freed | None
    placed: bool
    review_overdue: bool
    joint_until: dt.date | None


class Page:
    """A fixed number of queries, whatever there is."""

    def __init__(self, found: Found, referral: Referral) -> None:
        self.found = found
        self.referral = referral
        self.person = found.person
        self.today = timezone.localdate()
        # Read for every referral; what belongs to parts of the page is read by them.
        self.coordinator = way.coordinator(referral)
        self.involved = way.involved(referral)
        self.next_steps = next_steps.of_referral(referral)
        self.appointments = way.appointments(referral)
        self.moves = appointments.moves(self.appointments)
        self.support = pathways.support_of(referral)
        self.needs = way.needs(self.person)
        self.handovers = handovers.of_referral(referral)
        self.advice = advice.of_person(self.person)
        self.groups = groups.of_referral(referral)
        self.letters = letters.of_person(self.person)[:NEWEST]

    @cached_property
    def chain(self) -> list[Holding]:
        """Everybody who held the person, through whichever referral, the newest first."""
        return holdings.chain(self.person)

    @property
    def holder(self) -> Holding | None:
        """Who holds the person now."""
        return next((held for held in self.chain if held.until is None), None)

    @cached_property
    def steps(self) -> list[Step]:
        return holdings.steps(self.referral)

    @cached_property
    def urgent(self) -> Urgent | None:
        return urgent.of_referral(self.referral)

    @cached_property
    def pathways(self) -> list[OnPathway]:
        return [self._on_pathway(row) for row in pathways.of_referral(self.referral)]

    @cached_property
    def requests(self) -> list[Request]:
        asked = requests.of_person(self.person.pk)
        return [each for each in asked if each.referral_id == self.referral.pk]

    @cached_property
    def discussions(self) -> list[Discussion]:
        talked = discussions.of_person(self.person)
        return [each for each in talked if each.referral_id == self.referral.pk]

    @cached_property
    def assessments(self) -> list[Assessment]:
        return assessments.of_person(self.person)

    def _on_pathway(self, row: PathwayEpisode) -> OnPathway:
        joint = pathway_rules.joint_working(
            started_on=row.started_on, transfer_on=row.transfer_on, today=self.today
        )
        return OnPathway(
            row,
            self._freed(row) if row.kind == PathwayKind.EATING_DISORDER else None,
            placed=row.placement_began_on is not None,
            review_overdue=row.ended_on is None
            and pathway_rules.review_overdue(
                review_on=row.placement_review_on, ended_on=row.placement_ended_on, today=self.today
            ),
            joint_until=joint[1] if joint and row.ended_on is None else None,
        )

    def _freed(self, row: PathwayEpisode) -> Freed:
        return pathway_rules.freed(
            birth_date=self.person.birth_date,
            received_on=self.referral.received_on,
            illness_began_on=row.illness_began_on,
            treated_before=row.treated_before,
        )

    @property
    def comes_back(self) -> bool:
        """Whether this is the referral whose team takes the person straight back."""
        before = way.comes_back_to(self.found, self.today)
        return before is not None and before.pk == self.referral.pk

    @property
    def needs_in_words(self) -> list[tuple[str, str]]:
        assert self.needs is not None
        return needs_in_words(self.needs)

    def step_address(self, may_manage: bool) -> str:
        """Where a next step is planned."""
        if not may_manage:
            return ""
        return reverse("next-step-new", args=[self.person.reference, self.referral.reference])

    def level_words(self, level: str) -> str:
        return Level(level).label.lower()

    @staticmethod
    def handover(found: Found, referral: Referral, level: str = "") -> str:
        """The address of the form that passes the person on."""
        query = {"level": level} if level else None
        return reverse("handover-new", args=[found.person.reference, referral.reference], query=query)

    @property
    def others(self) -> Sequence[Referral]:
        """The person's other referrals, the newest first."""
        return [each for each in self.found.referrals if each.pk != self.referral.pk]


def needs_in_words(held: Needs) -> list[tuple[str, str]]:
    """What is known of how to reach and understand the person."""
    answered = {True: "Yes", False: "No", None: ""}
    agreed = [words for words, yes in (("text messages", held.may_text), ("email", held.may_email)) if yes]
    rows = [
        ("Communication", held.communication),
        ("Interpreter", held.interpreter_language),
        ("Adjustments", held.adjustments),
        ("Reach first by", dict(WAYS).get(held.reach_by, held.reach_by)),
        ("Video and online", answered[held.digital_suits]),
        ("Leave a message", answered[held.may_leave_message]),
        ("Text and email", f"Agreed to {' and '.join(agreed)}" if agreed else "Not agreed to either"),
    ]
    return [(label, value) for label, value in rows if value]
