from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from hubs.forms.nhs import NHSFormMixin, Presentation


class ChoosePasswordForm(NHSFormMixin, PasswordChangeForm):
    """The password one has, and the one chosen, twice. What makes a good one is judged by the action."""

    error_messages = {
        "password_incorrect": "This is not your password. Enter the one you signed in with",
        "password_mismatch": "The two new passwords differ. Enter the same one twice",
    }
    presentation: ClassVar[dict[str, Presentation]] = {"new_password1": {"hint": "12 characters or more"}}

    old_password = forms.CharField(
        label="Password you signed in with",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password1 = forms.CharField(
        label="New password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    new_password2 = forms.CharField(
        label="New password, again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def validate_password_for_user(self, *args: Any, **kwargs: Any) -> None:
        """Left to ``hubs.actions.logins``, so that there is one place where passwords are judged."""
