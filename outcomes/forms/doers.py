"""Who did something or will: a colleague of the person's teams, or somebody else in words."""

from __future__ import annotations

from django import forms

from hubs.models import StaffMember
from referrals.forms.choices import LateChoiceField, TeamsAndWorkers

# Who is no colleague.
GP, OTHER = "gp", "other"


class DoerField(LateChoiceField):
    """A colleague, or somebody else in words."""


def choose(words: str) -> dict[str, str]:
    """What is said to who chose nobody, or somebody who is not offered."""
    return {"required": words, "invalid_choice": words}


def offer(form: forms.Form, name: str, workers: TeamsAndWorkers, *others: tuple[str, str]) -> None:
    """Let a field choose among the workers, and ``others`` (values with words); workers are read when shown."""
    field = form.fields[name]
    assert isinstance(field, DoerField)
    field.choices = lambda: [("", "Choose who"), *workers.workers(), *others]
    field.known = {str(workers.by.staff_id), *(value for value, _ in others)}


def staff_of(value: str) -> StaffMember | None:
    """The colleague that was chosen; None for who is called something else."""
    return StaffMember.objects.filter(pk=int(value)).first() if value.isdecimal() else None
