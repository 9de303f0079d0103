"""Files from strangers: what they are by their content, whatever their name says, and a name that is safe to keep."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import filetype

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 100

PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    DOCX: (".docx",),
    TEXT: (".txt",),
}
TAKEN = "PDF, Word (.docx), PNG, JPEG or plain text"
_ZIPPED = frozenset({DOCX, "application/zip"})
_LINE_CHARACTERS = frozenset("\n\r\t\f")


@dataclass(frozen=True)
class Judged:
    """``content_type`` by the content, or None with the ``problem`` in a sentence that says what to do."""

    content_type: str | None
    problem: str = ""


def judge(name: str, content: bytes) -> Judged:
    """Whether a file is of a kind that is taken. ``name`` is only for the words."""
    shown = safe_name(name)
    if not content:
        return Judged(None, f"{shown} is empty. Choose another file")
    if len(content) > MOST_BYTES:
        return Judged(None, f"{shown} must be smaller than 10 MB")
    kind = filetype.guess(content)
    found = _of_kind(kind.mime, content) if kind else TEXT if _is_text(content) else None
    if found is None:
        return Judged(None, f"{shown} must be a {TAKEN} file")
    return Judged(found)


def safe_name(name: str, content_type: str = "") -> str:
    """The last part of the name, without what could deceive or break a line, ending as its content does."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Letters, marks, numbers, punctuation, symbols and plain spaces; no controls, and none that turn the text round.
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] in "LMNPS" or sign == " ")
    kept = "".join("_" if sign in '<>:"|?*' else sign for sign in kept).strip(" .") or "file"
    endings = ENDINGS.get(content_type, ())
    if endings and not kept.lower().endswith(endings):
        return kept[: LONGEST_NAME - len(endings[0])] + endings[0]
    stem, dot, ending = kept.rpartition(".")
    return kept if len(kept) <= LONGEST_NAME else stem[: LONGEST_NAME - len(ending) - 1] + dot + ending[:10]


def _of_kind(mime: str, content: bytes) -> str | None:
    if mime in _ZIPPED:
        return DOCX if _is_word(content) else None
    return mime if mime in ENDINGS else None


def _is_word(content: bytes) -> bool:
    """A Word document without macros: what is in the archive, as other archives begin alike."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {each.lower() for each in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return {"[content_types].xml", "word/document.xml"} <= names and not any(
        each.endswith(("vbaproject.bin", ".exe", ".dll")) for each in names
    )


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(sign) == "Cc" and sign not in _LINE_CHARACTERS for sign in set(text))
