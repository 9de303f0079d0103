"""Files that came with a request, for whoever may see the person."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from hubs.views.access import StaffRequest
from referrals.selectors import requests
from referrals.selectors.people import Found
from referrals.views.records import about_person


@about_person("File sent with a request")
def download(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    """To be saved, never shown: what a stranger sent must not run as a page of ours."""
    file = requests.attachment(public_id, person_id=found.person.pk)
    if file is None:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name)
        or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(file.content), content_type=file.content_type, headers=headers)
