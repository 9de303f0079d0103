"""What messages about handovers and advice say. To staff never whose record it is: that something waits, and where."""

from __future__ import annotations

from dataclasses import dataclass

# The kinds of the messages that hold a secret.
LINK = "handover-link"
SIGN_IN_CODE = "sign-in-code"
SIGN_IN = "Sign in to read it. This message does not say whom it is about"


@dataclass(frozen=True)
class Notice:
    kind: str
    subject: str
    body: str


def _to_staff(kind: str, subject: str, words: str, link: str) -> Notice:
    return Notice(kind, subject, f"{words}\n\n{link}\n\n{SIGN_IN}.")


def rings(what: str, link: str) -> Notice:
    """``what`` is the name of the exchange, such as "A handover"."""
    words = f"{what} has waited 2 working days for an answer. Please confirm it or ask."
    return _to_staff("exchange-rings", f"{what} waits for an answer", words, link)


def rings_for_sender(what: str, link: str) -> Notice:
    words = f"{what} that you sent has waited 2 working days for an answer. Until it is confirmed you go on as before."
    return _to_staff("exchange-rings", f"{what} waits for an answer", words, link)


def escalates(what: str, link: str) -> Notice:
    words = f"{what} in your hub has waited 5 working days for an answer. Please speak with the teams."
    return _to_staff("exchange-escalates", f"{what} has waited 5 working days", words, link)


def question(what: str, link: str) -> Notice:
    words = f"A question came back about something that you sent ({what.lower()}). It waits for your answer."
    return _to_staff("exchange-question", "A question waits for your answer", words, link)


def answer(what: str, link: str) -> Notice:
    words = f"There is an answer to your question ({what.lower()}). Please confirm it or ask again."
    return _to_staff("exchange-answer", "Your question was answered", words, link)


def confirmed(what: str, link: str) -> Notice:
    words = f"{what} that you sent was confirmed."
    return _to_staff("exchange-confirmed", f"{what} was confirmed", words, link)


def withdrawn(what: str, link: str) -> Notice:
    words = f"{what} to your team was taken back by the sender. There is nothing more to do."
    return _to_staff("exchange-withdrawn", f"{what} was taken back", words, link)


def to_outside(sender: str, link: str, days: int) -> Notice:
    """With the link that answers it; what it is about stands behind the link alone."""
    body = (
        f"{sender} asks you to take over part of somebody's care.\n\n"
        f"Read what they share with you, then confirm or ask a question:\n{link}\n\n"
        f"The link is for you and works for {days} days. Do not pass it on. "
        "Until you confirm, the sender goes on looking after the person."
    )
    return Notice(LINK, f"{sender} asks you to take over", body)


def reminds_outside(sender: str, sent_on: str) -> Notice:
    body = (
        f"{sender} asked you on {sent_on} to take over part of somebody's care, and nobody has answered yet.\n\n"
        f"Please open the link in our email of {sent_on}, and confirm or ask a question. "
        "If you cannot find that email, ring the sender."
    )
    return Notice("handover-reminder", f"{sender} waits for your answer", body)


def answer_outside(sender: str, sent_on: str) -> Notice:
    body = (
        f"{sender} answered your question.\n\n"
        f"To read the answer, open the link in our email of {sent_on}. Then confirm, or ask again."
    )
    return Notice("handover-answer", f"{sender} answered your question", body)
