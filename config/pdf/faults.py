"""A check of the accessibility rules of PDF/UA-1 that a program can judge.

It is a gate for the tests, not a certificate: reading order and the wording of alternative texts need people.
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf

from config.pdf.tags import mark_number, parent_tree, structure

_SCOPES = ("/Row", "/Column", "/Both")
_SHOWS_TEXT = ("Tj", "TJ", "'", '"')


def pdf_faults(data: bytes) -> list[str]:
    """What a reader with assistive technology would miss, one sentence each; empty when nothing was found."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        return [
            *_document_faults(pdf),
            *_structure_faults(pdf),
            *_heading_faults(pdf),
            *_content_faults(pdf),
            *_link_faults(pdf),
            *_font_faults(pdf),
        ]


def _document_faults(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not bool(root.get("/MarkInfo", Dictionary()).get("/Marked", False)) or "/StructTreeRoot" not in root:
        yield "The document is not tagged."
    if not str(root.get("/Lang", "")):
        yield "The document states no language."
    if not str(pdf.docinfo.get("/Title", "")):
        yield "The document has no title."
    if not bool(root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False)):
        yield "The window would show the file name, not the title."
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "The metadata does not claim PDF/UA-1."
        if not metadata.get("dc:title"):
            yield "The metadata has no title."


def _structure_faults(pdf: Pdf) -> Iterator[str]:
    tables = 0
    for tag, element, _ in structure(pdf):
        if tag == "Figure" and not str(element.get("/Alt", "")).strip():
            yield "A figure has no alternative text."
        elif tag == "TH" and str(element.get("/A", Dictionary()).get("/Scope", "")) not in _SCOPES:
            yield "A table header has no scope."
        elif tag == "Table":
            tables += 1
            if not _holds(element, "TH"):
                yield f"Table {tables} has no headers."


def _holds(element: Object, wanted: str) -> bool:
    kids = element.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and (kid.get("/S") == f"/{wanted}" or _holds(kid, wanted)):
            return True
    return False


def _heading_faults(pdf: Pdf) -> Iterator[str]:
    last = 0
    for tag, _, _ in structure(pdf):
        if len(tag) == 2 and tag[0] == "H" and tag[1].isdigit():
            level = int(tag[1])
            if level > last + 1:
                yield (
                    f"A level {level} heading follows a level {last} one."
                    if last
                    else "The first heading is not level 1."
                )
            last = level
    if not last:
        yield "There are no headings."


def _content_faults(pdf: Pdf) -> Iterator[str]:
    """Every text must belong to an element of the structure tree, or be an artifact."""
    owned = {element.objgen for _, element, _ in structure(pdf)}
    parents = parent_tree(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        marks = parents.get(int(page.get("/StructParents", -1)), Array())
        reachable = {
            index
            for index, owner in enumerate(marks)
            if isinstance(owner, Dictionary) and owner.objgen in owned
        }
        loose = sum(
            1 for marked in _text_marks(page) if marked is None or (marked >= 0 and marked not in reachable)
        )
        if loose:
            yield f"Page {number} has {loose} pieces of text that are neither tagged nor an artifact."


def _text_marks(page: pikepdf.Page) -> Iterator[int | None]:
    """For each text shown: its mark number, -1 within an artifact, None outside all marked content."""
    open_marks: list[int] = []
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator in ("BMC", "BDC"):
            open_marks.append(mark_number(step.operands))
        elif operator == "EMC":
            open_marks.pop()
        elif operator in _SHOWS_TEXT:
            yield open_marks[-1] if open_marks else None


def _link_faults(pdf: Pdf) -> Iterator[str]:
    parents = parent_tree(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", Array()):
            if not str(annotation.get("/Contents", "")).strip():
                yield f"A link on page {number} has no description."
            if int(annotation.get("/StructParent", -1)) not in parents:
                yield f"A link on page {number} is not in the structure."
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield f"Page {number} does not follow the structure when tabbed through."


def _font_faults(pdf: Pdf) -> Iterator[str]:
    for font in (
        item for item in pdf.objects if isinstance(item, Dictionary) and item.get("/Type") == "/Font"
    ):
        name = str(font.get("/BaseFont", "a font"))
        if str(font.get("/Subtype")) == "/Type0" and "/ToUnicode" not in font:
            yield f"{name} cannot be read as text: it has no map to Unicode."
        if str(font.get("/Subtype")) not in ("/Type0", "/Type3"):
            descriptor = font.get("/FontDescriptor", Dictionary())
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"{name} is not embedded."
