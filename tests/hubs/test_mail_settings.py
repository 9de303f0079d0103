"""Where emails go is said in one address; a wrong one stops the start, and none says so when an email is to go."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

from config import env, mail
from config.celery import app


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"EMAIL_BACKEND": mail.NOWHERE}),
        ("console:", {"EMAIL_BACKEND": mail.CONSOLE}),
        (
            "smtp+tls://hub%40x:p%2Fw@mail.example",
            {
                "EMAIL_BACKEND": mail.SMTP,
                "EMAIL_HOST": "mail.example",
                "EMAIL_PORT": 587,
                "EMAIL_HOST_USER": "hub@x",
                "EMAIL_HOST_PASSWORD": "p/w",
                "EMAIL_USE_TLS": True,
                "EMAIL_USE_SSL": False,
            },
        ),
    ],
)
def test_an_address_is_turned_into_settings(url: str, expected: dict[str, Any]) -> None:
    assert mail.settings_of(url) == expected


def test_tls_from_the_start_and_none_at_all() -> None:
    secure, plain = mail.settings_of("smtps://mail.example"), mail.settings_of("smtp://mail.example:2525")
    assert (secure["EMAIL_PORT"], secure["EMAIL_USE_SSL"], secure["EMAIL_USE_TLS"]) == (465, True, False)
    assert (plain["EMAIL_PORT"], plain["EMAIL_USE_SSL"], plain["EMAIL_USE_TLS"]) == (2525, False, False)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must name a host"):
        mail.settings_of(url)


def test_nothing_is_taken_for_sent_without_a_server() -> None:
    with pytest.raises(mail.NoMailServer, match="set EMAIL_URL"):
        EmailMessage("Hello", "It waits", to=["ann@example.org"], connection=mail.NoServer()).send()


def test_a_provider_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PROVIDER", "pigeon")
    with pytest.raises(ImproperlyConfigured, match="SMS_PROVIDER must be console or notify, not 'pigeon'"):
        env.one_of("SMS_PROVIDER", ("", "console", "notify"), "")


def test_all_that_is_to_be_done_by_the_clock_is_there() -> None:
    app.loader.import_default_modules()
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert planned <= set(app.tasks)
    assert {"referrals.tasks.send_messages", "reporting.tasks.remind_in_the_morning"} <= planned
