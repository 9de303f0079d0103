"""What stops the reading of a record set."""

from __future__ import annotations


class CannotRead(Exception):
    """The folder cannot be taken at all; the message says why and what to do about it."""
