"""Drafts: kept while one types, after the session has ended, and for nobody but their worker."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config.celery import app
from hubs.forms import typed
from hubs.models import AuditEvent, StaffMember, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import contacts, drafts
from referrals.forms import ownership
from referrals.forms.ownership import Owner
from referrals.models import Contact, ContactDraft
from tests.factories import ground, record
from tests.plugins.worker import StartWorker
from tests.referrals.conftest import NOW, TODAY, World
from tests.referrals.form_data import filled, owner

FIELDS = [["note", "Spoke about housing."], ["occurred_time", "half nine"], ["activities", "1"]]


def key_of(sealed: str) -> UUID:
    opened = ownership.opened(sealed)
    assert opened is not None
    return opened.key


def autosave(
    client: Client, world: World, sealed: str, fields: object = FIELDS, **extra: object
) -> tuple[int, dict[str, str]]:
    response = client.post(
        world.page("drafts", str(extra.get("key") or key_of(sealed))),
        json.dumps({"owner": sealed, "fields": fields}),
        content_type="application/json",
    )
    return response.status_code, response.json()


def held(world: World) -> list[ContactDraft]:
    with in_tenant(world.tenant.pk):
        return list(ContactDraft.objects.all())


def colleague(world: World) -> tuple[Client, StaffMember]:
    with in_tenant(world.tenant.pk):
        staff = ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=world.team)
    assert staff.user is not None
    client = Client()
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    return client, staff


def test_what_is_typed_is_kept(client: Client, world: World) -> None:
    sealed = owner(client, world)
    assert autosave(client, world, sealed) == (200, {"state": "saved", "at": "2:35pm"})
    assert autosave(client, world, sealed, [["note", "Spoke about debts."]])[0] == 200
    (draft,) = held(world)
    assert draft.content == {"note": ["Spoke about debts."]}
    assert (draft.staff_id, draft.key) == (world.by.staff_id, key_of(sealed))


def test_it_comes_back_and_is_listed_on_the_caseload(client: Client, world: World) -> None:
    sealed = owner(client, world)
    autosave(client, world, sealed)
    page = client.get("/caseload/").content.decode()
    address = f"{world.page('contacts', 'new')}?draft={key_of(sealed)}&amp;from=caseload"
    assert address in page
    shown = client.get(address.replace("&amp;", "&")).content.decode()
    assert "Spoke about housing." in shown
    assert 'value="half nine"' in shown


def test_a_new_form_offers_the_draft_that_waits(client: Client, world: World) -> None:
    sealed = owner(client, world)
    assert "Go on with your draft" not in client.get(world.page("contacts", "new")).content.decode()
    autosave(client, world, sealed)
    page = client.get(world.page("contacts", "new")).content.decode()
    assert f"{world.page('contacts', 'new')}?draft={key_of(sealed)}" in page
    assert "Spoke about housing." not in page


def test_nobody_else_sees_it(client: Client, world: World) -> None:
    sealed = owner(client, world)
    autosave(client, world, sealed)
    other, _ = colleague(world)
    assert "Your drafts" not in other.get("/caseload/").content.decode()
    page = other.get(f"{world.page('contacts', 'new')}?draft={key_of(sealed)}").content.decode()
    assert "Spoke about housing." not in page
    assert f"draft={key_of(sealed)}" not in page
    assert f'name="form_key" value="{key_of(sealed)}"' not in page
    assert other.post(f"/drafts/{key_of(sealed)}/discard/").status_code == 404
    assert len(held(world)) == 1


def test_it_can_be_thrown_away(client: Client, world: World) -> None:
    sealed = owner(client, world)
    autosave(client, world, sealed)
    assert client.post(f"/drafts/{key_of(sealed)}/discard/").headers["Location"] == "/caseload/"
    assert held(world) == []


def test_a_save_that_comes_late_brings_nothing_back(client: Client, world: World) -> None:
    sealed = owner(client, world)
    client.post(world.page("contacts", "new"), filled(world, form_key=str(key_of(sealed)), owner=sealed))
    assert autosave(client, world, sealed) == (409, {"state": "logged"})
    assert held(world) == []


def test_after_the_session_has_ended_it_is_kept_and_nothing_is_told(client: Client, world: World) -> None:
    sealed = owner(client, world)
    client.logout()
    status, answer = autosave(client, world, sealed)
    assert (status, answer["state"], answer["kept"]) == (401, "signed-out", True)
    assert answer["go_to"].startswith("/sign-in/?next=/people/")
    assert f"draft%3D{key_of(sealed)}" in answer["go_to"]
    (draft,) = held(world)
    assert draft.content["note"] == ["Spoke about housing."]


def test_a_form_sent_after_the_session_has_ended_comes_back_filled(client: Client, world: World) -> None:
    sealed = owner(client, world)
    client.logout()
    data = filled(world, form_key=str(key_of(sealed)), owner=sealed, occurred_time="half nine")
    response = client.post(world.page("contacts", "new"), data)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=/people/")
    assert "What you typed is kept" in client.get(response.headers["Location"]).content.decode()
    assert world.staff.user is not None
    signed_in = client.post(
        response.headers["Location"],
        {"username": world.staff.user.email, "password": "correct horse battery"},
    )
    page = client.get(signed_in.headers["Location"]).content.decode()
    assert "This is your draft" in page
    assert 'value="half nine"' in page
    assert "Spoke about housing." in page
    with in_tenant(world.tenant.pk):
        assert not Contact.objects.exists()


def test_a_form_that_somebody_else_sends_is_the_draft_of_who_opened_it(client: Client, world: World) -> None:
    sealed = owner(client, world)
    other, staff = colleague(world)
    data = filled(world, form_key=str(key_of(sealed)), owner=sealed)
    response = other.post(world.page("contacts", "new"), data)
    assert response.status_code == 409
    assert "opened by somebody else" in response.content.decode()
    assert "housing" not in response.content.decode()
    with in_tenant(world.tenant.pk):
        assert not Contact.objects.exists()
    (draft,) = held(world)
    assert draft.staff_id == world.by.staff_id != staff.pk
    assert autosave(other, world, sealed)[1]["state"] == "not-yours"


def test_also_when_that_is_somebody_of_another_tenant(
    client: Client, world: World, other_tenant: Tenant
) -> None:
    sealed = owner(client, world)
    with in_tenant(other_tenant.pk):
        stranger = ground.staff_member(role=Role.CLINICIAN)
    assert stranger.user is not None
    theirs = Client()
    theirs.force_login(stranger.user, backend="django.contrib.auth.backends.ModelBackend")
    assert autosave(theirs, world, sealed)[1]["state"] == "not-yours"
    assert len(held(world)) == 1
    assert theirs.post(world.page("contacts", "new"), filled(world, owner=sealed)).status_code == 409


def test_a_seal_of_our_own_making_is_needed(client: Client, world: World) -> None:
    sealed = owner(client, world)
    assert autosave(client, world, "made up", key=uuid4()) == (400, {"state": "refused"})
    assert autosave(client, world, sealed, key=uuid4()) == (400, {"state": "refused"})
    assert autosave(client, world, sealed[:-1], key=key_of(sealed)) == (400, {"state": "refused"})
    assert held(world) == []


def test_without_a_session_and_a_seal_one_is_led_to_sign_in(client: Client, world: World) -> None:
    sealed = owner(client, world)
    client.logout()
    body = json.dumps({"owner": sealed[:-1], "fields": FIELDS})
    response = client.post(world.page("drafts", str(key_of(sealed))), body, content_type="application/json")
    assert response.headers["Location"].startswith("/sign-in/")
    assert held(world) == []


def test_a_seal_lasts_a_day(client: Client, world: World) -> None:
    sealed = owner(client, world)
    with time_machine.travel(NOW + timedelta(hours=25)):
        assert ownership.opened(sealed) is None


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"owner": "x", "fields": [["a"]]}', '{"fields": 3, "owner": ""}']
)
def test_nonsense_is_refused(client: Client, world: World, body: str) -> None:
    response = client.post(world.page("drafts", str(uuid4())), body, content_type="application/json")
    assert (response.status_code, response.json()) == (400, {"state": "refused"})


def test_more_than_a_form_holds_is_refused(client: Client, world: World) -> None:
    sealed = owner(client, world)
    assert autosave(client, world, sealed, [["note", "x" * (typed.LONGEST + 1)]])[0] == 400


def test_who_has_left_keeps_no_drafts(client: Client, world: World) -> None:
    sealed = owner(client, world)
    client.logout()
    with in_tenant(world.tenant.pk):
        world.staff.is_active = False
        world.staff.save()
    status, answer = autosave(client, world, sealed)
    assert (status, answer["kept"]) == (401, False)
    assert held(world) == []


def test_who_may_no_longer_see_the_person_keeps_none_either(client: Client, world: World) -> None:
    sealed = owner(client, world)
    with in_tenant(world.tenant.pk):
        world.staff.role_assignments.all().delete()
        ground.RoleAssignment.objects.create(staff=world.staff, role=Role.CLINICIAN, hub=ground.hub())
    assert autosave(client, world, sealed) == (403, {"state": "refused"})


def test_the_action_refuses_what_belongs_to_somebody_else(world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        key = uuid4()
        drafts.save(by=world.by, key=key, referral=world.referral, content={"note": ["mine"]})
        with pytest.raises(drafts.DraftRefused, match="not yours"):
            drafts.save(by=ground.actor(Role.CLINICIAN), key=key, referral=world.referral, content={})
        contacts.log(by=world.by, referral=world.referral, occurred_on=TODAY, form_key=key)
        with pytest.raises(drafts.DraftRefused, match="logged"):
            drafts.save(by=world.by, key=key, referral=world.referral, content={})
        assert drafts.discard(by=world.by, key=key) is False


def test_a_seal_names_its_owner() -> None:
    mine = Owner(tenant_id=1, staff_id=2, person="P7K2M9QXA4T", key=uuid4())
    assert ownership.opened(ownership.seal(mine)) == mine
    assert ownership.opened("") is None


def test_old_drafts_are_removed_and_nothing_else(world: World) -> None:
    now = timezone.now()
    with in_tenant(world.tenant.pk):
        kept, old = (
            drafts.save(by=world.by, key=uuid4(), referral=world.referral, content={}) for _ in range(2)
        )
        typed_at(kept, now - timedelta(days=drafts.KEPT_DAYS))
        typed_at(old, now - timedelta(days=drafts.KEPT_DAYS, seconds=1))
        by = system_actor(world.tenant.pk, "nightly")
        assert drafts.clear(by=by, now=now) == 1
        assert drafts.clear(by=by, now=now) == 0
        told = AuditEvent.objects.get(action="drafts.cleared")
    assert held(world) == [kept]
    assert told.detail == {"drafts": 1, "days": drafts.KEPT_DAYS}


def typed_at(draft: ContactDraft, moment: datetime) -> None:
    ContactDraft.objects.filter(pk=draft.pk).update(updated_at=moment)


@pytest.mark.django_db(transaction=True)
def test_a_worker_clears_the_drafts_of_every_tenant(start_worker: StartWorker) -> None:
    tenants = [ground.tenant(), ground.tenant()]
    for tenant in tenants:
        with in_tenant(tenant.pk):
            for days in (1, drafts.KEPT_DAYS + 1):
                draft = ContactDraft.objects.create(staff=ground.staff_member(), referral=record.referral())
                typed_at(draft, timezone.now() - timedelta(days=days))
    start_worker()
    night = app.conf.beat_schedule["drafts"]["task"]
    app.send_task(night).get(timeout=30)
    patience = monotonic() + 30
    while any(kept := [count_of(tenant) - 1 for tenant in tenants]) and monotonic() < patience:
        sleep(0.1)
    assert kept == [0, 0]


def count_of(tenant: Tenant) -> int:
    with in_tenant(tenant.pk):
        return ContactDraft.objects.count()
