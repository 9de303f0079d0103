"""The privacy officer sees who opened what and why, and reviews what was opened with a reason."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hubs.actions import access
from hubs.models import AccessLog, AuditEvent, Tenant
from hubs.models.access import AccessKind
from hubs.rules.exports import csv_text, safe_cell
from hubs.rules.roles import Actor, Role
from hubs.tenancy import in_tenant
from hubs.views import access_review
from referrals.actions import overrides
from referrals.models import AccessOverride
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.hubs.forms_on_pages import words

REVIEW = "access-review"


@pytest.fixture
def officer(client_as: ClientAs) -> Client:
    return client_as(Role.PRIVACY)


@pytest.fixture
def ours(tenant: Tenant, officer: Client) -> Iterator[Tenant]:
    with in_tenant(tenant.pk):
        yield tenant


def look(by: Actor, *, person: str = "P123", kind: AccessKind = AccessKind.OPENED) -> AccessLog:
    return access.log(by=by, kind=kind, what="Person page", person_reference=person, reason="=HYPERLINK(1)")


def opened_with_reason(by: Actor) -> AccessOverride:
    return overrides.open_with_reason(
        by=by, person=record.person(), reason="At the door, own team not reached"
    )


def test_what_was_opened_with_a_reason_waits_for_a_review(officer: Client, ours: Tenant) -> None:
    by = ground.actor(Role.CLINICIAN)
    override = opened_with_reason(by)
    page = words(officer.get(reverse(REVIEW)))
    assert "1 to review" in page
    assert override.person.reference in page
    assert "At the door, own team not reached" in page
    address = reverse("override-review", args=[override.public_id])
    assert officer.get(address).status_code == 405
    assert "Marked as reviewed" in words(officer.post(address, follow=True))
    override.refresh_from_db()
    assert override.reviewed_at is not None
    assert override.reviewed_by is not None
    assert "Nothing to review" in words(officer.get(reverse(REVIEW)))


def test_a_second_review_changes_nothing(ours: Tenant) -> None:
    override = opened_with_reason(ground.actor(Role.CLINICIAN))
    first = overrides.review(by=ground.actor(Role.PRIVACY), override=override)
    again = overrides.review(by=ground.actor(Role.PRIVACY), override=override)
    assert (again.reviewed_at, again.reviewed_by_id) == (first.reviewed_at, first.reviewed_by_id)
    assert AuditEvent.objects.filter(action="override.reviewed").count() == 1


def test_nobody_reviews_their_own(ours: Tenant) -> None:
    by = ground.actor(Role.CLINICIAN)
    override = opened_with_reason(by)
    with pytest.raises(ValidationError, match="opened this record yourself"):
        overrides.review(by=by, override=override)
    override.refresh_from_db()
    assert override.reviewed_at is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["P222", "P111", "P111"]),
        ("?person=p1-11", ["P111", "P111"]),
        ("?staff=SECOND", ["P222"]),
        ("?kind=exported", ["P222"]),
        ("?kind=searched", []),
        ("?person=P111&staff=first", ["P111", "P111"]),
    ],
)
def test_the_trace_is_filtered_by_the_address(
    officer: Client, ours: Tenant, query: str, found: list[str]
) -> None:
    first, second = (ground.actor(Role.CLINICIAN) for _ in range(2))
    first, second = (
        Actor(by.staff_id, name, by.tenant_id) for by, name in ((first, "First"), (second, "Second"))
    )
    look(first, person="P111")
    look(first, person="P111")
    look(second, person="P222", kind=AccessKind.EXPORTED)
    assert f" {len(found)} entr" in words(officer.get(reverse(REVIEW) + query))
    rows = list(csv.DictReader(io.StringIO(_exported(officer, query))))
    assert [row["Person"] for row in rows] == found


def test_days_are_those_of_london(officer: Client, ours: Tenant) -> None:
    look(ground.actor(Role.CLINICIAN), person="P111")
    today = timezone.localdate()
    yesterday, tomorrow = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    for query, count in (
        (f"?since={today}&until={today}", 1),
        (f"?until={yesterday}", 0),
        (f"?since={tomorrow}", 0),
        (f"?since_day={today.day}&since_month={today.month}&since_year={today.year}", 1),
    ):
        assert f" {count} entr" in words(officer.get(reverse(REVIEW) + query)), query


def test_a_wrong_day_is_told_and_exports_nothing(officer: Client, ours: Tenant) -> None:
    query = "?since_day=31&since_month=2&since_year=2026"
    assert "must be a real date" in words(officer.get(reverse(REVIEW) + query))
    response = officer.get(reverse("access-export") + query)
    assert response.headers["Location"] == reverse(REVIEW) + query
    assert not AccessLog.objects.filter(kind=AccessKind.EXPORTED).exists()


def test_an_export_is_safe_to_open_and_leaves_a_trace_itself(officer: Client, ours: Tenant) -> None:
    look(ground.actor(Role.CLINICIAN))
    (row,) = csv.DictReader(io.StringIO(_exported(officer)))
    assert row["Reason"] == "'=HYPERLINK(1)"
    assert row["What they did"] == "Opened a record"
    entry = AccessLog.objects.get(kind=AccessKind.EXPORTED)
    assert entry.what == "Access log, 1 line"


def test_too_much_for_one_file_is_refused(
    officer: Client, ours: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_review, "MOST_EXPORTED", 0)
    look(ground.actor(Role.CLINICIAN))
    page = words(officer.get(reverse("access-export") + "?kind=opened", follow=True))
    assert "1 lines are too many for one file. Choose fewer days" in page
    assert "What they did: Opened a record" in page, "the filters are kept"


def test_a_long_trace_is_paged(officer: Client, ours: Tenant) -> None:
    by = ground.actor(Role.CLINICIAN)
    for _ in range(51):
        look(by)
    assert "Showing 51 to 51 of 51 entries" in words(officer.get(reverse(REVIEW) + "?page=2&kind=opened"))


def test_another_systems_trace_is_not_there(officer: Client, tenant: Tenant, other_tenant: Tenant) -> None:
    with in_tenant(other_tenant.pk):
        override = opened_with_reason(ground.actor(Role.CLINICIAN))
    page = words(officer.get(reverse(REVIEW)))
    assert "Nothing to review" in page
    assert override.person.reference not in page
    assert officer.post(reverse("override-review", args=[override.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("Ann = Bob", "Ann = Bob"),
        (-1, -1),
        ("", ""),
    ],
)
def test_a_cell_is_never_a_formula(value: object, safe: object) -> None:
    assert safe_cell(value) == safe


def test_a_file_begins_with_the_mark_of_its_encoding() -> None:
    assert csv_text(["Name"], [["Siân"]]) == "\ufeffName\r\nSiân\r\n"


def _exported(officer: Client, query: str = "") -> str:
    response = officer.get(reverse("access-export") + query)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return response.content.decode("utf-8-sig")
