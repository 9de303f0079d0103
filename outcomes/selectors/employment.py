"""Employment support of a referral with the jobs that came of it, and the reviews of teams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from hubs.models import Team
from hubs.rules.roles import Actor, Permission
from outcomes.models import EmploymentSupport, FidelityReview, JobStart
from outcomes.rules import employment as rules
from outcomes.rules.employment import Sustained
from referrals.models import Referral
from referrals.selectors.people import viewable_hubs

# The team type of employment support (MHSDS v6, SERVICE OR TEAM TYPE).
IPS_TEAM = "D05"


@dataclass(frozen=True)
class Job:
    """A job, and whether it was sustained."""

    row: JobStart
    sustained: Sustained

    @property
    def thirteen_weeks_on(self) -> dt.date:
        return rules.thirteen_weeks(self.row.started_on)


@dataclass(frozen=True)
class Supported:
    support: EmploymentSupport
    jobs: Sequence[Job]


def of_referral(referral: Referral, today: dt.date | None = None) -> list[Supported]:
    """What goes on first, then what has ended, the newest first. Two queries."""
    today = today or timezone.localdate()
    rows = EmploymentSupport.objects.filter(referral=referral).select_related("specialist")
    supports = sorted(rows.order_by("-asked_on", "-pk"), key=lambda row: row.ended_on is not None)
    jobs = JobStart.objects.filter(support__referral=referral).order_by("-started_on", "-pk")
    found = [Job(row, sustained(row, today)) for row in jobs]
    return [Supported(each, [job for job in found if job.row.support_id == each.pk]) for each in supports]


def sustained(job: JobStart, today: dt.date) -> Sustained:
    return rules.sustained(
        started_on=job.started_on, in_work_on=job.in_work_on, ended_on=job.ended_on, today=today
    )


def find(referral: Referral, public_id: UUID) -> EmploymentSupport | None:
    rows = EmploymentSupport.objects.filter(referral=referral, public_id=public_id)
    return rows.select_related("specialist").first()


def find_job(referral: Referral, public_id: UUID) -> JobStart | None:
    rows = JobStart.objects.filter(support__referral=referral, public_id=public_id)
    return rows.select_related("support").first()


def reviews(by: Actor) -> QuerySet[FidelityReview]:
    """Those of the teams that ``by`` may read figures of, the newest first."""
    rows = FidelityReview.objects.select_related("team").order_by("-reviewed_on", "team__name")
    hubs = viewable_hubs(by, Permission.DASHBOARD_VIEW)
    return rows if hubs is None else rows.filter(Q(team__hub__in=hubs) | Q(team__hub=None))


def teams() -> QuerySet[Team]:
    """Open teams: those of employment support first."""
    is_ips = Case(When(team_type=IPS_TEAM, then=0), default=1)
    return Team.objects.filter(closed_on=None).order_by(is_ips, "name")


def find_review(public_id: UUID) -> FidelityReview | None:
    return FidelityReview.objects.filter(public_id=public_id).select_related("team").first()
