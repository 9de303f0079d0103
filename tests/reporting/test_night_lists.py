"""The lists of a night cost what they hold, also when nothing is known yet of what has just been taken in."""

from __future__ import annotations

import pytest
from django.db import connection

from hubs.models import Tenant
from reporting.benchmarks import population
from reporting.indicators import LISTS
from tests.reporting.clock_world import reference_data
from tests.reporting.night_world import JUNE, compute

pytestmark = pytest.mark.usefixtures("in_a_tenant")


def test_no_score_is_compared_with_every_other(in_a_tenant: Tenant) -> None:
    reference_data()
    population.make(people=1000, as_at=JUNE)
    compute()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from night_pair")
        assert cursor.fetchone()[0] > 100
        cursor.execute("drop table night_pair")
        cursor.execute(f"explain {LISTS['night_pair']}", {"period_end": JUNE, "as_at": JUNE})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Nested Loop" not in plan
