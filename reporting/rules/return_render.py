"""An assurance return as HTML and as a PDF."""

from pathlib import Path

from jinja2 import Environment

from config.pdf import render_pdf
from reporting.rules.return_document import ReturnDocument
from reporting.rules.return_figures import main_figures, sections

TEMPLATE = "reporting/return/document.jinja"


def return_html(environment: Environment, document: ReturnDocument) -> str:
    """The whole document, ready for paper; its style sheet is named relative to the static folder."""
    template = environment.get_template(TEMPLATE)
    return template.render(document=document, main=main_figures(document), sections=sections(document))


def return_pdf(environment: Environment, document: ReturnDocument, *, static: Path) -> bytes:
    """The return as PDF/UA-1, the same bytes for the same document.

    `static` is the folder that holds the style sheet. Raises what `render_pdf` raises.
    """
    return render_pdf(return_html(environment, document), base_url=str(static), title=document.title)
