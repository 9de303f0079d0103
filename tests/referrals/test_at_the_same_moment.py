"""One form, sent twice at the same moment through two connections, makes one contact."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from referrals.actions import contacts, drafts
from referrals.models import Contact, ContactDraft
from tests.referrals.conftest import TODAY, World
from tests.referrals.form_data import filled

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*work: Callable[[], object]) -> list[object]:
    """Each piece in a thread of its own, all let go at one moment."""
    gate = Barrier(len(work))

    def run(piece: Callable[[], object]) -> object:
        try:
            gate.wait(10)
            return piece()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as threads:
        return [job.result() for job in [threads.submit(run, piece) for piece in work]]


def signed_in(world: World) -> Client:
    client = Client()
    assert world.staff.user is not None
    client.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("times", [2, 4])
def test_two_posts(world: World, times: int) -> None:
    data = filled(world, tool="1037651000000100", score="4")
    clients = [signed_in(world) for _ in range(times)]
    answers = at_once(*(partial(client.post, world.page("contacts", "new"), data) for client in clients))
    assert {answer.status_code for answer in answers} == {302}  # type: ignore[attr-defined]
    assert len({answer.headers["Location"] for answer in answers}) == 1  # type: ignore[attr-defined]
    with in_tenant(world.tenant.pk):
        assert Contact.with_voided.count() == 1
        assert CodedScore.with_voided.count() == 1


def test_a_late_draft_and_the_contact(world: World) -> None:
    """Whichever comes first, no draft of a saved contact is listed."""
    key = uuid4()

    def log() -> None:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            contacts.log(by=world.by, referral=world.referral, occurred_on=TODAY, form_key=key)

    def save() -> None:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            try:
                drafts.save(by=world.by, key=key, referral=world.referral, content={"note": ["x"]})
            except drafts.DraftRefused:
                return

    at_once(log, save)
    with in_tenant(world.tenant.pk):
        assert Contact.objects.count() == 1
        from referrals.selectors import drafts as listed

        assert list(listed.own(world.by)) == []


def test_two_first_saves_of_a_draft(world: World) -> None:
    key = uuid4()

    def save() -> None:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            drafts.save(by=world.by, key=key, referral=world.referral, content={"note": ["x"]})

    at_once(save, save)
    with in_tenant(world.tenant.pk):
        assert ContactDraft.objects.count() == 1
