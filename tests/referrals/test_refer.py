"""The public form: anybody asks, for themselves or for somebody who knows of it, and a team has it at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hubs.models import GpPractice, PcnPractice, Postcode, Team, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import request_drafts, requests
from referrals.actions.requests import Asked
from referrals.models import Holding, Needs, Person, Referral, Request, RequestDraft
from referrals.models.request import Way
from referrals.rules import refer_steps
from referrals.views import strangers
from referrals.views.limits import NOBODY, caller
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import NOW

START = "/refer/fylde/"
CRISIS = ("999", "111", "option 2", "116 123", "85258")

ANSWERS: dict[str, dict[str, Any]] = {
    "who": {"who": "self"},
    "person": {
        "given_name": "Amara",
        "family_name": "Okafor",
        "birth_date_day": "3",
        "birth_date_month": "3",
        "birth_date_year": "1988",
    },
    "reach": {"phone": "07700 900 982", "reach_by": "text", "may": ["message"], "postcode": "pr11ah"},
    "practice": {"practice": "unknown"},
    "story": {"story": "I do not sleep.", "hopes": "To sleep"},
    "urgency": {"urgency": "wait", "safety": ""},
    "needs": {"digital": "no", "communication": "Large print", "interpreter_language": "Igbo"},
}
FOR_HER: dict[str, dict[str, Any]] = {
    **ANSWERS,
    "who": {"who": "carer"},
    "knows": {"knows": "yes"},
    "asker": {"asker_name": "Chidi", "asker_role": "Her brother", "asker_email": "chidi@example.org"},
    "reach": {"reach_by": "asker"},
}


@pytest.fixture
def front_door(tenant: Tenant, now: datetime) -> Team:
    with in_tenant(tenant.pk):
        return ground.team(name="Front door", takes_new=True)


@pytest.fixture
def client(front_door: Team) -> Client:
    return Client()


def fill(client: Client, answers: Mapping[str, dict[str, Any]] = ANSWERS, start: str = START) -> Any:
    """Begin and answer every page; where the last one leads."""
    response = client.post(start)
    for page, given in answers.items():
        response = client.post(f"{start}{page}/", given)
        assert response.status_code == 302, (page, response.content.decode())
    return response


def send(client: Client, start: str = START) -> str:
    """Send it; the page that confirms it."""
    response = client.post(f"{start}check/", follow=True)
    assert response.request["PATH_INFO"] == f"{start}sent/"
    return response.content.decode()


def asked(tenant: Tenant) -> Request:
    with in_tenant(tenant.pk):
        return Request.objects.select_related("person", "referral__team").get()


def test_the_day_by_which_somebody_is_in_touch_is_the_tenant_s_promise(
    client: Client, tenant: Tenant, front_door: Team
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(in_touch_within=2)
    assert "within 2 working days at the latest" in client.get(START).content.decode()
    fill(client)
    # Wednesday 18 June 2025 and two working days.
    assert "gets in touch by <strong>20 June 2025</strong>" in client.get(f"{START}check/").content.decode()
    assert "by <strong>20 June 2025</strong> at the latest" in send(client)


def test_somebody_asks_for_herself(client: Client, tenant: Tenant, front_door: Team) -> None:
    assert fill(client).headers["Location"] == f"{START}check/"
    page = client.get(f"{START}check/").content.decode()
    assert "I do not sleep." in page
    assert "3 March 1988" in page
    told = send(client)
    made = asked(tenant)
    assert made.reference in told
    # Wednesday 18 June 2025 and five working days.
    assert "25 June 2025" in told
    assert (made.way, made.story, made.hopes, made.is_urgent) == (
        "self",
        "I do not sleep.",
        "To sleep",
        False,
    )
    assert made.person.given_name == "Amara"
    assert made.person.birth_date == date(1988, 3, 3)
    assert made.person.postcode == "PR1 1AH"
    assert made.referral.source == "B1"
    with in_tenant(tenant.pk):
        assert Holding.objects.get(person=made.person, until=None).team == front_door
        needs = Needs.objects.get(person=made.person)
        assert not RequestDraft.objects.exists()
    assert (needs.reach_by, needs.may_text, needs.may_email, needs.may_leave_message) == (
        "text",
        True,
        False,
        True,
    )
    assert (needs.digital_suits, needs.communication, needs.interpreter_language) == (
        False,
        "Large print",
        "Igbo",
    )


def test_an_urgent_request_says_by_when_somebody_is_seen(client: Client, tenant: Tenant) -> None:
    fill(client, {**ANSWERS, "urgency": {"urgency": "soon", "safety": "Not eating"}})
    told = send(client)
    assert "19 June 2025" in told
    assert "25 June 2025" in told
    made = asked(tenant)
    assert made.is_urgent
    assert made.safety == "Not eating"
    assert made.referral.priority == "2"


def test_a_brother_asks_with_her_knowledge(client: Client, tenant: Tenant) -> None:
    fill(client, FOR_HER)
    send(client)
    made = asked(tenant)
    assert (made.way, made.asker_name, made.asker_role) == ("carer", "Chidi", "Her brother")
    assert made.person_knows
    assert made.referral.source == "B2"
    with in_tenant(tenant.pk):
        assert Needs.objects.get().reach_by == "asker"


def test_without_her_knowledge_he_is_told_what_he_can_do(client: Client, tenant: Tenant) -> None:
    client.post(START)
    client.post(f"{START}who/", {"who": "carer"})
    response = client.post(f"{START}knows/", {"knows": "no"}, follow=True)
    told = response.content.decode()
    assert "What you can do now" in told
    assert "Carers UK" in told
    for page, given in {**FOR_HER, "knows": {"knows": "no"}}.items():
        client.post(f"{START}{page}/", given)
    assert client.post(f"{START}check/").headers["Location"].startswith(f"{START}knows/")
    with in_tenant(tenant.pk):
        assert not Request.objects.exists()


def test_every_page_says_whom_to_ring_in_a_crisis(client: Client) -> None:
    fill(client, FOR_HER)
    pages = [*refer_steps.pages(refer_steps.SELF, refer_steps.CARER), "check", "later", "without-them"]
    for address in ["/refer/", "/refer/professional/", START, *(f"{START}{page}/" for page in pages)]:
        told = client.get(address, follow=True).content.decode()
        assert all(number in told for number in CRISIS), address
    assert all(number in send(client) for number in CRISIS)


@pytest.mark.parametrize(
    ("page", "given", "words"),
    [
        ("who", {}, "Choose who needs help"),
        ("person", {**ANSWERS["person"], "birth_date_year": "2030"}, "must be today or in the past"),
        ("person", {**ANSWERS["person"], "nhs_number": "9434765918"}, "You can also leave it out"),
        ("reach", {"reach_by": "phone"}, "Enter a phone number, or choose another way"),
        ("reach", {"reach_by": "phone", "phone": "12"}, "Enter a phone number, like"),
        ("reach", {"reach_by": "letter"}, "Enter the address for letters"),
        ("reach", {**ANSWERS["reach"], "postcode": "Preston"}, "Enter a full UK postcode"),
        ("practice", {}, "Search for the practice and choose it"),
        ("practice", {"practice": "P99999"}, "Search for the practice again"),
        ("story", {}, "Write in a few words what is happening"),
        ("urgency", {}, "Choose how soon help is needed"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    client: Client, page: str, given: dict[str, Any], words: str
) -> None:
    client.post(START)
    response = client.post(f"{START}{page}/", {**given, "unknown_field": "x"})
    assert response.status_code == 200
    told = response.content.decode()
    assert words in told
    assert "There is a problem" in told
    again = client.get(f"{START}{page}/").content.decode()
    assert "There is a problem" not in again
    # A practice that is not in the register cannot be shown among the answers.
    assert all(value in again for value in given.values() if isinstance(value, str) and value != "P99999")


def test_a_form_with_a_gap_leads_to_it(client: Client, tenant: Tenant) -> None:
    fill(client, {page: given for page, given in ANSWERS.items() if page != "story"})
    response = client.post(f"{START}check/")
    assert response.headers["Location"] == f"{START}story/?change=1"
    client.post(f"{START}story/?change=1", {"story": ""})
    assert client.get(f"{START}check/").headers["Location"] == f"{START}story/?change=1&judged=1"
    assert "Write in a few words" in client.get(f"{START}story/?change=1&judged=1").content.decode()
    response = client.post(f"{START}story/?change=1", ANSWERS["story"])
    assert response.headers["Location"] == f"{START}check/"


def test_characters_that_no_database_keeps(client: Client, tenant: Tenant) -> None:
    client.post(START)
    assert client.post(f"{START}story/", {"story": "a\0b"}).status_code == 200
    with in_tenant(tenant.pk):
        assert RequestDraft.objects.get().content["pages"]["story"]["story"] == ["ab"]


def test_only_fields_of_the_page_are_kept(client: Client, tenant: Tenant) -> None:
    client.post(START)
    client.post(f"{START}who/", {"who": "self", "junk": "x" * 1000, "csrfmiddlewaretoken": "y"})
    with in_tenant(tenant.pk):
        assert RequestDraft.objects.get().content["pages"]["who"] == {"who": ["self"]}


def test_a_page_that_does_not_belong_is_not_there(client: Client) -> None:
    client.post(START)
    client.post(f"{START}who/", {"who": "self"})
    assert client.get(f"{START}knows/").status_code == 404
    assert client.get(f"{START}nothing/").status_code == 404
    assert client.get("/refer/nowhere/").status_code == 404


def test_the_second_click_finds_the_first(client: Client, tenant: Tenant) -> None:
    fill(client)
    cookies = dict(client.cookies.items())
    first = send(client)
    client.cookies.clear()
    client.cookies.update(cookies)
    assert send(client) == first
    assert asked(tenant).reference in first


def test_the_action_gives_the_same_request_when_a_draft_is_sent_twice(client: Client, tenant: Tenant) -> None:
    fill(client)
    with in_tenant(tenant.pk):
        draft = RequestDraft.objects.get()
    send(client)
    made = asked(tenant)
    with in_tenant(tenant.pk):
        again = request_drafts.send(
            by=strangers.actor(tenant), draft=draft, asked=Asked(way=Way.SELF, form_key=draft.key), known={}
        )
        assert again == made
        draft.key = uuid4()
        with pytest.raises(request_drafts.DraftGone):
            request_drafts.send(by=strangers.actor(tenant), draft=draft, asked=Asked(way=Way.SELF), known={})


# Whose draft it is


def test_a_draft_is_its_owner_s_alone(client: Client, tenant: Tenant) -> None:
    fill(client)
    with in_tenant(tenant.pk):
        assert "Okafor" in str(RequestDraft.objects.get().content)
    cookie = client.cookies["request-self"]
    assert cookie["httponly"]
    assert cookie["path"] == "/refer/"
    assert cookie["max-age"] == 7 * 24 * 3600
    stranger = Client()
    assert stranger.get(f"{START}person/").headers["Location"].startswith(START)
    stranger.cookies["request-self"] = cookie.value[:-2] + "xx"
    assert "Okafor" not in stranger.get(f"{START}person/", follow=True).content.decode()


def test_a_cookie_of_one_tenant_opens_nothing_at_another(
    client: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    with in_tenant(other_tenant.pk):
        ground.team(takes_new=True)
    fill(client)
    assert client.get("/refer/wirral/person/").headers["Location"] == "/refer/wirral/?gone=1"


def test_nothing_is_stored_by_the_browser(client: Client) -> None:
    fill(client)
    for page in ("person/", "check/", "later/", ""):
        assert "no-store" in client.get(f"{START}{page}").headers["Cache-Control"]


def test_deleting_the_answers(client: Client, tenant: Tenant) -> None:
    fill(client)
    response = client.post(f"{START}delete/")
    assert client.cookies["request-self"].value == ""
    assert "Okafor" not in client.get(response.headers["Location"]).content.decode()
    with in_tenant(tenant.pk):
        assert not RequestDraft.objects.exists()
    assert client.get(f"{START}delete/").status_code == 405


def test_starting_again_leaves_nothing_of_the_first(client: Client, tenant: Tenant) -> None:
    fill(client)
    client.post(START)
    with in_tenant(tenant.pk):
        assert RequestDraft.objects.get().content == {"pages": {}}


def test_saving_for_later_keeps_what_is_not_in_order(client: Client, tenant: Tenant) -> None:
    client.post(START)
    response = client.post(f"{START}person/", {"given_name": "Amara", "later": "1"}, follow=True)
    told = response.content.decode()
    assert "Nothing has been sent yet" in told
    assert "25 June 2025" in told
    assert 'value="Amara"' in client.get(f"{START}person/").content.decode()


def test_after_a_pause_the_date_of_birth_is_asked(client: Client, tenant: Tenant) -> None:
    fill(client)
    with time_machine.travel(NOW + timedelta(hours=8), tick=False):
        for page in ("person", "check"):
            assert client.get(f"{START}{page}/").headers["Location"] == f"{START}resume/"
        asks = client.get(f"{START}resume/").content.decode()
        assert "Okafor" not in asks
        # What was typed before the pause, on a page left open, is not lost.
        sent = client.post(f"{START}story/", {"story": "Typed overnight"})
        assert sent.headers["Location"] == f"{START}resume/"
        right = {"birth_date_day": "3", "birth_date_month": "3", "birth_date_year": "1988"}
        response = client.post(f"{START}resume/", right)
        assert response.headers["Location"] == f"{START}check/"
        assert "Typed overnight" in client.get(f"{START}check/").content.decode()


def test_somebody_who_guesses_the_date_of_birth_loses_the_draft(client: Client, tenant: Tenant) -> None:
    fill(client)
    with time_machine.travel(NOW + timedelta(hours=8), tick=False):
        for day in range(10, 14):
            guess = {"birth_date_day": str(day), "birth_date_month": "3", "birth_date_year": "1988"}
            assert "is not the date of birth" in client.post(f"{START}resume/", guess).content.decode()
        # A slip of the keyboard is no guess.
        client.post(f"{START}resume/", {"birth_date_day": "x"})
        last = {"birth_date_day": "14", "birth_date_month": "3", "birth_date_year": "1988"}
        assert client.post(f"{START}resume/", last).headers["Location"] == f"{START}?gone=1"
    with in_tenant(tenant.pk):
        assert not RequestDraft.objects.exists()


def test_a_draft_goes_after_seven_days(client: Client, tenant: Tenant) -> None:
    fill(client)
    with time_machine.travel(NOW + timedelta(days=7, minutes=1), tick=False):
        assert client.get(f"{START}resume/").headers["Location"] == f"{START}?gone=1"
        with in_tenant(tenant.pk):
            assert request_drafts.clear(by=strangers.actor(tenant), now=timezone.now()) == 1
            assert not RequestDraft.objects.exists()


# Who is known is never told


def test_the_answer_is_the_same_for_somebody_known(client: Client, tenant: Tenant) -> None:
    told = []
    for _ in range(2):
        fill(client, {**ANSWERS, "person": {**ANSWERS["person"], "nhs_number": "943 476 5919"}})
        told.append(send(client))
    with in_tenant(tenant.pk):
        first, second = Request.objects.order_by("pk")
        assert Person.objects.filter(family_name="Okafor").count() == 2
    assert told[0].replace(first.reference, "") == told[1].replace(second.reference, "")


def test_a_reference_leads_nowhere(client: Client, tenant: Tenant) -> None:
    fill(client)
    send(client)
    reference = asked(tenant).reference
    for address in (f"/refer/{reference}/", f"{START}{reference}/", f"{START}sent/?reference={reference}"):
        assert "Amara" not in Client().get(address, follow=True).content.decode()
    assert Client().get(f"{START}sent/").headers["Location"] == START


def test_what_is_confirmed_is_gone_after_ten_minutes(client: Client) -> None:
    fill(client)
    send(client)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert client.get(f"{START}sent/").headers["Location"] == START


# Under 18


def test_somebody_under_18_is_taken_in(client: Client, tenant: Tenant) -> None:
    fill(client, {**ANSWERS, "person": {**ANSWERS["person"], "birth_date_year": "2009"}})
    for page in ("reach", "check"):
        told = client.get(f"{START}{page}/").content.decode()
        assert "under 18" in told
        assert "Childline" in told
    send(client)
    assert asked(tenant).person.birth_date == date(2009, 3, 3)


# No wrong door


def test_where_no_requests_are_taken_somebody_can_be_rung(client: Client, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(takes_requests=False, public_phone="01253 000 000")
    for response in (client.get(START), client.post(START), client.get(f"{START}person/")):
        told = response.content.decode()
        assert "Please ring instead" in told
        assert 'href="tel:01253000000"' in told


def test_without_any_team_somebody_can_be_rung(tenant: Tenant) -> None:
    assert "Please ring instead" in Client().get(START).content.decode()


def test_staff_who_are_signed_in_may_fill_it_in_for_another_tenant(
    front_door: Team, other_tenant: Tenant, client_as: ClientAs, tenant: Tenant
) -> None:
    client = client_as(Role.CLINICIAN, of=other_tenant)
    fill(client)
    send(client)
    with in_tenant(tenant.pk):
        assert Request.objects.count() == 1
    with in_tenant(other_tenant.pk):
        assert not Request.objects.exists()


# Practices, and where somebody belongs


@pytest.fixture
def practices(front_door: Team) -> None:
    GpPractice.objects.create(
        code="P81001", name="STONEBRIDGE SURGERY", postcode="PR1 8AH", commissioner="01A"
    )
    GpPractice.objects.create(code="P81002", name="RIVERSIDE HEALTH CENTRE", postcode="L2 1AA")
    GpPractice.objects.create(
        code="P81003", name="CLOSED SURGERY", postcode="PR1 9AA", closed_on=date(2020, 1, 1)
    )
    Postcode.objects.create(postcode="PR1 1AH", local_authority="E07000123")
    Postcode.objects.create(postcode="PR1 8AH", local_authority="E07000123")
    Postcode.objects.create(postcode="PR9 9ZZ", local_authority="E07000123")
    for code, pcn in (("P81001", "U10001"), ("P81002", "U10002")):
        PcnPractice.objects.create(practice_code=code, pcn_code=pcn, pcn_name=pcn, starts_on=date(2020, 1, 1))


@pytest.mark.parametrize("text", ["stonebridge", "Surgery stone", "pr18ah", "PR1", "P81001"])
def test_searching_for_a_practice(client: Client, practices: None, text: str) -> None:
    client.post(START)
    response = client.post(f"{START}practice/", {"search": text, "search_now": "1"}, follow=True)
    told = response.content.decode()
    assert "1 practice found" in told
    assert "STONEBRIDGE SURGERY" in told
    assert "CLOSED" not in told
    assert text not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]


def test_no_practice_is_no_hindrance(client: Client, practices: None, tenant: Tenant) -> None:
    client.post(START)
    response = client.post(f"{START}practice/", {"search": "zzzz", "search_now": "1"}, follow=True)
    assert "No practice found" in response.content.decode()
    fill(client, {**ANSWERS, "practice": {"practice": "none"}})
    send(client)
    with in_tenant(tenant.pk):
        assert asked(tenant).person.gp_registrations.get().practice_code == "V81997"


def covered(tenant: Tenant, code: str) -> Team:
    with in_tenant(tenant.pk):
        coverage = ground.coverage(pcn=ground.pcn(ods_code=code))
        return ground.team(hub=coverage.hub, takes_new=True)


def test_the_practice_tells_the_hub(client: Client, practices: None, tenant: Tenant) -> None:
    team = covered(tenant, "U10002")
    fill(client, {**ANSWERS, "practice": {"practice": "P81002", "search": "riverside"}})
    send(client)
    made = asked(tenant)
    assert made.referral.team == team
    assert made.referral.hub_id == team.hub_id


@pytest.mark.parametrize("postcode", ["PR1 1AH", "PR9 9ZZ"])
def test_without_a_practice_the_postcode_tells_the_hub(
    client: Client, practices: None, tenant: Tenant, postcode: str
) -> None:
    team = covered(tenant, "U10001")
    fill(client, {**ANSWERS, "reach": {**ANSWERS["reach"], "postcode": postcode}})
    send(client)
    assert asked(tenant).referral.team == team


@pytest.fixture
def two_tenants() -> tuple[Tenant, Tenant]:
    first, second = ground.tenant(slug="fylde", name="Fylde"), ground.tenant(slug="wirral", name="Wirral")
    for each in (first, second):
        with in_tenant(each.pk):
            ground.team(takes_new=True)
    return first, second


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_the_postcode_tells_the_tenant(two_tenants: tuple[Tenant, Tenant]) -> None:
    GpPractice.objects.create(code="P81001", name="S", postcode="PR1 8AH")
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code="U10001", pcn_name="U10001", starts_on=date(2020, 1, 1)
    )
    covered(two_tenants[1], "U10001")
    client = Client()
    response = client.post("/refer/", {"postcode": "pr1 1ah"})
    assert response.headers["Location"] == "/refer/wirral/who/"
    assert 'value="PR1 1AH"' in client.get("/refer/wirral/reach/").content.decode()
    response = client.post("/refer/professional/", {"postcode": "pr1 1ah"})
    assert response.headers["Location"] == "/refer/wirral/professional/you/"
    # Two that serve it are both offered, and one far away is not.
    ground.tenant(slug="kent", name="Kent")
    covered(two_tenants[0], "U10001")
    told = client.post("/refer/", {"postcode": "pr1 1ah"}).content.decode()
    assert "More than one service" in told
    assert "Fylde" in told
    assert "Wirral" in told
    assert "Kent" not in told


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_where_nothing_can_be_told_the_tenants_are_offered(two_tenants: tuple[Tenant, Tenant]) -> None:
    client = Client()
    told = client.post("/refer/", {"postcode": "ZE1 0AA"}).content.decode()
    assert "We cannot tell" in told
    assert "Fylde" in told
    response = client.post("/refer/", {"area": "fylde", "postcode": "ZE1 0AA", "go": "1"})
    assert response.headers["Location"] == "/refer/fylde/who/"
    assert "Which service is yours?" in client.post("/refer/", {"choose": "1"}).content.decode()
    assert "Choose the service" in client.post("/refer/", {"area": "", "go": "1"}).content.decode()
    assert "Enter a postcode" in client.post("/refer/", {"postcode": ""}).content.decode()


def test_a_single_tenant_needs_no_postcode(client: Client, tenant: Tenant) -> None:
    assert client.get("/refer/").headers["Location"] == START


# How often


def test_who_sends_too_often_is_told_what_to_do(client: Client, settings: Settings, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(public_phone="01253 000 000")
    settings.PUBLIC_FORM_LIMITS = {**settings.PUBLIC_FORM_LIMITS, "save": {"address": "2/h"}}
    client.post(START)
    for _ in range(2):
        assert client.post(f"{START}who/", {"who": "self"}).status_code == 302
    response = client.post(f"{START}who/", {"who": "carer"})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    told = response.content.decode()
    assert "Please wait a little" in told
    assert "01253 000 000" in told
    assert all(number in told for number in CRISIS)
    assert client.get(f"{START}who/").status_code == 200


def test_limits_are_by_browser_as_well(client: Client, settings: Settings) -> None:
    settings.PUBLIC_FORM_LIMITS = {**settings.PUBLIC_FORM_LIMITS, "start": {"browser": "1/h"}}
    browsers = [Client(enforce_csrf_checks=False) for _ in range(2)]
    statuses = []
    for browser in browsers:
        browser.get(START)
        statuses.append([browser.post(START).status_code for _ in range(2)])
    assert statuses == [[302, 429], [302, 429]]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "203.0.113.9"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        (2, "1.2.3.4, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "10.0.0.1", "203.0.113.9"),
        (1, "nonsense", NOBODY),
    ],
)
def test_the_caller_behind_our_proxies(
    rf: Any, settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.post("/refer/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="203.0.113.9")
    assert caller(request) == expected


def test_an_urgent_request_makes_an_open_referral_urgent(in_a_tenant: Tenant) -> None:
    by = ground.actor(Role.CLINICIAN)
    held = record.referral(priority="3")
    very = record.referral(priority="1")
    for referral in (held, very):
        requests.ask(by=by, asked=Asked(way=Way.GP, is_urgent=True), person=referral.person)
        requests.ask(by=by, asked=Asked(way=Way.GP), person=referral.person)
    rows = {each.pk: each for each in Referral.objects.all()}
    assert (rows[held.pk].priority, rows[held.pk].version) == ("2", 2)
    assert (rows[very.pk].priority, rows[very.pk].version) == ("1", 1)
