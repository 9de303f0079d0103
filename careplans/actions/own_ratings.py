"""A person rates before they meet their worker, from their own pages."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from careplans.actions import device_links, sessions
from careplans.models import PersonAccess
from hubs.rules.roles import Actor
from referrals.models import Person
from referrals.selectors import holdings

NOBODY = "Nobody looks after you at the moment. Ring us if you want to start again"


@transaction.atomic
def open_page(*, by: Actor, access: PersonAccess, person: Person) -> str:
    """The address of the page on which the person rates: of the session that is open, or of one that then waits for
    their named worker, or for whoever gave them access.

    ValidationError when no team holds them, as ratings belong to a referral.
    """
    held = holdings.now(person)
    if held is None:
        raise ValidationError(NOBODY, code="referral")
    worker_id = held.referral.named_worker_id or access.created_by_id
    started = sessions.start(by=by, person=person, referral=held.referral, worker_id=worker_id)
    return device_links.make(by=by, session=started.session)
