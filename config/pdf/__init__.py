"""HTML to PDF/UA-1: tagged, titled, in a language, and the same bytes for the same HTML."""

from config.pdf.faults import pdf_faults
from config.pdf.render import PdfError, PdfLibraryMissingError, render_pdf

__all__ = ["PdfError", "PdfLibraryMissingError", "pdf_faults", "render_pdf"]
