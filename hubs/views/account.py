"""One's own login."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from hubs.actions import logins
from hubs.forms.password import ChoosePasswordForm
from hubs.models import User
from hubs.views.access import public


@public("Everybody who is signed in may choose their password; others are led to the sign-in page.")
@never_cache
@sensitive_post_parameters()
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Choosing a password; this sign-in stays, those on other devices end."""
    user = cast(User, request.user)
    form = ChoosePasswordForm(user, request.POST or None)
    if form.is_valid():
        try:
            logins.choose_password(
                by=getattr(request, "actor", None), user=user, password=form.cleaned_data["new_password1"]
            )
        except ValidationError as error:
            form.add_error("new_password1", error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Your new password is saved")
            return redirect("home")
    return render(request, "hubs/change_password.jinja", {"form": form, "must": user.must_change_password})


@public("Tells somebody who is signed in and may do nothing yet whom to ask.")
@login_required
def no_role(request: HttpRequest) -> HttpResponse:
    return render(request, "hubs/no_role.jinja")
