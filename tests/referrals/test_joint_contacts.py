"""Joint work: one contact with several workers, of several teams and organisations, which counts once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hubs.models import StaffMember, Team
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import contacts, involvements
from referrals.models import Contact, ContactStaff, Referral
from referrals.selectors import contacts as selectors
from referrals.selectors.contacts import Beside
from tests.factories import ground
from tests.referrals.conftest import TODAY, World
from tests.referrals.form_data import filled
from tests.referrals.test_contact_page import text_of
from tests.referrals.test_groups_pages import form_of


@pytest.fixture
def charity(world: World) -> Team:
    with in_tenant(world.tenant.pk):
        return ground.team(name="Dual diagnosis charity", organisation=ground.organisation(kind="vcse"))


@pytest.fixture
def rosa(world: World, charity: Team) -> StaffMember:
    """A worker of a partner, who is involved."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rosa = ground.staff_member(role=Role.PARTNER, team=charity, name="Rosa Adeyemi")
        involvements.start(
            by=world.by, referral=world.referral, staff=rosa, what="Substance use", starts_on=TODAY
        )
        return rosa


@pytest.fixture
def inside(world: World) -> Any:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def together(rosa: StaffMember, charity: Team) -> str:
    return f"{rosa.pk}-{charity.pk}"


def test_one_contact_of_two_workers_counts_once(inside: World, rosa: StaffMember, charity: Team) -> None:
    logged = contacts.log(
        by=inside.by, referral=inside.referral, occurred_on=TODAY, others=[Beside(rosa.pk, charity.pk)]
    )
    assert selectors.workers(logged.contact) == [
        Beside(inside.staff.pk, inside.team.pk),
        Beside(rosa.pk, charity.pk),
    ]
    assert Contact.objects.count() == 1
    assert Referral.objects.get(pk=inside.referral.pk).seen == 1


def test_nobody_is_named_twice(inside: World, rosa: StaffMember, charity: Team) -> None:
    beside = Beside(rosa.pk, charity.pk)
    for others in ([beside, beside], [Beside(inside.staff.pk, inside.team.pk)]):
        with pytest.raises(ValidationError, match="named twice"):
            contacts.log(by=inside.by, referral=inside.referral, occurred_on=TODAY, others=others)
    assert not Contact.objects.exists()


def test_a_correction_takes_one_out_and_keeps_the_others(
    inside: World, rosa: StaffMember, charity: Team
) -> None:
    third = ground.staff_member(team=charity, name="Sam Lowe")
    one, other = Beside(rosa.pk, charity.pk), Beside(third.pk, charity.pk)
    held = contacts.log(
        by=inside.by, referral=inside.referral, occurred_on=TODAY, others=[one, other]
    ).contact
    contacts.amend(by=inside.by, contact=held, reason="She left early", others=[other])
    assert selectors.beside(held) == [other]
    contacts.amend(by=inside.by, contact=held, reason="Another note", note="Spoke about drink.")
    assert selectors.beside(held) == [other], "who is not spoken of stays"
    gone = ContactStaff.with_voided.exclude(voided_at=None).get()
    assert (gone.staff_id, gone.void_reason) == (rosa.pk, "She left early")
    contacts.void(by=inside.by, contact=held, reason="Wrong person")
    assert selectors.beside(held) == []


def test_the_form_and_the_timeline_name_them(
    world: World, client: Client, rosa: StaffMember, charity: Team
) -> None:
    page = client.get(world.page("contacts", "new")).content.decode()
    assert "Who else took part: nobody else" in text_of(page)
    assert f'<optgroup label="{charity.name}">' in page
    sent = filled(world, with_1=together(rosa, charity))
    assert client.post(world.page("contacts", "new"), sent).status_code == 302
    timeline = text_of(client.get(world.page()).content.decode())
    assert "Together with Rosa Adeyemi (Dual diagnosis charity)" in timeline


def test_whoever_is_named_twice_is_told_beside_the_field(
    world: World, client: Client, rosa: StaffMember, charity: Team
) -> None:
    who = together(rosa, charity)
    sent = filled(world, with_1=who, with_3=who)
    answer = client.post(world.page("contacts", "new"), sent).content.decode()
    assert "This worker is named already: choose somebody else, or nobody" in text_of(answer)
    assert 'href="#id_with_3"' in answer
    sent = filled(world, with_1="7-7")
    assert "from the list" in text_of(client.post(world.page("contacts", "new"), sent).content.decode())


def test_a_correction_keeps_who_has_left_since(
    world: World, client: Client, rosa: StaffMember, charity: Team
) -> None:
    """Nobody is taken out of the record because a list does not hold them any more."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        held = contacts.log(
            by=world.by,
            referral=world.referral,
            occurred_on=TODAY,
            duration_minutes=60,
            others=[Beside(rosa.pk, charity.pk)],
        ).contact
        other = ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=ground.team(hub=world.hub))
        StaffMember.objects.filter(pk__in=[rosa.pk, world.staff.pk]).update(is_active=False)
    assert other.user is not None
    colleague = Client()
    colleague.force_login(other.user, backend="django.contrib.auth.backends.ModelBackend")
    where = world.page("contacts", held.local_id, "correct")
    page = colleague.get(where).content.decode()
    assert f'<option value="{together(rosa, charity)}" selected>' in page
    assert f'<option value="{world.staff.pk}" selected>' in page, "its worker stays its worker"
    sent = {**form_of(page), "reason": "A word was wrong", "note": "Spoke about drink."}
    assert colleague.post(where, sent).status_code == 302
    with in_tenant(world.tenant.pk):
        assert selectors.workers(Contact.objects.get()) == [
            Beside(world.staff.pk, world.team.pk),
            Beside(rosa.pk, charity.pk),
        ]
