"""What each list that a worker opens tells of people, so that two ways of asking can be compared."""

from __future__ import annotations

from typing import Any

from hubs.rules.roles import Actor
from hubs.selectors.staff import member
from hubs.serving import served
from hubs.tenancy import in_tenant
from outcomes.selectors import recall
from referrals.selectors import caseload, pathways, queue
from reporting.selectors import due, waiting_lists


def told(by: Actor) -> dict[str, Any]:
    """By the name of the list, everything that it shows of everybody on it."""
    mine = caseload.mine(by).order_by("pk")
    return {
        "caseload": list(waiting_lists.page(mine, number=1, total=mine.count()).object_list),
        "queue": queue.page(by, queue.waiting(by)).rows,
        "placements": [(row.pk, row.placement_provider) for row in pathways.placements(by)],
        "recall": recall.listed(recall.on_register(by), show=recall.Show.ALL),
        **{f"due: {scope}": due.of(by, scope) for scope in due.Scope},
    }


def leaves_nothing_out(by: Actor) -> int:
    """A list tells of everybody on it all that there is, although row security holds the worker to their hubs.

    How many people were on the lists.
    """
    with in_tenant(by.tenant_id):
        user, everything = member(by).user, told(by)
    assert user is not None
    with served(user):
        assert told(by) == everything
    return sum(len(rows) for rows in everything.values())
