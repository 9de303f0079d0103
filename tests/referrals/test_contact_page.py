"""The form of a contact without JavaScript: what it offers, what it refuses, and what each button does."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from django.test import Client

from hubs.models import AccessLog, RefsetMember
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from referrals.models import CareActivity, Contact, ContactDraft
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.form_data import filled


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split()).replace(" ,", ",")


def errors(page: str) -> list[str]:
    """The error summary, line by line."""
    if "nhsuk-error-summary__list" not in page:
        return []
    summary = page.split("nhsuk-error-summary__list")[1].split("</ul>")[0]
    return [text_of(item).lstrip('"> ') for item in re.findall(r"<li>.*?</li>", summary, re.DOTALL)]


def send(client: Client, world: World, **changes: object) -> str:
    response = client.post(world.page("contacts", "new"), filled(world, **changes))
    assert response.status_code == 200, response.headers.get("Location")
    return response.content.decode()


def contacts(world: World) -> list[Contact]:
    with in_tenant(world.tenant.pk):
        return list(Contact.objects.order_by("pk"))


def test_it_opens_with_what_most_contacts_are(client: Client, world: World) -> None:
    page = client.get(world.page("contacts", "new")).content.decode()
    for held in (
        'name="occurred_on_day" type="text" value="18"',
        'name="occurred_on_month" type="text" value="6"',
        'name="occurred_time" type="text" value="2:35pm"',
        'name="duration_minutes" type="text" value="60"',
        '<option value="01" selected>Face to face</option>',
        f'<option value="{world.team.pk}" selected>Northbrook core team</option>',
        f'<option value="{world.by.staff_id}" selected>Priya Nair (you)</option>',
        '<option value="E01" selected>Out-patient clinic</option>',
    ):
        assert held in page
    assert re.search(r'value="5" checked', page)
    assert "OKAFOR, Amara" in page
    assert "943&nbsp;476&nbsp;5919" in page


def test_opening_it_is_written_down_and_it_is_never_stored(client: Client, world: World) -> None:
    response = client.get(world.page("contacts", "new"))
    assert "no-store" in response.headers["Cache-Control"]
    with in_tenant(world.tenant.pk):
        seen = AccessLog.objects.get()
    assert (seen.kind, seen.what, seen.person_reference) == (
        "opened",
        "Form of a contact",
        world.person.reference,
    )


def test_a_contact_is_saved_with_all_that_was_typed(client: Client, world: World) -> None:
    response = client.post(
        world.page("contacts", "new"),
        filled(world, tool="1037651000000100", score="4", **{"activity-0-minutes": "30"}),
    )
    assert response.status_code == 302
    (contact,) = contacts(world)
    assert response.headers["Location"] == f"{world.page()}#{contact.local_id}"
    assert (contact.occurred_on, contact.occurred_time, contact.duration_minutes) == (
        date(2025, 6, 18),
        time(9, 30),
        45,
    )
    assert (contact.location_type, contact.note) == ("E01", "Spoke about housing.")
    with in_tenant(world.tenant.pk):
        assert CareActivity.objects.get().duration_minutes == 30
        assert CodedScore.objects.get().score == "4"
    assert "The contact is saved." in client.get(response.headers["Location"]).content.decode()


def test_from_the_caseload_one_returns_there(client: Client, world: World) -> None:
    response = client.post(world.page("contacts", "new"), filled(world, **{"from": "caseload"}))
    assert response.headers["Location"] == "/caseload/"


def test_a_form_sent_twice_says_so(client: Client, world: World) -> None:
    data = filled(world)
    client.post(world.page("contacts", "new"), data)
    client.get("/caseload/")
    client.post(world.page("contacts", "new"), data)
    assert "had been saved already" in client.get("/caseload/").content.decode()
    assert len(contacts(world)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"occurred_on_day": "19"}, "Date of contact must be today or in the past"),
        ({"occurred_on_day": "31"}, "Date of contact must be a real date"),
        ({"occurred_on_day": ""}, "Date of contact must include a day"),
        (
            {"occurred_on_day": "28", "occurred_on_month": "5"},
            "Date of contact must be on or after 29 May 2025, when the referral was received",
        ),
        ({"occurred_time": "2:36pm"}, "Time of contact must be now or earlier: it is 2:35pm"),
        ({"occurred_time": "half nine"}, "Time of contact must be a time, like 9:30am or 14:30"),
        ({"duration_minutes": ""}, "Enter how many minutes the contact took"),
        ({"duration_minutes": "601"}, "Duration must be 600 or less"),
        ({"duration_minutes": "an hour"}, "Duration must be a whole number"),
        ({"attendance": None}, "Say whether the contact took place"),
        ({"mechanism": "06"}, "Choose how the contact took place"),
        ({"score": "4"}, "Choose the outcome measure that this score belongs to"),
        ({"tool": "1037651000000100"}, "Enter the score for DIALOG: Mental health, or choose “No score”"),
        ({"tool": "1037651000000100", "score": "9"}, "Score must be between 1 and 7 for this tool"),
        ({"activity-0-procedure": "other"}, "Enter the SNOMED CT code of what was done"),
        (
            {"activity-0-procedure": "other", "activity-0-code": "12345"},
            "SNOMED CT code must be 6 to 18 digits, like 386053000",
        ),
        (
            {"activity-0-procedure": "", "activity-0-minutes": "30"},
            "Choose what was done in these minutes",
        ),
        (
            {"activity-0-procedure": "", "activity-0-minutes": "", "activity-0-refused": "on"},
            "Choose what the person was offered",
        ),
        ({"team": "999999"}, "Choose the team from the list"),
        ({"staff": "999999"}, "Choose the worker from the list"),
        ({"referral": "R0000000000"}, "Choose the referral that this contact is for"),
        (
            {"attendance": "3"},
            "Take away what was done: nothing can be done in a contact that did not take place",
        ),
        (
            {"attendance": "3", "activity-0-procedure": "", "tool": "1037651000000100", "score": "4"},
            "Take the score away: a contact that did not take place has none",
        ),
    ],
)
def test_each_error_says_what_to_do(
    client: Client, world: World, changes: dict[str, object], said: str
) -> None:
    page = send(client, world, **changes)
    assert errors(page) == [said]
    assert "<title>Error: Log a contact" in page
    assert "Spoke about housing." in page
    assert contacts(world) == []


def test_all_errors_are_told_at_once(client: Client, world: World) -> None:
    page = send(client, world, duration_minutes="", score="9", **{"activity-0-procedure": "other"})
    assert len(errors(page)) == 3


def test_a_folded_error_is_unfolded(client: Client, world: World) -> None:
    assert '<details class="nhsuk-details" open>' in send(client, world, staff="999999")
    assert '<details class="nhsuk-details" open>' not in send(client, world, duration_minutes="")


@pytest.mark.parametrize("status", ["3", "2", "4"])
def test_a_button_saves_a_missed_contact_at_once(client: Client, world: World, status: str) -> None:
    data = filled(world, missed=status, save=None, **{"activity-0-procedure": ""})
    assert client.post(world.page("contacts", "new"), data).status_code == 302
    (contact,) = contacts(world)
    assert (contact.attendance, contact.duration_minutes) == (status, None)
    assert contact.note == "Spoke about housing."


def test_missed_contacts_have_keys_that_work_without_javascript(client: Client, world: World) -> None:
    page = client.get(world.page("contacts", "new")).content.decode()
    for key, value in (("n", "3"), ("c", "2"), ("u", "4")):
        assert re.search(f'type="radio" value="{value}"[^>]* accesskey="{key}"', page), key
        assert f"Alt + {key.upper()}, then Enter to save" in page


def test_enter_saves(client: Client, world: World) -> None:
    """The first button of a form is what Enter presses in any of its fields."""
    page = client.get(world.page("contacts", "new")).content.decode()
    form = page.split('id="contact"')[1]
    assert re.search(r"<button[^>]*>", form)[0].count('name="save"') == 1  # type: ignore[index]


def test_another_activity_and_one_less(client: Client, world: World) -> None:
    page = send(client, world, save=None, add="1")
    assert 'name="activity-1-procedure"' in page
    assert '<option value="386053000" selected>' in page
    assert errors(page) == []
    two = {"activities": "2", "activity-1-procedure": "225338004", "activity-1-minutes": "x"}
    page = send(client, world, save=None, remove="0", **two)
    assert 'name="activity-1-procedure"' not in page
    assert '<option value="225338004" selected>' in page
    assert 'name="activity-0-minutes" type="text" value="x"' in page


def test_several_activities(client: Client, world: World) -> None:
    more = {
        "activities": "3",
        "activity-1-procedure": "other",
        "activity-1-code": "1082621000000104",
        "activity-2-procedure": "",
    }
    client.post(world.page("contacts", "new"), filled(world, **more))
    with in_tenant(world.tenant.pk):
        done = CareActivity.objects.order_by("pk").values_list("procedure", flat=True)
        assert list(done) == ["386053000", "1082621000000104"]


def test_what_was_offered_and_not_wanted(client: Client, world: World) -> None:
    refused = {"activity-0-procedure": "390773006", "activity-0-refused": "on"}
    client.post(world.page("contacts", "new"), filled(world, **refused))
    with in_tenant(world.tenant.pk):
        done = CareActivity.objects.get()
        # The concept that national rules match, and the qualifier by which they leave it out.
        assert (done.procedure, done.concept) == ("390773006:408730004=443390004", "390773006")
    page = client.get(world.page()).content.decode()
    assert "Cognitive analytic therapy: offered, not wanted" in page


@pytest.mark.parametrize("count", ["", "x", "-1", "99999999999999999999", "0"])
def test_a_count_that_was_tampered_with_does_no_harm(client: Client, world: World, count: str) -> None:
    assert client.post(world.page("contacts", "new"), filled(world, activities=count)).status_code == 302


def test_activities_say_which_of_them_count(client: Client, world: World) -> None:
    RefsetMember.objects.create(
        refset_id="1853441000000109", concept_id="386053000", active_from=date(2024, 4, 1)
    )
    RefsetMember.objects.create(
        refset_id="1853461000000105", concept_id="11429006", active_from=date(2024, 4, 1)
    )
    page = client.get(world.page("contacts", "new")).content.decode()
    assert "Assessment (counts for the 4-week wait)" in page
    assert "Consultation (counts" not in page


def test_a_doubt_is_asked_about_once(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        record.end(world.referral, date(2025, 6, 10))
    page = send(client, world)
    assert "The referral was closed on 10 June 2025, before this contact." in text_of(page)
    assert "Save anyway" in page
    assert errors(page) == []
    assert contacts(world) == []
    confirmed = re.findall(r'name="confirmed" value="([^"]+)"', page)
    assert confirmed == ["after-discharge-2025-06-10"]
    assert client.post(world.page("contacts", "new"), filled(world, confirmed=confirmed)).status_code == 302


def test_a_month_that_is_closed_is_asked_about(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        world.referral.received_on = date(2025, 3, 1)
        world.referral.first_requested_on = None
        world.referral.save()
    page = send(client, world, occurred_on_month="4", confirmed="closed-month-2025-03")
    assert "April 2025 has already been reported nationally." in text_of(page)
    assert contacts(world) == []


def test_of_several_referrals_that_of_the_worker_is_chosen(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        other = record.referral(person=world.person, team=ground.team(name="Another team"), received_on=TODAY)
    page = client.get(world.page("contacts", "new")).content.decode()
    assert re.search(f'value="{world.referral.reference}" checked', page)
    page = client.get(world.page("contacts", "new") + f"?referral={other.reference}").content.decode()
    assert re.search(f'value="{other.reference}" checked', page)
    assert "Another team, received 18 June 2025" in page


def test_without_a_referral_there_is_nothing_to_log(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        person = record.person(family_name="Ali")
        record.PersonHub.objects.create(person=person, hub=world.hub, source="referral")
    page = client.get(f"/people/{person.reference}/contacts/new/").content.decode()
    assert "No referral to log a contact for" in page


def test_save_draft_keeps_it_as_typed(client: Client, world: World) -> None:
    data = filled(world, save=None, draft="1", occurred_time="half nine", **{"activity-0-code": "12"})
    response = client.post(world.page("contacts", "new"), data)
    assert response.status_code == 302
    page = client.get(response.headers["Location"]).content.decode()
    assert "This is your draft" in page
    assert 'value="half nine"' in page
    assert 'name="activity-0-code" type="text" value="12"' in page
    assert "Spoke about housing." in page
    assert errors(page) == []
    assert str(data["form_key"]) in page
    with in_tenant(world.tenant.pk):
        assert ContactDraft.objects.get().staff_id == world.by.staff_id
    assert contacts(world) == []


def test_a_draft_becomes_one_contact_and_is_gone(client: Client, world: World) -> None:
    data = filled(world)
    client.post(world.page("contacts", "new"), {**data, "draft": "1"})
    client.post(world.page("contacts", "new"), data)
    with in_tenant(world.tenant.pk):
        assert not ContactDraft.objects.exists()
    assert len(contacts(world)) == 1
