"""Files of wording and of areas: read whole, or told line by line what is wrong."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.rules import dialog, wording_files
from outcomes.rules.wording_files import Area, Words

HEADING = "item,language,words,source\n"


def words(text: str) -> wording_files.Read[Words]:
    return wording_files.read_words(text.encode(), own={"money"})


def areas(text: str) -> wording_files.Read[Area]:
    return wording_files.read_areas(text.encode())


def test_words_of_the_eleven_and_of_own_areas_are_read() -> None:
    read = words(HEADING + 'job,en,"Your job, if any",ELFT 12\n\nmoney , pl,Pieniądze,Ours\n')
    assert not read.faults
    assert read.rows == [
        Words("job", "en", "Your job, if any", "ELFT 12"),
        Words("money", "pl", "Pieniądze", "Ours"),
    ]


def test_columns_may_stand_in_any_order_and_the_file_may_come_from_a_spreadsheet() -> None:
    content = "\ufeffSource,Words,Language,Item\r\nELFT,Your job,en,job\r\n".encode()
    assert wording_files.read_words(content, own=()).rows == [Words("job", "en", "Your job", "ELFT")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "The first line must name the columns item, language, words, source. It says: nothing"),
        ("item,words\n", "It says: item, words"),
        (HEADING, "The file holds no lines below its heading"),
        (
            HEADING + "work,en,Work,ELFT\n",
            "Line 2: item “work” is none of the eleven and no area of your own",
        ),
        (
            HEADING + "job,eng,Work,ELFT\n",
            "Line 2: language “eng” must be its code of two letters, like en or pl",
        ),
        (HEADING + "job,en,,ELFT\n", "Line 2: words is empty"),
        (HEADING + "job,en,Work,\n", "Line 2: source is empty"),
        (HEADING + f"job,en,{'x' * 1001},ELFT\n", "Line 2: words has 1001 characters: at most 1000 fit"),
        (HEADING + "job,en,Work\n", "Line 2: has 3 cells, not 4"),
        (
            HEADING + "job,en,Work,E\njob,pl,Praca,E\n\njob,en,Job,E\n",
            "Line 5: job en stands in line 2 already",
        ),
        (HEADING + "job,en,x\x00y,E\n" * 2001, "The file has 2001 lines: at most 2000 can be read at a time"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_nothing_is_read(text: str, fault: str) -> None:
    read = words(text)
    assert not read.rows
    assert fault in read.faults[0]


def test_a_file_that_is_not_text_is_refused() -> None:
    read = wording_files.read_words("job,en,Café,E".encode("latin-1"), own=())
    assert read.faults == ["The file is not in UTF-8: save it as “CSV UTF-8”"]


def test_many_faults_are_counted_and_not_all_told() -> None:
    read = words(HEADING + "".join(f"item{number},en,Words,ELFT\n" for number in range(30)))
    assert len(read.faults) == wording_files.MOST_FAULTS + 1
    assert read.faults[-1] == "And 10 more"


def test_areas_are_read_in_their_order() -> None:
    assert areas("key,label\nmoney,Money\nalcohol,Alcohol and drugs\n").rows == [
        Area("money", "Money"),
        Area("alcohol", "Alcohol and drugs"),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Money!,Money", "key “Money!” must be up to 40 small letters, digits and dashes"),
        (f"{'m' * 41},Money", "must be up to 40 small letters"),
        ("job,Work", "key “job” is one of the eleven areas of DIALOG: choose another"),
        ("money,", "label is empty"),
        (f"money,{'x' * 101}", "label has 101 characters: at most 100 fit"),
    ],
)
def test_what_an_area_cannot_be(line: str, fault: str) -> None:
    (told,) = areas(f"key,label\n{line}\n").faults
    assert told.startswith("Line 2: ")
    assert fault in told


ITEM = st.sampled_from([*dialog.ITEMS, "money"])
TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(
    st.dictionaries(st.tuples(ITEM, st.sampled_from(["en", "pl", "ur"])), st.tuples(TEXT, TEXT), min_size=1)
)
def test_what_is_written_is_what_is_read(rows: dict[tuple[str, str], tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(
        [["item", "language", "words", "source"], *([*key, *said] for key, said in rows.items())]
    )
    read = words(file.getvalue())
    assert not read.faults
    assert read.rows == [Words(*key, *said) for key, said in rows.items()]
