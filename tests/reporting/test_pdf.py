"""The assurance return as HTML and PDF: accessible, closed to the network, the same bytes every time."""

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, String
from pypdf import PdfReader

from config.pdf import PdfError, pdf_faults, render_pdf
from config.pdf.tags import structure
from reporting.rules.return_figures import sections
from reporting.rules.return_render import return_pdf
from tests.reporting.made_up_return import ROOT, STATIC, environment, made_up_return

SMALL = """<!doctype html><html lang="en-GB"><title>Small</title>
<style>@page { @bottom-right { content: "Page " counter(page) } }</style>
<h1 id="top">One</h1><p><a href="#two">To the table</a></p>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"><title>Dot</title><desc>A red dot.</desc>
<rect width="9" height="9" fill="red"/></svg>
<h2 id="two">Two</h2>
<table><thead><tr><th>Name</th><th>Number</th></tr></thead>
<tbody><tr><th scope="row">A</th><td>5</td></tr></tbody></table>
</html>"""


@pytest.fixture(scope="module")
def signed() -> bytes:
    """The signed return as a PDF."""
    return return_pdf(environment(), made_up_return(), static=STATIC)


@pytest.fixture(scope="module")
def small() -> bytes:
    """A document of one page with one of everything."""
    return render_pdf(SMALL, base_url=None, title="Small")


def broken(data: bytes, change: Callable[[Pdf], None]) -> bytes:
    """The document after a change that takes something from it."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()


def elements(pdf: Pdf, tag: str) -> list[pikepdf.Object]:
    return [element for found, element, _ in structure(pdf) if found == tag]


def scales(data: bytes) -> list[float]:
    """By how much what stands on the first page is drawn larger, one inside the other."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        steps = pikepdf.parse_content_stream(pdf.pages[0])
        return [float(step.operands[0]) for step in steps if str(step.operator) == "cm"]


def test_a_drawing_is_as_wide_as_its_style_sheet_says(small: bytes) -> None:
    styled = SMALL.replace("<style>", "<style>.dot { width: 90px; height: auto }")
    wide = render_pdf(styled.replace("<svg ", '<svg class="dot" '), base_url=None, title="Small")
    assert 10 in scales(wide)
    assert 10 not in scales(small)


def test_the_return_has_no_accessibility_faults(signed: bytes) -> None:
    assert pdf_faults(signed) == []


def test_the_return_is_a_document_of_several_pages_with_its_pages_numbered(signed: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(signed)).pages]
    assert len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
    assert "April to June 2025" in pages[0]
    assert "Signed off by Amara Okafor on 14 July 2025 at 11:05am" in " ".join(pages[0].split())


def test_the_contents_name_the_pages_where_the_parts_start(signed: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(signed)).pages]
    contents = " ".join(pages[0].partition("Contents")[2].split())
    titles = ("How to read this return", *(part.title for part in sections(made_up_return())), "Sign-off")
    for number, title in enumerate(titles, start=1):
        # In a narrow column a long title goes on below the number of its page.
        words = r"(?: (\d+))? ".join(re.escape(word) for word in title.split())
        found = re.search(rf"\b{number} {words}(?: (\d+))?", contents)
        assert found, title
        page = next(group for group in found.groups() if group)
        assert f"{number} {title}" in " ".join(pages[int(page) - 1].split())


def test_every_chart_is_described_to_those_who_cannot_see_it(signed: bytes) -> None:
    with Pdf.open(io.BytesIO(signed)) as pdf:
        described = [str(figure.Alt) for figure in elements(pdf, "Figure")]
    charts = [figure.chart for part in sections(made_up_return()) for figure in part.figures if figure.chart]
    assert len(described) == len(charts) >= 5
    for chart, words in zip(charts, described, strict=True):
        assert words.startswith(f"{chart.title}. ")
        assert words.endswith("The same numbers are in the table.")


def test_headers_of_columns_and_of_rows_say_which_they_are(small: bytes) -> None:
    with Pdf.open(io.BytesIO(small)) as pdf:
        assert [str(header.A.Scope) for header in elements(pdf, "TH")] == ["/Column", "/Column", "/Row"]


def test_links_say_where_they_lead(small: bytes) -> None:
    with Pdf.open(io.BytesIO(small)) as pdf:
        (link,) = pdf.pages[0].Annots
        assert str(link.Contents) == "Go to Two"


def test_the_title_and_the_language_are_those_asked_for(small: bytes) -> None:
    welsh = render_pdf(SMALL, base_url=None, title="Bach", language="cy")
    with Pdf.open(io.BytesIO(welsh)) as pdf, pdf.open_metadata() as metadata:
        assert str(pdf.docinfo.Title) == metadata["dc:title"] == "Bach"
        assert str(pdf.Root.Lang) == "cy"
    assert pdf_faults(small) == []


def test_the_document_carries_no_date_of_the_clock(small: bytes, signed: bytes) -> None:
    with Pdf.open(io.BytesIO(small)) as pdf:
        assert "/CreationDate" not in pdf.docinfo
    with Pdf.open(io.BytesIO(signed)) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20250702011400")


def test_the_same_return_is_the_same_bytes_in_another_process(signed: bytes) -> None:
    program = (
        "import hashlib; from reporting.rules.return_render import return_pdf;"
        "from tests.reporting import made_up_return as made;"
        "data = return_pdf(made.environment(), made.made_up_return(), static=made.STATIC);"
        "print(hashlib.sha256(data).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == hashlib.sha256(signed).hexdigest()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a.css",
        "https://example.org/a.css",
        "//example.org/a.css",
        "file:///etc/hostname",
        "../manage.py",
        "%2e%2e/manage.py",
        "reporting/no-such.css",
        "ftp://example.org/a.css",
    ],
)
def test_only_files_of_the_static_folder_are_read(address: str) -> None:
    page = (
        f'<!doctype html><html lang="en"><title>t</title><link rel="stylesheet" href="{address}"><h1>A</h1>'
    )
    with pytest.raises(PdfError):
        render_pdf(page, base_url=str(STATIC), title="t")


def test_a_link_out_of_the_static_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.css").write_text("h1 { color: red }")
    (tmp_path / "static" / "inside.css").symlink_to(tmp_path / "secret.css")
    page = (
        '<!doctype html><html lang="en"><title>t</title><link rel="stylesheet" href="inside.css"><h1>A</h1>'
    )
    with pytest.raises(PdfError, match="may not be read"):
        render_pdf(page, base_url=str(tmp_path / "static"), title="t")


def test_nothing_is_read_without_a_folder() -> None:
    page = '<!doctype html><html lang="en"><title>t</title><link rel="stylesheet" href="file:///a.css"><h1>A</h1>'
    with pytest.raises(PdfError, match="may not be read"):
        render_pdf(page, base_url=None, title="t")


def test_data_addresses_are_read() -> None:
    style = "data:text/css,@page{size:A5}"
    page = f'<!doctype html><html lang="en"><title>t</title><link rel="stylesheet" href="{style}"><h1>A</h1>'
    with Pdf.open(io.BytesIO(render_pdf(page, base_url=None, title="t"))) as pdf:
        assert round(float(pdf.pages[0].MediaBox[2])) == 420


def test_without_pango_the_message_says_what_to_install() -> None:
    program = """
import sys
from config.embedded import pango

class NoPango:
    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")

pango.load = lambda: None
sys.meta_path.insert(0, NoPango())
from config.pdf import PdfLibraryMissingError, render_pdf
try:
    render_pdf("<h1>A</h1>", base_url=None, title="A")
except PdfLibraryMissingError as error:
    print(error)
"""
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "apt-get install" in told.stdout
    assert "libpango-1.0-0" in told.stdout


def _no_alternative(pdf: Pdf) -> None:
    del elements(pdf, "Figure")[0].Alt


def _no_scope(pdf: Pdf) -> None:
    del elements(pdf, "TH")[0].A.Scope


def _skipped_level(pdf: Pdf) -> None:
    elements(pdf, "H2")[0].S = Name.H4


def _no_first_level(pdf: Pdf) -> None:
    elements(pdf, "H1")[0].S = Name.P


def _no_headings(pdf: Pdf) -> None:
    for tag in ("H1", "H2"):
        elements(pdf, tag)[0].S = Name.P


def _no_headers(pdf: Pdf) -> None:
    for header in elements(pdf, "TH"):
        header.S = Name.TD


def _loose_text(pdf: Pdf) -> None:
    page = pdf.pages[0]
    page.contents_add(pdf.make_stream(b"BT (loose) Tj ET"))


def _foreign_font(pdf: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Resources.Font["/F9"] = pdf.make_indirect(font)


def _no_unicode(pdf: Pdf) -> None:
    for font in pdf.pages[0].Resources.Font.values():
        del font["/ToUnicode"]


def _silent_link(pdf: Pdf) -> None:
    del pdf.pages[0].Annots[0].Contents


def _untagged_link(pdf: Pdf) -> None:
    pdf.pages[0].Annots[0].StructParent = 999


def _no_tab_order(pdf: Pdf) -> None:
    del pdf.pages[0].Tabs


def _no_title(pdf: Pdf) -> None:
    del pdf.docinfo["/Title"]


def _no_claim(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def _untagged(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _no_language(pdf: Pdf) -> None:
    pdf.Root.Lang = String("")


def _file_name_shown(pdf: Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_no_alternative, "A figure has no alternative text."),
        (_no_scope, "A table header has no scope."),
        (_skipped_level, "A level 4 heading follows a level 1 one."),
        (_no_first_level, "The first heading is not level 1."),
        (_no_headings, "There are no headings."),
        (_no_headers, "Table 1 has no headers."),
        (_loose_text, "Page 1 has 1 pieces of text that are neither tagged nor an artifact."),
        (_foreign_font, "/Helvetica is not embedded."),
        (_no_unicode, "cannot be read as text: it has no map to Unicode."),
        (_silent_link, "A link on page 1 has no description."),
        (_untagged_link, "A link on page 1 is not in the structure."),
        (_no_tab_order, "Page 1 does not follow the structure when tabbed through."),
        (_no_title, "The document has no title."),
        (_no_claim, "The metadata does not claim PDF/UA-1."),
        (_untagged, "The document is not tagged."),
        (_no_language, "The document states no language."),
        (_file_name_shown, "The window would show the file name, not the title."),
    ],
)
def test_the_check_finds_what_is_taken_away(small: bytes, change: Callable[[Pdf], None], fault: str) -> None:
    assert any(found.endswith(fault) for found in pdf_faults(broken(small, change)))


def test_an_untagged_document_has_many_faults() -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    assert len(pdf_faults(target.getvalue())) >= 6
