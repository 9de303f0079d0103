"""Ways in: the public form, the forms of partners, a worker's own entry, duplicates."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path

from referrals.rules.refer_steps import PROFESSIONAL, SELF, WITHOUT_THEM
from referrals.views import attachments, booking, entry, find, refer, refer_draft, refer_send


def _form(start: str, name: str, flow: str) -> Iterator[URLPattern]:
    """The pages of one public form; what has a name of its own comes before the pages of questions."""
    told = {"flow": flow}
    yield path(start, refer.start, told, name=f"{name}-start")
    yield path(f"{start}check/", refer_send.check, told, name=f"{name}-check")
    yield path(f"{start}sent/", refer_send.sent, told, name=f"{name}-sent")
    yield path(f"{start}later/", refer_draft.later, told, name=f"{name}-later")
    yield path(f"{start}resume/", refer_draft.resume, told, name=f"{name}-resume")
    yield path(f"{start}delete/", refer_draft.delete, told, name=f"{name}-delete")
    yield path(f"{start}<slug:page>/", refer.page, told, name=f"{name}-page")


urlpatterns: list[URLPattern] = [
    path("refer/", find.find, {"flow": SELF}, name="refer"),
    path("refer/professional/", find.find, {"flow": PROFESSIONAL}, name="refer-professional"),
    path(f"refer/<slug:slug>/{WITHOUT_THEM}/", refer.without_them, {"flow": SELF}, name="refer-without-them"),
    *_form("refer/<slug:slug>/professional/", "professional", PROFESSIONAL),
    *_form("refer/<slug:slug>/", "refer", SELF),
    path("referrals/new/", entry.search, name="new-referral"),
    path("referrals/new/person/", entry.somebody_new, name="new-referral-new"),
    path("referrals/new/<str:reference>/", entry.somebody_known, name="new-referral-person"),
    path("bookings/new/", booking.search, name="new-booking"),
    path("bookings/new/person/", booking.somebody_new, name="new-booking-new"),
    path("bookings/new/<str:reference>/", booking.somebody_known, name="new-booking-person"),
    path(
        "people/<str:reference>/attachments/<uuid:public_id>/", attachments.download, name="person-attachment"
    ),
]
