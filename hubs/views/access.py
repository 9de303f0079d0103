"""Who may open a page: every view says which permission it needs, or why it needs none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from hubs.rules.roles import Actor, Permission, has_permission
from hubs.views import kept_words

Row = TypeVar("Row")


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in and belongs to a tenant."""

    actor: Actor


class View(Protocol):
    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse: ...


class Marked(View, Protocol):
    """A view that says who may open it, which decorators around it hand on (``wraps``); the route matrix reads it."""

    permission: Permission
    public: str


def requires(permission: Permission, *, support: bool = False) -> Callable[[View], View]:
    """Ask for a permission before the view runs: sign-in first, 403 without it.

    Views about one record ask again, with the record's hubs. ``support`` lets support staff in as well, who
    belong to no tenant; ``request.actor`` is None then. A form that was opened by somebody else is kept for them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if (kept := kept_words.instead(request)) is not None:
                return kept
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if getattr(request.user, "must_change_password", False):
                return redirect("change-password")
            if support and actor is None and request.user.is_staff:
                return view(request, *args, **kwargs)
            if actor is None or not has_permission(actor, permission):
                raise PermissionDenied(permission)
            return kept_words.taken(request, view(request, *args, **kwargs))

        return asks_for(permission)(guarded)

    return decorate


def about_one(
    name: str,
    permission: Permission,
    *,
    find: Callable[[UUID], Row | None],
    may: Callable[[Actor, Row], bool],
) -> Callable[[View], View]:
    """The view is called with the request and the row that ``name`` stands for in its address: 404 for an unknown one,
    403 for one that whoever has the permission may not use it for.
    """

    def decorate(view: View) -> View:
        @requires(permission)
        @never_cache
        @wraps(view)
        def opened(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            held = find(kwargs.pop(name))
            if held is None:
                raise Http404
            if not may(request.actor, held):
                raise PermissionDenied(permission)
            return view(request, held, *args, **kwargs)

        return opened

    return decorate


def asks_for(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission that it asks for: as ``requires`` does, and a view that asks by itself because it
    takes in what was typed by somebody who is signed out by now.
    """

    def decorate(view: View) -> View:
        cast(Marked, view).permission = permission
        return view

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Mark a view that anybody may open, with the reason; the route matrix lists it."""

    def decorate(view: View) -> View:
        cast(Marked, view).public = reason
        return view

    return decorate
