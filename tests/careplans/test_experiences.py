"""What people say of their care, and what is done about it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from careplans.actions import experiences as actions
from careplans.models import Experience
from careplans.selectors import experiences
from hubs.models import Hub, Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import system_actor
from tests.conftest import ActorWith, ClientAs
from tests.factories import ground, record


@pytest.fixture
def person_self(in_a_tenant: Tenant) -> Actor:
    return system_actor(in_a_tenant.pk, "The person themselves")


@pytest.fixture
def hub(in_a_tenant: Tenant) -> Hub:
    return ground.hub()


def said(by: Actor, hub: Hub | None = None, recommend: str = "likely", **words: object) -> Experience:
    referral = record.referral(team=ground.team(hub=hub)) if hub else record.referral()
    return actions.say(
        by=by,
        person=referral.person,
        form_key=uuid4(),
        recommend=recommend,
        **words,  # type: ignore[arg-type]
    )


def test_it_belongs_to_the_hub_that_holds_the_person(person_self: Actor, hub: Hub) -> None:
    assert said(person_self, hub, good="They listened").hub == hub


def test_a_form_sent_twice_says_it_once(person_self: Actor, hub: Hub) -> None:
    person, key = record.referral(team=ground.team(hub=hub)).person, uuid4()
    once = actions.say(by=person_self, person=person, form_key=key, recommend="likely")
    assert actions.say(by=person_self, person=person, form_key=key, recommend="unlikely") == once
    assert Experience.objects.get().recommend == "likely"


def test_an_answer_is_to_something(person_self: Actor) -> None:
    with pytest.raises(ValidationError) as refused:
        said(person_self, wants_answer=True, good="  ")
    assert "change" in refused.value.message_dict


def test_it_is_answered_once(person_self: Actor, actor: ActorWith, hub: Hub) -> None:
    manager = actor(Role.MANAGER, hub=hub)
    held = said(person_self, hub, change="Ring back", wants_answer=True)
    actions.answer(by=manager, experience=held, text="A duty worker now rings back within the day")
    with pytest.raises(ValidationError, match="answered while you wrote"):
        actions.answer(by=manager, experience=held, text="Something else")
    assert experiences.of_person(held.person)[0].answered_name == manager.name


def test_how_many_would_recommend(person_self: Actor, actor: ActorWith, hub: Hub) -> None:
    manager = actor(Role.MANAGER, hub=hub)
    for recommend in ("very_likely", "likely", "neither", "do_not_know"):
        said(person_self, hub, recommend)
    said(person_self, ground.hub(), "very_unlikely")
    old = said(person_self, hub, "very_unlikely")
    Experience.objects.filter(pk=old.pk).update(said_at=timezone.now() - dt.timedelta(days=366))
    found = experiences.recommending(by=manager)
    assert (found.would, found.answered, found.waiting) == (2, 3, 0)
    assert found.share == pytest.approx(2 / 3)


def test_nobody_yet(actor: ActorWith) -> None:
    assert experiences.recommending(by=actor(Role.MANAGER)).share is None


def test_what_waits_for_an_answer_stands_first(person_self: Actor, actor: ActorWith, hub: Hub) -> None:
    waits = said(person_self, hub, change="Ring back", wants_answer=True)
    newer = said(person_self, hub)
    assert list(experiences.said(by=actor(Role.MANAGER, hub=hub))) == [waits, newer]


def test_a_manager_reads_and_answers_without_a_name(
    person_self: Actor, hub: Hub, client_as: ClientAs
) -> None:
    held = said(person_self, hub, change="Ring back when you say you will", wants_answer=True)
    manager = client_as(Role.MANAGER, hub=hub)
    page = manager.get("/said/").content.decode()
    assert "Ring back when you say you will" in page
    assert held.person.family_name not in page
    assert held.person.reference not in page
    answered = manager.post(f"/said/{held.public_id}/", {"text": "We do now"}, follow=True)
    assert "The answer is saved" in answered.content.decode()
    late = manager.post(f"/said/{held.public_id}/", {"text": "We do not"}).content.decode()
    assert "answered while you wrote" in late
    assert "We do not" in late, "what was written is kept"


def test_another_hub_is_not_read(person_self: Actor, hub: Hub, client_as: ClientAs) -> None:
    held = said(person_self, hub, good="They listened")
    manager = client_as(Role.MANAGER, hub=ground.hub())
    assert "They listened" not in manager.get("/said/").content.decode()
    assert manager.get(f"/said/{held.public_id}/").status_code == 404
