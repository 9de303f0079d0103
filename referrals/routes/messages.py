"""Letters and their words, and messages that go out."""

from __future__ import annotations

from django.urls import URLPattern, path

from referrals.views import letter_templates, letters, messages

urlpatterns: list[URLPattern] = [
    path("people/<str:reference>/letters/new/", letters.new, name="letter-new"),
    path("people/<str:reference>/letters/<uuid:public_id>.pdf", letters.document, name="letter"),
    path("setup/letters/", letter_templates.index, name="setup-letters"),
    path("setup/letters/<slug:kind>/", letter_templates.edit, name="setup-letter"),
    path("messages/", messages.index, name="messages"),
    path("messages/<uuid:public_id>/retry/", messages.retry, name="message-retry"),
]
