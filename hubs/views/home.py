from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hubs.views.access import public
from hubs.views.context import page


@public("Leads everybody to where they work, and strangers to the sign-in page.")
def home(request: HttpRequest) -> HttpResponse:
    """The first page that the person's roles open."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    if getattr(request.user, "must_change_password", False):
        return redirect("change-password")
    nav = page(request)["nav"]
    if nav:
        return redirect(nav[0]["href"])
    return redirect("runs" if request.user.is_staff else "no-role")
