"""What every page stands on: the template environment, how values are written, error pages, static files."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.test import RequestFactory, override_settings
from jinja2 import UndefinedError

from config import formats
from config.jinja import PageEnvironment, changed_query
from hubs.forms.filters import active_filters
from hubs.forms.nhs import NHSDateField
from hubs.rules.roles import Permission
from hubs.views import components, errors, pages
from tests.page_reader import Reader, page_environment


@pytest.fixture(scope="module")
def env() -> PageEnvironment:
    return page_environment()


def test_a_forgotten_or_misspelt_name_raises(env: PageEnvironment) -> None:
    with pytest.raises(UndefinedError):
        env.from_string("{{ persom }}").render(person="Amara")
    with pytest.raises(UndefinedError):
        env.from_string("{{ person.nmae }}").render(person={"name": "Amara"})


def test_macros_of_the_design_system_can_be_used(env: PageEnvironment) -> None:
    source = '{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": words}) }}'
    assert Reader(env.from_string(source).render(words="<b>")).parts == [
        ("strong", "class=nhsuk-tag"),
        ("", "<b>"),
        ("/strong",),
    ]


def test_values_are_escaped_in_components(env: PageEnvironment) -> None:
    source = (
        "{{ tag(w) }}{{ stat(w, w, detail=w, href=w, words=w) }}{{ record_banner(w, [(w, w)], alert=w) }}"
    )
    assert "<script" not in env.from_string(source).render(w="<script>")


BST_EVENING = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.date(dt.date(2026, 11, 2)), "2 November 2026"),
        (formats.date(BST_EVENING), "1 April 2026"),
        (formats.short_date(dt.date(2026, 11, 22)), "22 Nov 2026"),
        (formats.month(dt.date(2025, 6, 1)), "June 2025"),
        (formats.datetime(BST_EVENING), "1 April 2026 at 12:30am"),
        (formats.short_datetime(dt.datetime(2026, 11, 22, 14, 5, tzinfo=dt.UTC)), "22 Nov 2026, 2:05pm"),
        (formats.time(dt.time(9)), "9am"),
        (formats.time(dt.time(12)), "midday"),
        (formats.time(dt.time(0)), "midnight"),
        (formats.time(dt.time(12, 1)), "12:01pm"),
        (formats.nhs_number("9434765919"), "943&nbsp;476&nbsp;5919"),
        (formats.nhs_number("94347<9"), "94347&lt;9"),
        (formats.nhs_number(None), ""),
        (formats.number(1234567), "1,234,567"),
        (formats.number(Decimal("2.5")), "3"),
        (formats.number(0.125, 2), "0.13"),
        (formats.number(-1234.5, 1), "-1,234.5"),
        (formats.percent(0.4567), "46%"),
        (formats.percent(0.005), "1%"),
        (formats.percent(1), "100%"),
        (formats.percent(Decimal("0.12345"), 1), "12.3%"),
        (formats.percent(None), ""),
        (formats.days(1), "1 day"),
        (formats.days(0), "0 days"),
        (formats.plural(1200, "person", "people"), "1,200 people"),
    ],
)
def test_values_are_written_in_the_plain_style(written: str, expected: str) -> None:
    assert written == expected


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        formats.date(dt.datetime(2026, 11, 22, 9))  # noqa: DTZ001 - the fault under test


def test_a_changed_query_keeps_the_rest() -> None:
    request = RequestFactory().get("/", QueryDict("team=n1&status=w&status=s&page=4"))
    assert changed_query(request, {"page": 5}) == "?team=n1&status=w&status=s&page=5"
    assert changed_query(request, {"status": ["s"], "page": None}) == "?team=n1&status=s"
    assert changed_query(request, {"team": None, "status": None, "page": None}) == "?"
    assert request.GET["page"] == "4"


def test_pages_and_sorting_keep_the_filters(env: PageEnvironment) -> None:
    request = RequestFactory().get("/?team=n1&sort=name&page=2")
    page = Paginator(range(100), 10).get_page(2)
    source = "{{ pagination(page) }}{{ sort_column('Name', 'name') }}{{ sort_column('Wait', 'wait') }}"
    links = env.from_string(source).render(page=page, request=request)
    assert 'href="?team=n1&amp;sort=name&amp;page=3" rel="next"' in links
    assert 'aria-current="page">2<' in links
    assert 'aria-sort="ascending"' in links
    assert 'href="?team=n1&amp;sort=-name"' in links
    assert 'href="?team=n1&amp;sort=wait"' in links


class Filters(forms.Form):
    team = forms.ChoiceField(
        label="Team", choices=[("", "All"), ("North", [("n1", "Northbrook")])], required=False
    )
    status = forms.MultipleChoiceField(
        label="Status", choices=[("w", "Waiting"), ("s", "Seen")], required=False
    )
    since = NHSDateField(label="Since", required=False)
    name = forms.CharField(label="Name", required=False)


def test_filters_in_use_are_told_in_words_with_the_way_to_remove_each() -> None:
    query = QueryDict("team=n1&status=w&status=s&since_day=1&since_month=2&since_year=2026&name=")
    found = [(one.label, one.value, dict(one.without)) for one in active_filters(Filters(query))]
    assert found == [
        ("Team", "Northbrook", {"team": None, "page": None}),
        ("Status", "Waiting", {"status": ["s"], "page": None}),
        ("Status", "Seen", {"status": ["w"], "page": None}),
        (
            "Since",
            "1 February 2026",
            {"since": None, "since_day": None, "since_month": None, "since_year": None, "page": None},
        ),
    ]


def test_a_filter_in_error_or_unsent_is_not_in_use() -> None:
    assert active_filters(Filters(QueryDict("team=n9&since_day=1"))) == []
    assert active_filters(Filters()) == []


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("{% set form = wrong %}", "Error: Log a contact - Community Hub"),
        ("{% set form = unsent %}", "Log a contact - Community Hub"),
        ("", "Log a contact - Community Hub"),
    ],
)
def test_the_title_says_when_a_form_has_errors(env: PageEnvironment, html: str, title: str) -> None:
    class Name(forms.Form):
        name = forms.CharField()

    source = '{% extends "_layout.jinja" %}' + html + "{% block title %}Log a contact{% endblock %}"
    page = env.from_string(source).render(wrong=Name({}), unsent=Name())
    assert f"<title>{title}</title>" in page


def body(response: Any) -> str:
    return cast(str, response.content.decode())


def test_error_pages_have_their_status_and_say_what_to_do() -> None:
    request = RequestFactory().get("/people/x/")
    shown = {
        404: errors.not_found(request, Http404()),
        403: errors.forbidden(request, PermissionDenied(Permission.CONTACT_LOG)),
        500: errors.server_error(request),
    }
    for status, response in shown.items():
        assert response.status_code == status
        assert '<a href="/">' in body(response) or "reference" in body(response)
    assert "contact.log" not in body(shown[403])
    assert errors.csrf_failure(request).status_code == 403


def test_a_refusal_shows_the_sentence_it_was_given() -> None:
    request = RequestFactory().get("/people/x/")
    page = body(errors.forbidden(request, PermissionDenied("This person is held by <another> hub.")))
    assert "This person is held by &lt;another&gt; hub." in page


def test_the_reference_on_the_error_page_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    page = body(errors.server_error(RequestFactory().get("/people/x/")))
    reference = re.search(r"<strong>([0-9a-f]{8})</strong>", page)
    assert reference is not None
    assert reference[1] in caplog.text


@pytest.mark.parametrize("view", [pages.guide, pages.accessibility, pages.privacy])
def test_public_pages_are_served(view: Any) -> None:
    assert "<h1" in body(view(RequestFactory().get("/")))


@pytest.mark.parametrize("query", ["", "?errors&team=n1&since_day=1&since_month=2&since_year=2026"])
def test_the_component_page_shows_everything_without_inline_script_or_style(query: str) -> None:
    page = body(components.components(RequestFactory().get(f"/components/{query}")))
    assert "Save contact" in page
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", page) == []


@override_settings(DEBUG=False, TESTING=False)
def test_the_component_page_is_not_there_in_production() -> None:
    with pytest.raises(Http404):
        components.components(RequestFactory().get("/components/"))


STATIC = Path(settings.BASE_DIR) / "static"
MANIFEST = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}


def test_static_files_ask_no_other_server_for_anything() -> None:
    served = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"}]
    assert len(served) >= 8
    for path in served:
        addresses = set(re.findall(r"https?://[^\s\"')]+", path.read_text()))
        assert addresses <= {"http://www.w3.org/2000/svg"}, path


def test_static_files_can_be_stored_under_hashed_names(tmp_path: Path) -> None:
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=MANIFEST, STATICFILES_FINDERS=finders):
        call_command("collectstatic", interactive=False, stdout=StringIO())
    assert list(tmp_path.glob("nhsuk/nhsuk-frontend.min.*.css"))
    assert list(tmp_path.glob("app/app.*.js"))
