"""A tenant in which people of every role do what they like, and what must hold whatever they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from hubs.models import AuditEvent, GpPractice, RoleAssignment, Tenant
from hubs.rules.roles import NEVER_OF_ONE_HUB, Actor, Permission, Role, has_permission
from hubs.selectors.staff import member, system_actor
from hubs.serving import served
from hubs.tenancy import in_tenant
from hubs.tenancy.models import ClinicalModel
from referrals.actions import requests
from referrals.actions.requests import Asked
from referrals.models import Holding, Merge, Person, Referral
from referrals.models.request import Way
from reporting.selectors import clock
from tests.factories import ground
from tests.referrals.lists_of_people import leaves_nothing_out
from tests.reporting.clock_world import reference_data

CLINICAL = [model for model in apps.get_models() if issubclass(model, ClinicalModel)]
ROWS = " union all ".join(
    f"select '{model._meta.label}', count(*) from {model._meta.db_table}" for model in CLINICAL
)


@dataclass(frozen=True)
class Turn:
    """Who does something, and the numbers that choose to whom and how: any number will do."""

    role: Role
    which: int = 0
    how: int = 0
    ago: int = 0

    def one_of(self, choices: Any) -> Any:
        held = list(choices)
        return held[self.how % len(held)]


class Hub:
    """Two hubs of a tenant with three teams, a person of each role for each, and whoever asks."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.left = ExitStack()
        self.left.enter_context(in_tenant(tenant.pk))
        # How often each deed was done, refused in words, or left to another role.
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        reference_data()
        elsewhere = Tenant.objects.filter(slug="elsewhere").first() or ground.tenant(slug="elsewhere")
        GpPractice.objects.get_or_create(code="P81001", defaults={"name": "Moorside Surgery"})
        hub, other = ground.hub(), ground.hub()
        trust, charity = ground.organisation(), ground.organisation(kind="vcse")
        self.teams = [
            ground.team(hub=hub, organisation=trust, takes_new=True, team_type="A05"),
            ground.team(hub=hub, organisation=trust, team_type="A06"),
            ground.team(hub=other, organisation=charity, takes_new=True, team_type="A13"),
        ]
        self.hub = hub
        self.elsewhere = elsewhere
        self.system = system_actor(tenant.pk)
        self.actors = {
            (role, number): ground.actor(role, hub=None if role in NEVER_OF_ONE_HUB else team.hub, team=team)
            for role in Role
            for number, team in enumerate(self.teams)
        }
        # Whose hub and whose team need not be the same.
        self.readers = [
            ground.actor(Role.CLINICIAN, hub=of, team=team) for of in (hub, other) for team in self.teams
        ]
        for given in ("Ann", "Bea"):
            asked = Asked(
                way=Way.SELF, story="I cannot sleep", asked_on=timezone.localdate() - timedelta(days=30)
            )
            requests.ask(by=self.actors[Role.CLINICIAN, 0], asked=asked, known={"given_name": given})
        self.rows = self.count()

    def close(self) -> None:
        transaction.set_rollback(True)
        self.left.close()

    def attempt(
        self,
        name: str,
        by: Actor,
        permission: Permission | None,
        act: Callable[[Actor], object],
        *,
        quiet: bool = False,
    ) -> None:
        """As a view does it: asked for permission first, all or nothing, and told in words when it cannot be.

        ``permission`` is None for what the system does by itself; ``quiet`` is what may find nothing to change.
        """
        if permission is not None and not has_permission(by, permission):
            return
        before, told = self.versions(), AuditEvent.objects.count()
        try:
            with transaction.atomic(), self.serving(by):
                act(by)
                self.check_now()
        except (PermissionDenied, ValidationError) as error:
            self.refuse(name, error, before)
        else:
            self.done[name] += 1
            assert quiet or AuditEvent.objects.count() > told, f"{name} is told by the audit"

    def serving(self, by: Actor) -> AbstractContextManager[Any]:
        """As a request of theirs, held by row security to both hubs: permission in one of them is not the subject."""
        if by.staff_id is None:
            return nullcontext()
        staff = member(by)
        if by.hub_ids:
            for hub in {team.hub for team in self.teams}:
                RoleAssignment.objects.get_or_create(staff=staff, hub=hub, role=by.assignments[0][0])
        assert staff.user is not None
        return served(staff.user)

    def refuse(
        self, name: str, error: PermissionDenied | ValidationError, before: list[tuple[Any, ...]]
    ) -> None:
        self.refused[name] += 1
        told = error.messages if isinstance(error, ValidationError) else [str(error)]
        assert all(" " in words for words in told), f"{name} is refused in words"
        assert self.versions() == before, "what is refused changes nothing"

    def versions(self) -> list[tuple[Any, ...]]:
        return list(Referral.objects.order_by("pk").values_list("pk", "version", "team", "discharged_on"))

    def count(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(ROWS)
            return dict(cursor.fetchall())

    def check_now(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")

    def holders(self) -> list[tuple[int, int]]:
        return list(Holding.objects.filter(until=None).order_by("pk").values_list("pk", "team"))

    def no_list_leaves_anything_out(self) -> None:
        """Whatever was done, as who is on a list and whom row security lets somebody reach are two rules."""
        assert sum(leaves_nothing_out(by) for by in self.readers), "somebody is on some list"

    # What holds whatever was done

    def check(self) -> None:
        self.one_team_holds_each_open_person()
        self.from_hand_to_hand_without_a_gap()
        self.the_page_and_the_night_have_one_clock()
        self.no_row_is_lost()

    def one_team_holds_each_open_person(self) -> None:
        opened = Referral.objects.filter(discharged_on=None, source_month=None)
        waiting = {referral.person_id: referral for referral in opened.order_by("-pk")}
        holding = Holding.objects.filter(until=None)
        assert sorted(waiting) == sorted(held.person_id for held in holding)
        for held in holding.select_related("referral"):
            assert held.team_id == held.referral.team_id
            assert held.referral.is_open

    def from_hand_to_hand_without_a_gap(self) -> None:
        last: dict[int, Holding] = {}
        # Two histories that became one overlap.
        joined = [person for made in Merge.objects.all() for person in (made.kept_id, made.merged_id)]
        rows = Holding.objects.exclude(person__in=joined).select_related("referral")
        for held in rows.order_by("person_id", "since", "pk"):
            before = last.get(held.person_id)
            if before is not None and before.until != held.since:
                # Only a person whose every referral was closed was without a holder.
                assert before.referral.discharged_on is not None
                assert held.referral.returns_to_id is not None
            last[held.person_id] = held

    def the_page_and_the_night_have_one_clock(self) -> None:
        ids = list(Person.objects.values_list("pk", flat=True))
        today = timezone.localdate()
        shown = [row for each in clock.for_people(ids, today).values() for row in each]
        with connection.cursor() as cursor:
            cursor.execute(f"select {', '.join(clock.COLUMNS)} from reporting_clock(%s::date)", [today])
            night = cursor.fetchall()
        assert sorted(tuple(getattr(row, name) for name in clock.COLUMNS) for row in shown) == sorted(night)

    def no_row_is_lost(self) -> None:
        now = self.count()
        assert all(now[label] >= count for label, count in self.rows.items())
        self.rows = now
