"""What changed by the national rule, told for a person: which ratings are compared, and in which words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from careplans.rules import frozen, progress_kept
from careplans.rules.progress import Progress, Rating, Taken
from outcomes.rules.change import Change
from outcomes.rules.dialog import BY_CODE, ITEMS, Group
from reporting.benchmarks import six_pages
from tests.careplans.made_up_progress import progress

MARCH, APRIL, MAY = dt.date(2025, 3, 3), dt.date(2025, 4, 7), dt.date(2025, 5, 5)
OLD_FRIENDSHIPS, NEW_FRIENDSHIPS = "1037701000000108", "1833391000000107"


def rated(
    value: int | None, key: str = "job", *, score: str | None = None, code: str = ""
) -> dict[str, Rating]:
    text = ("" if value is None else str(value)) if score is None else score
    return {key: Rating(value, text, code or ITEMS[key].code_on(MARCH))}


def sessions(*ratings: tuple[dt.date, dict[str, Rating]], referral: int = 1) -> Progress:
    return Progress(tuple(Taken(on, referral, ratings=given) for on, given in ratings))


@pytest.mark.parametrize(
    ("first", "latest", "words", "judged"),
    [
        (3, 5, "Up 2: better", Change.IMPROVED),
        (3, 4, "Up 1: better", Change.IMPROVED),
        (4, 4, "No change", Change.UNCHANGED),
        (5, 4, "Down 1: worse", Change.DETERIORATED),
        (7, 1, "Down 6: worse", Change.DETERIORATED),
    ],
)
def test_an_area_of_life_is_judged_by_the_national_rule(
    first: int, latest: int, words: str, judged: Change
) -> None:
    job = sessions((MARCH, rated(first)), (MAY, rated(latest))).compared["job"]
    assert (job.words, job.judged, job.ends) == (words, judged, (0, 1))
    assert job.detail == f"From {first} to {latest}"


def test_treatment_says_which_way_it_went_and_is_not_judged() -> None:
    medication = sessions((MARCH, rated(3, "medication")), (MAY, rated(5, "medication"))).compared[
        "medication"
    ]
    assert (medication.words, medication.judged, medication.detail) == ("Up 2", None, "From 3 to 5")


@pytest.mark.parametrize(
    "ratings",
    [
        [(MARCH, rated(3))],
        # Of one day: the follow-up is of a later one.
        [(MARCH, rated(3)), (MARCH, rated(6))],
        # Left out the second time.
        [(MARCH, rated(3)), (MAY, rated(None))],
        # A first score off the scale leaves nothing to compare with, nationally.
        [(MARCH, rated(None, score="9")), (APRIL, rated(3)), (MAY, rated(6))],
    ],
)
def test_without_a_national_pair_nothing_is_compared(
    ratings: list[tuple[dt.date, dict[str, Rating]]],
) -> None:
    job = sessions(*ratings).compared["job"]
    assert (job.words, job.detail, job.judged, job.ends) == ("Not compared yet", "", None, ())


def test_an_area_left_out_at_first_is_compared_from_its_first_rating() -> None:
    held = sessions((MARCH, rated(None)), (APRIL, rated(2)), (MAY, rated(6)))
    assert held.compared["job"].ends == (1, 2)
    assert held.compared["job"].words == "Up 4: better"


def test_the_old_and_the_new_code_of_an_area_are_one_area() -> None:
    assert BY_CODE[OLD_FRIENDSHIPS] == BY_CODE[NEW_FRIENDSHIPS]
    held = sessions(
        (MARCH, rated(2, "friendships", code=OLD_FRIENDSHIPS)),
        (MAY, rated(5, "friendships", code=NEW_FRIENDSHIPS)),
    )
    assert held.compared["friendships"].words == "Up 3: better"


def test_change_is_told_within_the_latest_referral_only() -> None:
    held = Progress(
        (
            Taken(MARCH, 1, ratings=rated(1)),
            Taken(APRIL, 2, ratings=rated(5)),
            Taken(MAY, 2, ratings=rated(4)),
        )
    )
    assert held.compared["job"].detail == "From 5 to 4"
    assert held.since == APRIL
    assert held.starts == (0, 1)


def test_sessions_of_one_day_are_told_apart() -> None:
    held = sessions((MARCH, {}), (MARCH, {}), (MAY, {}))
    assert held.names == ("3 Mar 2025", "3 Mar 2025 (2)", "5 May 2025")


def test_what_a_tenant_asks_beside_is_compared_and_never_judged() -> None:
    ones = [Taken(day, 1, own={"Money": Rating(value, str(value))}) for day, value in ((MARCH, 2), (MAY, 5))]
    money = Progress(tuple(ones)).own_compared("Money")
    assert (money.words, money.judged, money.ends) == ("Up 3", None, (0, 1))
    assert Progress(tuple(ones[:1])).own_compared("Money").words == "Not compared yet"


def test_means_are_given_only_with_every_area_of_the_group() -> None:
    every = {key: Rating(5, "5", item.code_on(MARCH)) for key, item in ITEMS.items()}
    assert Taken(MARCH, 1, ratings=every).means.quality_of_life == 5
    without = Taken(MARCH, 1, ratings={**every, "safety": Rating(None)})
    assert without.means.quality_of_life is None
    assert without.means.treatment == 5


def test_what_was_worked_on_is_told_in_the_order_chosen() -> None:
    taken = Taken(
        MARCH,
        1,
        ratings={
            "job": Rating(2, "2", rank=2),
            "safety": Rating(3, "3", rank=1),
            "leisure": Rating(5, "5", more_help=True),
        },
    )
    assert taken.talked_through == ["Personal safety", "Job situation"]
    assert taken.help_wanted == ["Leisure activities"]


def test_nobody_has_a_progress_of_nothing() -> None:
    empty = Progress()
    assert (empty.names, empty.since, empty.starts, empty.own_labels) == ((), None, (), [])
    assert {one.words for one in empty.compared.values()} == {"Not compared yet"}


def test_every_area_is_in_one_group() -> None:
    held = progress(4)
    grouped = [one.label for group in Group for one in held.of_group(group)]
    assert grouped == [item.label for item in ITEMS.values()]


def test_what_a_plan_keeps_of_it_reads_as_it_was() -> None:
    held = progress(12, own=True, new_referral_at=4)
    document = replace(six_pages.document(), progress=progress_kept.kept(held))
    again = progress_kept.of_document(frozen.thaw(frozen.freeze(document)))
    assert again == held
    assert again.names == held.names
    assert again.compared == held.compared


def test_a_plan_keeps_no_ids_of_rows() -> None:
    held = progress(3, new_referral_at=2)
    moved = Progress(tuple(replace(taken, referral_id=taken.referral_id + 500) for taken in held.taken))
    assert [day.referral for day in progress_kept.kept(moved)] == [1, 1, 2]


def test_an_item_that_the_scale_no_longer_has_is_shown_nowhere() -> None:
    (day,) = progress_kept.kept(progress(1))
    gone = replace(day.scored[0], item="astrology")
    document = replace(six_pages.document(), progress=(replace(day, scored=(gone, *day.scored[1:])),))
    (taken,) = progress_kept.of_document(document).taken
    assert len(taken.ratings) == 10
