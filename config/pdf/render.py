"""The rendering itself: WeasyPrint with nothing to read but local files."""

import re
from base64 import b64encode
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from config.embedded import pango
from config.pdf.tags import finish_tags

if TYPE_CHECKING:
    from types import ModuleType

PANGO_HELP = (
    "PDF documents need the Pango text libraries, which are not installed. On Debian or Ubuntu run:"
    " apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
_DRAWING = re.compile("<svg .*?</svg>", re.DOTALL)
_CLASS = re.compile('<svg [^>]*?(class="[^"]*")')
_TITLE = re.compile("<title[^>]*>(.+?)</title>", re.DOTALL)
_DESCRIPTION = re.compile("<desc[^>]*>(.+?)</desc>", re.DOTALL)
_of_thread = local()


class PdfLibraryMissingError(RuntimeError):
    """Pango is not installed; the message says what to install."""


class PdfError(RuntimeError):
    """The HTML cannot become a PDF, because a file that it names is missing or may not be read."""


def render_pdf(html: str, *, base_url: str | None, title: str, language: str = "en-GB") -> bytes:
    """The document as PDF/UA-1.

    `base_url` is the folder whose files (style sheets, images) the HTML may name by relative address; nothing
    else is read but data addresses, and nothing at all from a network. Dates are those of the HTML's
    `dcterms.created` and `dcterms.modified`, if any, never the clock's.

    Raises PdfLibraryMissingError when Pango is missing, PdfError when a named file cannot be read.
    """
    weasyprint = _weasyprint()
    folder = Path(base_url).resolve() if base_url else None
    try:
        page = weasyprint.HTML(
            string=_DRAWING.sub(_as_image, html),
            base_url=f"{folder.as_uri()}/" if folder else None,
            url_fetcher=_local_fetcher(weasyprint, folder),
        )
        document = page.render(pdf_variant="pdf/ua-1", font_config=_fonts(weasyprint))
        document.metadata.title, document.metadata.lang = title, language
        return finish_tags(document.write_pdf(pdf_variant="pdf/ua-1"))
    except weasyprint.urls.FatalURLFetchingError as error:
        raise PdfError(f"{error}: {error.__cause__}") from error


def _weasyprint() -> "ModuleType":
    """The library, imported late: importing it takes a second, and fails where Pango is missing."""
    pango.load()
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as error:
        raise PdfLibraryMissingError(PANGO_HELP) from error
    library: ModuleType = weasyprint
    return library


def _fonts(weasyprint: "ModuleType") -> Any:
    """The fonts of the machine, looked up once a thread: to do so for every document takes time, and memory that the
    text libraries never give back. Pango's map of fonts is not to be shared by threads.
    """
    if not hasattr(_of_thread, "fonts"):
        _of_thread.fonts = weasyprint.text.fonts.FontConfiguration()
    return _of_thread.fonts


def _local_fetcher(weasyprint: "ModuleType", folder: Path | None) -> Any:
    """A reader of data addresses and of files in one folder, which stops the rendering at anything else."""

    class LocalFetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            check_local(url, folder)
            return super().fetch(url, headers)

    return LocalFetcher(allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True)


def check_local(url: str, folder: Path | None) -> None:
    """Raise PdfError unless the address is data or a file inside the folder."""
    parts = urlsplit(url)
    if parts.scheme == "data":
        return
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or folder is None or not path.is_relative_to(folder):
        raise PdfError(
            f"{url} may not be read for a PDF; name a file of the static folder by its relative address."
        )


def _as_image(drawing: re.Match[str]) -> str:
    """A drawing with a title as an image of its own, of the same class, told by title and description: read amid the
    page, each of its marks is looked up in the style sheets, which takes longer than to draw it.
    """
    svg = drawing.group()
    told = [found.group(1) for found in (_TITLE.search(svg), _DESCRIPTION.search(svg)) if found]
    if not told:
        return svg
    data = b64encode(svg.encode()).decode()
    # Text of an element may hold quotes.
    alt = ". ".join(told).replace('"', "&quot;")
    styled = _CLASS.match(svg)
    looks = styled.group(1) if styled else ""
    return f'<img {looks} alt="{alt}" src="data:image/svg+xml;base64,{data}">'
