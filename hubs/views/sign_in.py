"""Signing in and out, by Django's own views in our pages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hubs.forms.sign_in import SignInForm


class SignIn(LoginView):
    """A stranger becomes a member of staff; where they were going is kept in ``next``."""

    public = "Nobody can be signed in before this page."
    template_name = "hubs/sign_in.jinja"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Where they were going; who still has a one-time password chooses their own first."""
        if getattr(self.request.user, "must_change_password", False):
            return reverse("change-password")
        return super().get_success_url()


class SignOut(LogoutView):
    """Ends the session; only a POST does, so that no link on another site can."""

    public = "Ends a session, whoever's it is."


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Five wrong passwords: say so, and when to try again."""
    return render(request, "hubs/locked_out.jinja", status=429)
