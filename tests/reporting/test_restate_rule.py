"""The rule that names the months which a change can have changed."""

from __future__ import annotations

from datetime import date
from unittest.mock import Mock

from reporting.rules.months import Computed, Month, newest, stale
from tests.reporting.restate_world import DAY, JUNE, THEN


class TestRule:
    """Without a database: months, how far they were computed, and what changed."""

    def codes(
        self,
        *,
        as_at: date = JUNE,
        first: date | None = date(2025, 3, 9),
        last: date | None = date(2025, 6, 3),
        computed: dict[date, Computed] | None = None,
        changed: date | None = None,
    ) -> list[str]:
        found = stale(
            first=first,
            last=last,
            as_at=as_at,
            computed=computed or {},
            definitions="d",
            changed_since=lambda moment: changed,
        )
        return [month.code for month in found]

    def done(self, *ends: date, as_at: date | None = None, by: str = "d") -> dict[date, Computed]:
        return {end: Computed(as_at or end, THEN, by) for end in ends}

    ALL = (date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31), JUNE)

    def test_everything_with_data_the_first_time(self) -> None:
        assert self.codes() == ["2025-03", "2025-04", "2025-05", "2025-06"]

    def test_nothing_the_second_time(self) -> None:
        assert self.codes(computed=self.done(*self.ALL)) == []

    def test_every_month_from_the_one_that_changed(self) -> None:
        assert self.codes(computed=self.done(*self.ALL), changed=date(2025, 5, 31)) == ["2025-05", "2025-06"]
        assert self.codes(computed=self.done(*self.ALL), changed=date(2025, 6, 1)) == ["2025-06"]
        assert self.codes(computed=self.done(*self.ALL), changed=date(2025, 7, 1)) == []

    def test_every_month_when_what_figures_are_made_by_has_changed(self) -> None:
        assert len(self.codes(computed=self.done(*self.ALL, by="other"))) == 4

    def test_month_to_date_goes_on_until_it_is_over(self) -> None:
        done = {**self.done(*self.ALL[:3]), **self.done(JUNE, as_at=DAY)}
        assert self.codes(computed=done, as_at=DAY) == []
        assert self.codes(computed=done, as_at=date(2025, 6, 21)) == ["2025-06"]
        assert self.codes(computed=done, as_at=date(2025, 7, 1)) == ["2025-06", "2025-07"]

    def test_months_after_the_last_data_are_left_out_but_that_of_the_day(self) -> None:
        assert self.codes(computed=self.done(*self.ALL), as_at=date(2026, 11, 22)) == ["2026-11"]

    def test_nothing_recorded_yet(self) -> None:
        assert self.codes(first=None, last=None) == ["2025-06"]

    def test_day_before_the_first_data(self) -> None:
        assert self.codes(as_at=date(2024, 1, 15)) == ["2024-01"]

    def test_what_changed_is_asked_once_for_months_computed_together(self) -> None:
        asked = Mock(return_value=None)
        stale(
            first=self.ALL[0],
            last=JUNE,
            as_at=JUNE,
            computed=self.done(*self.ALL),
            definitions="d",
            changed_since=asked,
        )
        assert {call.args for call in asked.call_args_list} == {(THEN,)}

    def test_so_many_months(self) -> None:
        assert [month.code for month in newest(3, as_at=DAY)] == ["2025-04", "2025-05", "2025-06"]
        assert newest(1, as_at=DAY) == [Month(JUNE, DAY)]
