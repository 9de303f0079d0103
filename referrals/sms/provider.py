"""What a provider of text messages must be able to do, and what can go wrong."""

from __future__ import annotations

from typing import Protocol


class NotSent(Exception):
    """It has certainly not gone out; ``again`` says whether another try may help. The message holds no address."""

    def __init__(self, words: str, *, again: bool) -> None:
        super().__init__(words)
        self.again = again


class Unsure(Exception):
    """It may have gone out or not: the answer was lost on the way."""


class Provider(Protocol):
    def send(self, *, to: str, body: str, reference: str) -> str:
        """Hand a message over; the provider's own name for it. ``to`` is a number as E.164, ``reference`` ours, by
        which ``find`` knows it again. NotSent, or Unsure when the answer was lost.
        """
        ...

    def find(self, reference: str) -> str | None:
        """The provider's name for the message of this reference; None when it never got it. Unsure when it cannot be
        asked.
        """
        ...
