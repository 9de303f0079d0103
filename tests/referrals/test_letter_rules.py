"""Words of letters: only known names are ever replaced, and nothing that anybody wrote reaches the paper as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.models.message import LetterKind
from referrals.rules import letters as rules
from referrals.selectors.letters import _ours

KNOWN = {"person_name": "Ann", "phone": "01632"}
PIECES = [
    "{{",
    "}}",
    "{",
    "}",
    "person_name",
    "phone",
    "other",
    " ",
    "\n",
    "{%",
    "{#",
    "<b>",
    "&",
    "'",
    "x",
    "- ",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=60)


@given(text=TEXTS, values=st.dictionaries(st.sampled_from(sorted(KNOWN)), TEXTS))
def test_nothing_but_known_names_is_replaced(text: str, values: dict[str, str]) -> None:
    """Each piece between known names stands as it was, and each known name is its value, looked at no further."""
    known = "|".join(sorted(values)) or "(?!)"
    pattern = re.compile(r"\{\{[ \t]*(" + known + r")[ \t]*\}\}")
    expected, at = "", 0
    for found in pattern.finditer(text):
        expected += text[at : found.start()] + values[found.group(1)]
        at = found.end()
    assert rules.fill(text, values) == expected + text[at:]


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[object] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@given(text=TEXTS, value=TEXTS)
def test_what_was_written_never_becomes_markup(text: str, value: str) -> None:
    written = rules.fill(text, {"person_name": value})
    read = _Read()
    read.feed(str(rules.as_html(written)))
    read.close()
    assert read.tags <= {"p", "br", "ul", "li"}
    assert not read.attributes
    without_bullets = "".join(rules.BULLET.sub("", line.strip(), count=1) for line in written.splitlines())
    squeeze = re.compile(r"[\s*•\-]+")
    assert squeeze.sub("", read.text) == squeeze.sub("", without_bullets)


@given(text=TEXTS)
def test_words_without_a_problem_are_filled_to_the_last_bracket(text: str) -> None:
    if not rules.problems(text, KNOWN):
        assert not rules.BRACKETS.search(rules.fill(text, KNOWN))


def test_paragraphs_lines_and_lists() -> None:
    html = str(rules.as_html("Dear Ann\nhello\n\nPlease bring:\n- a <b>friend</b>\n* tea\n\nBye"))
    assert html == (
        "<p>Dear Ann<br>hello</p>\n<p>Please bring:</p>\n"
        "<ul><li>a &lt;b&gt;friend&lt;/b&gt;</li><li>tea</li></ul>\n<p>Bye</p>"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Dear {{ persn_name }}", "“persn_name” is not a name"),
        ("Dear {{ }}", "Empty brackets are not a name"),
        ("Dear {{ person_name", "Line 1: each {{ needs its }}"),
        ("a\nDear {{ person_name }} }}", "Line 2: each {{ needs its }}"),
        ("{{ {{ person_name }}", "Line 1"),
        ("Dear {{ person_name.pk }}", "“person_name.pk” is not a name"),
        ("Dear {{ person_name|safe }}", "is not a name"),
        ("<p>Dear</p>", "looks like HTML"),
        ("<!-- x -->", "looks like HTML"),
        ("", "Write the words"),
        ("x" * 6001, "Make it shorter"),
    ],
)
def test_what_is_wrong_is_said(text: str, problem: str) -> None:
    assert problem in " ".join(rules.problems(text, KNOWN))


@pytest.mark.parametrize(
    "text", ["Under 5 < 6 and 7 > 3", "Dear {{person_name}}", "{one bracket}", "{% if %}"]
)
def test_what_is_not_wrong_passes(text: str) -> None:
    assert rules.problems(text, KNOWN) == []


def test_numbers_in_groups_stay_together() -> None:
    assert "01632\xa0960\xa0100 on 3 May" in str(rules.as_html("Ring 01632 960 100 on 3 May"))


def test_gaps_are_told() -> None:
    assert rules.gaps(f"Ring {rules.gap('phone number')}, or [not this]") == ["phone number"]


@pytest.mark.parametrize("kind", LetterKind.values)
def test_our_own_words_are_in_order_and_easy_to_read(kind: str) -> None:
    words = _ours(kind)
    assert rules.problems(words.body, rules.NAMES_OF[kind]) == []
    assert rules.problems(words.subject, rules.NAMES_OF[kind]) == []
    body = rules.fill(words.body, rules.example(kind))
    assert not rules.BRACKETS.search(body)
    for sentence in re.split(r"[.!?:]\s|\n", body):
        assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("kind", [kind for kind in LetterKind.values if not rules.is_to_gp(kind)])
def test_letters_to_people_are_read_at_eleven(kind: str) -> None:
    """Flesch-Kincaid grade of 6 or less, with vowel groups for syllables."""
    body = rules.fill(_ours(kind).body, rules.example(kind))
    sentences = [one for one in re.split(r"[.!?:]\s|\n+", body) if one.strip(" -")]
    words = re.findall(r"[A-Za-z’']+", body)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.lower())))) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    assert grade <= 6, grade
