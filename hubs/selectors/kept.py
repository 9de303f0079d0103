"""Reference data that a process reads once and keeps for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sized
from typing import Any, ClassVar, Generic, TypeVar

T = TypeVar("T", bound=Sized)

# A web server that runs while reference data is loaded sees the new after this time.
SECONDS = 600.0


class Kept(Generic[T]):
    """What ``read`` answers, asked again after ten minutes, and at each call while it answers with nothing."""

    everything: ClassVar[list[Kept[Any]]] = []

    def __init__(self, read: Callable[[], T]) -> None:
        self.read = read
        self.held: T | None = None
        self.read_at = 0.0
        self.everything.append(self)

    def __call__(self) -> T:
        if not self.held or time.monotonic() - self.read_at > SECONDS:
            self.held, self.read_at = self.read(), time.monotonic()
        return self.held

    def forget(self) -> None:
        self.held = None


def forget_all() -> None:
    """Read everything again when it is next asked for: what one list says may hang on another."""
    for each in Kept.everything:
        each.forget()
