"""The lists behind figures have as many rows as the figure, and are told in words."""

from __future__ import annotations

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from reporting import indicators
from reporting.indicators import Unit
from reporting.models import IndicatorValue
from reporting.selectors import fact_lists
from tests.factories import figures, record
from tests.factories.figures import JUNE
from tests.reporting.list_world import AREAS, LISTED, computed, rows, value

__all__ = ["computed"]


def test_every_list_has_as_many_rows_as_its_figure(computed: Tenant) -> None:
    with in_tenant(computed.pk):
        for one in LISTED:
            for area in AREAS:
                stored = value(one.id, area)
                counted = stored.numerator if one.bottom is None else stored.denominator
                assert rows(one.id, area) == counted, f"{one.id} {area}"
        assert value("wait.mrs02", ("hub", "fylde")).value
        assert value("access.mhs108", ("tenant", "")).value


def test_the_counted_part_of_a_share_has_as_many_rows_as_its_numerator(computed: Tenant) -> None:
    with in_tenant(computed.pk):
        for one in LISTED:
            if one.unit is Unit.PERCENT:
                counted = rows(one.id, ("tenant", ""), part=fact_lists.COUNTED)
                assert counted == value(one.id, ("tenant", "")).numerator, one.id


def test_every_group_has_as_many_rows_as_its_value(computed: Tenant) -> None:
    split = {one.id: [each.breakdown for each in one.splits] for one in LISTED if one.splits}
    with in_tenant(computed.pk):
        groups = IndicatorValue.objects.filter(
            indicator__in=split, period_end=JUNE, level="hub", level_code="fylde"
        ).exclude(group="")
        own = [one for one in groups if one.breakdown in split[one.indicator]]
        for one in own:
            unit = indicators.INDICATORS[one.indicator].unit
            counted = one.denominator if unit is Unit.RATE else one.numerator
            assert rows(one.indicator, ("hub", "fylde"), group=one.group) == counted, str(one)
    assert {one.indicator for one in own} == set(split)


def test_a_person_seen_on_two_referrals_is_one_row(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        person = record.person().pk
        for contacts in (2, 3):
            figures.referral(
                person=person, contacts_in_year=contacts, contacts_ever=contacts, hub_code="fylde"
            )
        figures.referral(person=record.person().pk, contacts_in_year=1, hub_code="fylde")
        assert rows("access.mhs108", ("hub", "fylde")) == 1


def test_one_contact_on_each_of_two_referrals_is_in_no_list_of_people_seen_twice(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        person = record.person().pk
        for _ in range(2):
            figures.referral(person=person, contacts_in_year=1, contacts_ever=1)
        assert rows("access.mhs108", ("tenant", "")) == 0
        assert rows("access.caseload", ("tenant", "")) == 1
