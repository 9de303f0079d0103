"""What is due goes out once: through a real mail server and a provider that speaks as GOV.UK Notify does."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from hubs.models import AuditEvent, Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals import sms
from referrals.actions import handovers, messages
from referrals.actions.sending import UNKNOWN, Outcome
from referrals.models import OutgoingMessage
from referrals.models.message import SendState
from referrals.rules import notices
from referrals.rules.sending import MOST_TRIES, wait_after
from referrals.tasks import send_messages_of_tenant
from tests.conftest import ClientAs
from tests.factories import ground
from tests.plugins.worker import StartWorker
from tests.referrals.post_office import LOST, Mail, Texts, mail, texts

SMTP = "django.core.mail.backends.smtp.EmailBackend"
KEY = f"test-{uuid4()}-{uuid4()}"
NUMBER = "+447700900123"


@pytest.fixture
def by(in_a_tenant: Tenant) -> Actor:
    return system_actor(in_a_tenant.pk, "messages")


@pytest.fixture
def post(settings: Settings) -> Iterator[Mail]:
    with mail() as server:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        yield server


@pytest.fixture
def provider(settings: Settings) -> Iterator[Texts]:
    with texts() as server:
        settings.SMS_PROVIDER, settings.NOTIFY_URL = "notify", server.url
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = KEY, str(uuid4())
        yield server


def message(channel: str = "email", **given: Any) -> OutgoingMessage:
    address = NUMBER if channel == "text" else "ann@example.org"
    values = {
        "key": str(uuid4()),
        "kind": "digest",
        "channel": channel,
        "address": address,
        "body": "It waits",
    }
    return OutgoingMessage.objects.create(**{**values, "subject": "Waiting", **given})


def sends(by: Actor, made: OutgoingMessage) -> Outcome:
    outcome = messages.send_due(by=by)
    made.refresh_from_db()
    return outcome


def test_an_email_goes_out_once(by: Actor, post: Mail) -> None:
    made = message()
    assert sends(by, made) == Outcome(sent=1)
    assert (made.state, made.problem) == (SendState.SENT, "")
    assert made.sent_at is not None
    assert sends(by, made) == Outcome()
    (sent,) = post.messages
    assert "Subject: Waiting" in sent
    assert "It waits" in sent
    assert f"Message-ID: <{made.public_id}@community-hub>" in sent


def test_what_is_not_due_waits(by: Actor, post: Mail) -> None:
    made = message(due_at=timezone.now() + dt.timedelta(minutes=1))
    assert sends(by, made) == Outcome()
    assert made.state == SendState.WAITING


def test_a_text_goes_out_with_our_reference(by: Actor, provider: Texts) -> None:
    made = message("text")
    assert sends(by, made) == Outcome(sent=1)
    (sent,) = provider.messages
    assert sent["phone_number"] == NUMBER
    assert sent["personalisation"] == {"body": "It waits"}
    assert sent["reference"] == str(made.public_id)
    assert made.provider_id == "id-0"


def test_the_same_key_is_put_in_once(by: Actor) -> None:
    asked: dict[str, Any] = {
        "key": "k",
        "kind": "digest",
        "channel": "email",
        "address": "ann@example.org",
        "body": "It waits",
    }
    assert messages.queue(by=by, **asked) == messages.queue(by=by, **asked)
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize("busy", [429, 403])
def test_a_provider_that_takes_nothing_now_is_tried_five_times(by: Actor, provider: Texts, busy: int) -> None:
    made = message("text")
    provider.answers = [busy] * MOST_TRIES
    for number in range(1, MOST_TRIES):
        assert sends(by, made) == Outcome(waiting=1)
        wait = wait_after(number)
        assert wait is not None
        assert abs(made.due_at - timezone.now() - wait) < dt.timedelta(minutes=1)
        OutgoingMessage.objects.update(due_at=timezone.now())
    assert sends(by, made) == Outcome(failed=1)
    assert made.tries == MOST_TRIES
    assert NUMBER not in made.problem
    assert not provider.messages


def test_a_number_that_cannot_get_texts_is_not_tried_again(by: Actor, provider: Texts) -> None:
    made = message("text")
    provider.answers = [400]
    assert sends(by, made) == Outcome(failed=1)
    assert "refused the message" in made.problem


@pytest.mark.parametrize("lost", [LOST, 500, 503])
def test_a_lost_answer_is_asked_after_and_never_sent_twice(by: Actor, provider: Texts, lost: int) -> None:
    made = message("text")
    provider.answers = [lost]
    sends(by, made)
    assert made.state == SendState.SENDING
    assert sends(by, made) == Outcome(), "whoever is still at it is left in peace"
    left(made)
    sends(by, made)
    if lost == LOST:
        assert (made.state, made.provider_id) == (SendState.SENT, "id-0")
    else:
        assert made.state == SendState.WAITING, "it never arrived there"
        OutgoingMessage.objects.update(due_at=timezone.now())
        assert sends(by, made) == Outcome(sent=1)
    assert len(provider.messages) == 1


def left(made: OutgoingMessage) -> None:
    """As it stands when the worker that was at it is gone."""
    OutgoingMessage.objects.filter(pk=made.pk).update(
        state=SendState.SENDING, claimed_at=timezone.now() - dt.timedelta(minutes=11), tries=1
    )


def test_a_provider_that_cannot_be_asked_is_asked_later(by: Actor, settings: Settings) -> None:
    settings.SMS_PROVIDER, settings.NOTIFY_URL = "notify", "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = KEY, "t"
    made = message("text")
    left(made)
    sends(by, made)
    assert (made.state, made.problem) == (SendState.SENDING, "GOV.UK Notify cannot be asked now")


def test_an_email_in_doubt_is_put_before_a_person(by: Actor, post: Mail) -> None:
    made = message()
    post.at_end = LOST
    sends(by, made)
    assert made.state == SendState.SENDING
    left(made)
    sends(by, made)
    assert (made.state, made.problem) == (SendState.FAILED, UNKNOWN)
    assert len(post.messages) == 1


@pytest.mark.parametrize(("code", "state"), [(450, SendState.WAITING), (550, SendState.FAILED)])
def test_an_address_that_is_refused(by: Actor, post: Mail, code: int, state: SendState) -> None:
    made = message()
    post.at_recipient = code
    sends(by, made)
    assert (made.state, made.problem) == (state, "The mail server does not know the address")


@pytest.mark.parametrize(("code", "state"), [(451, SendState.WAITING), (554, SendState.FAILED)])
def test_an_email_that_is_refused(by: Actor, post: Mail, code: int, state: SendState) -> None:
    made = message()
    post.at_end = code
    sends(by, made)
    assert (made.state, made.problem) == (state, f"The mail server refused the message ({code})")


@pytest.mark.parametrize("backend", [SMTP, "config.mail.NoServer"])
def test_without_a_mail_server_it_waits(by: Actor, settings: Settings, backend: str) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = backend, "127.0.0.1", 9
    made = message()
    assert sends(by, made) == Outcome(waiting=1)
    assert "cannot be reached" in made.problem


def test_without_a_provider_texts_say_so(by: Actor, settings: Settings) -> None:
    settings.SMS_PROVIDER = ""
    made = message("text")
    assert sends(by, made) == Outcome(waiting=1)
    assert "No provider of text messages is set up" in made.problem
    assert not sms.is_set_up()


def test_the_console_writes_texts_down(
    by: Actor, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_PROVIDER = "console"
    with caplog.at_level("INFO"):
        assert sends(by, message("text")) == Outcome(sent=1)
    assert "It waits" in caplog.text


def test_a_link_that_could_not_be_sent_still_works_when_it_is_sent_again(by: Actor, post: Mail) -> None:
    """The secret of a link is forgotten when the email that carries it has gone out, and no sooner."""
    made = message(
        kind=notices.LINK, body="https://hub.example/answer/secret/", state=SendState.FAILED, tries=5
    )
    assert handovers.forget_links(by=by) == 0
    messages.retry(by=by, message=made)
    sends(by, made)
    assert "/answer/secret/" in post.messages[0]
    assert handovers.forget_links(by=by) == 1


def test_who_sends_again_is_written_down(by: Actor, post: Mail) -> None:
    made = message(state=SendState.FAILED, tries=5, problem=UNKNOWN)
    messages.retry(by=by, message=made)
    assert sends(by, made) == Outcome(sent=1)
    assert AuditEvent.objects.filter(action="message.retried").count() == 1
    with pytest.raises(ValidationError, match="Nothing to send again"):
        messages.retry(by=by, message=made)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once(provider: Texts) -> None:
    tenant = ground.tenant()
    by = system_actor(tenant.pk)
    with in_tenant(tenant.pk):
        for _ in range(12):
            message("text")

    def send() -> None:
        messages.send_due(by=by)
        connections.close_all()

    senders = [Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(provider.messages) == len({each["reference"] for each in provider.messages}) == 12


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_on_the_way_sends_nothing_twice(
    start_worker: StartWorker, provider: Texts, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = ground.tenant()
    with in_tenant(tenant.pk):
        made, untouched = message("text"), message("text")
    for name in ("SMS_PROVIDER", "NOTIFY_URL", "NOTIFY_API_KEY", "NOTIFY_TEMPLATE_ID"):
        monkeypatch.setenv(name, getattr(settings, name))
    provider.holds = Event()
    worker = start_worker()
    send_messages_of_tenant.send_to(tenant.pk)
    assert provider.came.wait(60)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    provider.holds.set()
    provider.holds = None
    with in_tenant(tenant.pk):
        left(made)
        assert messages.send_due(by=system_actor(tenant.pk)) == Outcome(sent=1)
        states = OutgoingMessage.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [SendState.SENT, SendState.SENT]
    assert [each["reference"] for each in provider.messages] == [
        str(made.public_id),
        str(untouched.public_id),
    ]


def test_administrators_see_that_it_failed_and_nothing_else(client_as: ClientAs, tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        made = message(
            state=SendState.FAILED, tries=5, problem=UNKNOWN, kind="appointment", body="At Moorside"
        )
        message(kind="digest")
    administrator: Client = client_as(Role.ADMINISTRATOR)
    page = administrator.get(reverse("messages")).content.decode()
    assert "Reminder of an appointment, to a person" in page
    assert UNKNOWN in page
    for hidden in ("ann@example.org", "At Moorside", "Waiting</", "It waits"):
        assert hidden not in page
    only = administrator.get(reverse("messages"), {"state": "failed"}).content.decode()
    assert "What waits today" not in only
    answer = administrator.post(reverse("message-retry", args=[made.public_id]), follow=True)
    assert "sent again within a few minutes" in answer.content.decode()
    with in_tenant(tenant.pk):
        made.refresh_from_db()
    assert made.state == SendState.WAITING
    again = administrator.post(reverse("message-retry", args=[made.public_id]), follow=True)
    assert "Nothing to send again" in again.content.decode()
