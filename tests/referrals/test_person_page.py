"""The page about a person: who it is, how the clock stands, who holds them, what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.test import Client

from config import formats
from hubs.models import GpPractice, PcnPractice
from hubs.tenancy import in_tenant
from outcomes.actions import scored_contacts
from outcomes.actions.scored_contacts import Taken
from referrals.actions import people, requests, steps
from referrals.actions.contacts import Done
from referrals.actions.requests import Asked
from referrals.models import CareCoordinator, Referral
from referrals.models.request import Way
from referrals.selectors import holdings
from referrals.selectors import people as selectors
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.test_contact_page import text_of


def page(client: Client, world: World, query: str = "") -> str:
    response = client.get(world.page() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_who_it_is(client: Client, world: World) -> None:
    GpPractice.objects.create(code="P81001", name="Northbrook Surgery")
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code="U00001", pcn_name="Northbrook PCN", starts_on=date(2020, 4, 1)
    )
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        people.register_with_gp(
            by=world.by, person=world.person, practice_code="P81001", starts_on=date(2020, 1, 1)
        )
        people.change(by=world.by, person=world.person, postcode="PR1 1AH", gender_identity="2")
    text = text_of(page(client, world))
    assert "OKAFOR, Amara Born 3 Mar 1988 (37 years) NHS number 943&nbsp;476&nbsp;5919" in text
    assert "Gender Female (including trans woman) Postcode PR1 1AH" in text
    assert "GP practice Northbrook Surgery, Northbrook PCN" in text
    assert f"Reference {world.person.reference}" in text


def test_a_code_that_is_no_practice_is_none(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        people.register_with_gp(
            by=world.by, person=world.person, practice_code="V81997", starts_on=date(2020, 1, 1)
        )
    assert "GP practice Not known" in text_of(page(client, world))


def test_what_must_not_be_overlooked(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        people.change(
            by=world.by, person=world.person, nhs_number="943 476 5918", death_date=date(2025, 6, 1)
        )
    text = text_of(page(client, world))
    assert "Died on 1 June 2025. NHS number (943 476 5918): This is not an NHS number" in text
    assert "Born 3 Mar 1988 (37 years)" in text


def test_the_clock_and_who_can_supply_what_it_lacks(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        record.contact(referral=world.referral, occurred_on=TODAY - timedelta(days=2))
    text = text_of(page(client, world))
    assert "20 days Running Since 29 May 2025. Four weeks end on 26 June 2025." in text
    assert "Contact 16 Jun 2025 Baseline score Still lacking Any worker: a first score" in text
    assert "Assessment Still lacking Whoever assesses the person" in text
    assert "Plan or intervention Still lacking Whoever helps" in text


def test_a_clock_beyond_four_weeks(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        world.referral.received_on = TODAY - timedelta(days=29)
        world.referral.first_requested_on = None
        world.referral.save()
    assert "29 days Over 4 weeks" in text_of(page(client, world))


def test_no_clock_where_none_runs(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        world.team.team_type = "A17"
        world.team.save()
    assert "No open referral of this person counts in the national wait" in page(client, world)


def test_who_holds_them(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        CareCoordinator.objects.create(
            person=world.person,
            provider=world.referral.provider,
            staff=ground.staff_member(name="Tom Bell"),
            starts_on=date(2025, 6, 1),
        )
        world.referral.first_requested_on = date(2025, 5, 20)
        world.referral.primary_reason = "05"
        world.referral.save()
    text = text_of(page(client, world))
    assert "Team Northbrook core team Hub Northbrook hub Named worker Priya Nair" in text
    assert "Referred 29 May 2025, Primary care: GP practice First asked for help 20 May 2025" in text
    assert "Main reason Anxiety Care co-ordinator Tom Bell" in text


def test_who_holds_them_now(client: Client, world: World) -> None:
    html = page(client, world)
    assert "Northbrook core team holds Amara now Since 18 June 2025" in text_of(html)
    assert html.count(world.page("referrals", world.referral.reference)) == 2


def test_a_referral_that_comes_while_the_page_is_made_is_told_by_the_next_one(world: World) -> None:
    with in_tenant(world.by.tenant_id):
        asked = requests.ask(by=world.by, asked=Asked(way=Way.GP, story="Low mood"))
        found = selectors.find(asked.referral.person.reference, by=world.by)
        assert found is not None
        told = holdings.holder(found)
        assert told is not None
        assert told.referral == asked.referral
        assert holdings.holder(replace(found, referrals=())) is None


def test_requests_decisions_and_steps_in_words(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        requests.ask(
            by=world.by,
            asked=Asked(way=Way.CARER, story="She <cannot> sleep", asker={"name": "Ben Okafor"}),
            person=world.person,
        )
        told: dict[str, Any] = {"reason": "The voices are back", "person_said": "More help"}
        first = steps.step(by=world.by, referral=world.referral, level="less", **told)
        steps.step(
            by=world.by, referral=first, level="more", team=ground.team(name="Therapy", hub=world.hub), **told
        )
    text = text_of(page(client, world))
    assert "Asked for help: a carer, relative or friend" in text
    assert "Ben Okafor. Reference Q" in text
    assert "She &lt;cannot&gt; sleep" in text
    assert "Stepped up to Therapy" in text
    assert "Referral received by Northbrook core team" in text
    assert "More complex needs The voices are back The person said: More help" in text
    assert "Level of complexity agreed" in text
    assert "Level More complex needs" in text


def test_who_cannot_wait(client: Client, world: World) -> None:
    assert "Urgent" not in text_of(page(client, world))
    with in_tenant(world.tenant.pk):
        Referral.objects.update(priority="2", received_on=TODAY - timedelta(days=9))
    assert "Urgent Should have been seen by 16 June 2025, 2 days ago" in text_of(page(client, world))


def test_what_happened_in_words(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        contact = scored_contacts.log(
            by=world.by,
            referral=world.referral,
            occurred_on=TODAY,
            duration_minutes=45,
            activities=[Done("386053000")],
            taken=Taken("1037651000000100", "4"),
            location_type="E01",
            note="<b>Housing</b> & debts.",
        ).contact
        record.contact(referral=world.referral, occurred_on=TODAY, attendance="3", mechanism="02")
    html = page(client, world)
    text = text_of(html)
    assert "Contact: face to face 18 Jun 2025, Priya Nair, Northbrook core team Attended 45 minutes" in text
    assert "Assessment DIALOG: Mental health 4 &lt;b&gt;Housing&lt;/b&gt; &amp; debts." in text
    assert "Contact: telephone" in text
    assert "Did not attend" in text
    assert "Referral received by Northbrook core team" in text
    assert f'id="{contact.local_id}"' in html
    assert world.page("contacts", contact.local_id, "correct") in html


def test_corrections_say_by_whom_when_and_why(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        contact = scored_contacts.log(by=world.by, referral=world.referral, occurred_on=TODAY).contact
        scored_contacts.amend(
            by=world.by, contact=contact, reason="A slip", activities=[], note="Spoke about housing."
        )
    assert "Corrected by Priya Nair on " in text_of(page(client, world))
    assert "A slip" in page(client, world)


def test_a_contact_of_a_record_set_is_not_corrected_here(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        contact = record.contact(referral=world.referral, occurred_on=TODAY, source_month=date(2025, 6, 1))
    assert f"contacts/{contact.local_id}/" not in page(client, world)


def test_pages(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        for number in range(20):
            record.contact(referral=world.referral, occurred_on=TODAY - timedelta(days=number))
    assert "Showing 1 to 20 of 21 entries" in page(client, world)
    last = page(client, world, "?page=2")
    assert "Showing 21 to 21 of 21 entries" in last
    assert "Referral received by" in last
    for nonsense in ("?page=0", "?page=x", "?page=999"):
        page(client, world, nonsense)


def test_somebody_without_a_referral(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        person = record.person(family_name="Ali", given_name="", birth_date=None)
        record.PersonHub.objects.create(person=person, hub=world.hub, source="referral")
    text = text_of(client.get(f"/people/{person.reference}/").content.decode())
    assert "ALI Born Not known NHS number Not known" in text
    assert "No referral is open." in text
    assert "Nothing is recorded yet" in text


def test_a_plan_says_when_it_was_updated(client: Client, world: World) -> None:
    """Each of those days may be the one that the clock stopped on."""
    with in_tenant(world.tenant.pk):
        plan = record.plan(
            person=world.person, provider=world.referral.provider, created_on=TODAY - timedelta(days=9)
        )
        assert "Updated" not in text_of(page(client, world))
        for day in (TODAY - timedelta(days=1), TODAY):
            record.plan_update(plan=plan, updated_on=day)
        mistaken = record.plan_update(plan=plan, updated_on=TODAY - timedelta(days=5))
        mistaken.voided_at, mistaken.void_reason = mistaken.created_at, "Another plan"
        mistaken.save()
    days = ", ".join(formats.short_date(day) for day in (TODAY - timedelta(days=1), TODAY))
    assert f"care plan made {formats.short_date(plan.created_on)} Updated {days}" in text_of(
        page(client, world)
    )
