"""Rating on one's own device: a link for one session, once, for a day, that reveals nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from careplans.actions import device_links, ratings, sessions
from careplans.models import DeviceLink, DialogRating, DialogSession
from careplans.rules.rating import Rated
from hubs.tenancy import in_tenant
from referrals.models import Needs, OutgoingMessage, Person
from tests.careplans.session_ground import asked, rate, said, start
from tests.referrals.conftest import NOW, World, client, now, world

__all__ = ["client", "now", "world"]


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def make(world: World, session: DialogSession, send_by: str = "") -> str:
    return device_links.make(by=world.by, session=session, send_by=send_by)


def secret_of(address: str) -> str:
    return address.rstrip("/").rsplit(".", 1)[1]


def path_of(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address)


def may_be_written_to(world: World, **given: object) -> None:
    Person.objects.filter(pk=world.person.pk).update(phone="07400 123456", email="amara@example.org")
    Needs.objects.create(person=world.person, **given)


def test_the_address_is_the_tenant_and_a_secret_of_which_a_hash_is_kept(inside: World) -> None:
    address = make(inside, start(inside))
    assert re.fullmatch(r"https?://[^/]+/rate/fylde\.[\w-]{22}/", address)
    link = DeviceLink.objects.get()
    assert secret_of(address) not in link.secret_hash
    assert link.expires_at == NOW + timedelta(hours=24)


def test_the_person_rates_with_it(inside: World) -> None:
    session = start(inside)
    secret = secret_of(make(inside, session))
    row = device_links.rate(secret=secret, asked=asked("job"), said=Rated(2, True, "Laid off"))
    assert (row.rating, row.by_person, row.session_id) == (2, True, session.pk)


def test_the_persons_own_answer_stands_and_the_workers_words_stay(inside: World) -> None:
    session = start(inside)
    secret = secret_of(make(inside, session))
    ratings.save(by=inside.by, session=session, asked=asked("job"), said=Rated(6, None, "Says he is fine"))
    device_links.rate(secret=secret, asked=asked("job"), said=Rated(2))
    row = DialogRating.objects.get()
    assert (row.rating, row.comment, row.by_person) == (2, "Says he is fine", True)


def test_it_works_once(inside: World) -> None:
    secret = secret_of(make(inside, start(inside)))
    device_links.finish(secret=secret)
    with pytest.raises(ValidationError, match="does not work any more"):
        device_links.rate(secret=secret, asked=asked("job"), said=Rated(2))
    with pytest.raises(ValidationError, match="does not work any more"):
        device_links.finish(secret=secret)


def test_it_works_for_a_day(inside: World) -> None:
    secret = secret_of(make(inside, start(inside)))
    with (
        time_machine.travel(NOW + timedelta(hours=24), tick=False),
        pytest.raises(ValidationError, match="does not work any more"),
    ):
        device_links.rate(secret=secret, asked=asked("job"), said=Rated(2))


@pytest.mark.parametrize("ends", ["another link", "the worker", "completed", "voided"])
def test_what_ends_it(inside: World, ends: str) -> None:
    session = start(inside)
    rate(inside, session, "job", 3)
    secret = secret_of(make(inside, session))
    if ends == "another link":
        make(inside, session)
    elif ends == "the worker":
        device_links.withdraw(by=inside.by, session=session)
    elif ends == "completed":
        sessions.complete(by=inside.by, session=session)
    else:
        sessions.void(by=inside.by, session=session, reason="A slip")
    with pytest.raises(ValidationError, match="does not work any more"):
        device_links.rate(secret=secret, asked=asked("job"), said=Rated(2))


def test_it_is_sent_where_the_person_agreed(inside: World) -> None:
    may_be_written_to(inside, may_text=True)
    session = start(inside)
    address = make(inside, session, "text")
    message = OutgoingMessage.objects.get()
    assert (message.channel, message.address) == ("text", "+447400123456")
    assert address in message.body
    assert "Okafor" not in message.body
    assert inside.person.reference not in message.body
    with pytest.raises(ValidationError, match="has not agreed"):
        make(inside, session, "email")
    assert OutgoingMessage.objects.count() == 1


def test_a_later_link_takes_the_place_of_a_message_that_waits(inside: World) -> None:
    may_be_written_to(inside, may_email=True)
    session = start(inside)
    make(inside, session, "email")
    make(inside, session)
    assert OutgoingMessage.objects.get().state == "cancelled"
    assert device_links.forget_links(by=inside.by) == 1
    assert OutgoingMessage.objects.get().body == ""


def test_nobody_who_did_not_agree_is_written_to(inside: World) -> None:
    may_be_written_to(inside)
    with pytest.raises(ValidationError, match="has not agreed"):
        make(inside, start(inside), "text")
    assert not DeviceLink.objects.exists()


@pytest.fixture
def opened(world: World) -> str:
    """The path of a link; the worker has written something before."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        session = start(world)
        ratings.save(by=world.by, session=session, asked=asked("job"), said=Rated(6, None, "Between us"))
        return path_of(make(world, session))


def everything(path: str) -> str:
    """All that a stranger with the link is shown."""
    stranger = Client()
    pages = [
        stranger.get(path),
        *(stranger.get(f"{path}{key}/") for key in ("mental_health", "job", "meetings")),
    ]
    assert {page.status_code for page in pages} == {200}
    return "".join(page.content.decode() for page in pages)


def test_its_pages_say_nothing_of_whom_they_are_about(world: World, opened: str) -> None:
    told = everything(opened)
    named = [
        world.person.family_name,
        world.person.given_name,
        world.person.reference,
        world.referral.reference,
        world.staff.name,
        world.tenant.name,
        world.person.nhs_number,
        "Between us",
    ]
    assert not [name for name in named if name.lower() in told.lower()]
    assert " checked" not in told


def test_its_pages_are_kept_nowhere(opened: str) -> None:
    response = Client().get(opened)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_all_of_it_by_its_buttons(world: World, opened: str) -> None:
    phone = Client()
    response = phone.post(f"{opened}mental_health/", {"rating": "2", "more_help": "yes", "save": "1"})
    assert response.headers["Location"] == f"{opened}physical_health/"
    refused = phone.post(f"{opened}physical_health/", {"save": "1"})
    assert "Choose a number, or leave this area out" in refused.content.decode()
    assert phone.post(f"{opened}meetings/", {"leave": "1"}).headers["Location"] == f"{opened}?end"
    assert "2: Very dissatisfied" in phone.get(opened).content.decode()
    assert "Thank you" in phone.post(opened).content.decode()
    after = phone.get(opened)
    assert (after.status_code, "Your answers have arrived" in after.content.decode()) == (404, True)
    with in_tenant(world.tenant.pk):
        told = said(DialogSession.objects.get())
    assert (told["mental_health"], told["meetings"]) == ("2: Very dissatisfied", "Left out")


@pytest.mark.parametrize("token", ["fylde.nobody", "wirral.nobody", "fylde", ".", "x" * 200])
def test_any_other_link_says_that_it_does_not_work(world: World, token: str) -> None:
    for address in (
        reverse("dialog-outside", args=[token]),
        reverse("dialog-outside-item", args=[token, "job"]),
    ):
        response = Client().get(address)
        assert response.status_code == 404
        assert "This link does not work any more" in response.content.decode()


def test_an_area_that_is_not_asked_leads_to_the_start(opened: str) -> None:
    assert Client().get(f"{opened}nothing/").headers["Location"] == opened


def test_it_opens_nothing_of_another_tenant(world: World, opened: str) -> None:
    assert Client().get(opened.replace("fylde.", "wirral.")).status_code == 404


def test_whoever_asks_too_often_is_told_when_to_try_again(opened: str, settings: Settings) -> None:
    settings.PUBLIC_FORM_LIMITS = {
        **settings.PUBLIC_FORM_LIMITS,
        "rate": {"address": "2/h", "browser": "2/h"},
    }
    phone = Client()
    assert [phone.get(opened).status_code for _ in range(3)] == [200, 200, 429]


def test_the_worker_makes_sees_and_ends_it(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        session = start(world)
    where = [world.person.reference, session.public_id]
    page = client.post(reverse("dialog-link", args=where), {"send_by": ""}).content.decode()
    assert "/rate/fylde." in page
    shown = client.get(reverse("dialog", args=where)).content.decode()
    assert "A link works until 19 June 2025 at 2:35pm" in shown
    assert "/rate/fylde." not in shown
    assert "data-poll" in shown
    assert "data-poll" in client.get(reverse("dialog-progress", args=where)).content.decode()
    client.post(reverse("dialog-link", args=where), {"end": "1"})
    assert "data-poll" not in client.get(reverse("dialog", args=where)).content.decode()


def test_a_way_that_was_not_agreed_on_makes_no_link(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        session = start(world)
    where = reverse("dialog-link", args=[world.person.reference, session.public_id])
    page = client.post(where, {"send_by": "text"}, follow=True).content.decode()
    assert "from the list" in page
    with in_tenant(world.tenant.pk):
        assert not DeviceLink.objects.exists()
