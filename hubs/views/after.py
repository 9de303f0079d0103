"""Answers that take seconds to make, and must not hold a transaction for so long."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse


class AfterTransaction(HttpResponse):
    """Stands for an answer until the transaction of the request has ended; then ``finish`` makes it.

    The view asks for permission and looks at what was sent; ``finish`` opens its own short transactions.
    """

    def __init__(self, finish: Callable[[], HttpResponse]) -> None:
        super().__init__()
        self.finish = finish
