"""The quarterly assurance return: choosing a quarter, looking at it, signing it off, downloading it."""

from __future__ import annotations

import base64
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache

from config.pdf import PdfLibraryMissingError
from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.after import AfterTransaction
from reporting.actions import returns as actions
from reporting.actions.returns import AlreadySigned, NotSigned, Prepared
from reporting.forms.sign_off import SignOffForm
from reporting.rules.periods import parse_quarter
from reporting.selectors import return_content, return_page, returns
from reporting.selectors.return_content import NoFigures
from reporting.selectors.returns import Quarter


@requires(Permission.RETURN_VIEW)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """Every quarter that may be seen, and what is signed of it."""
    return render(request, "reporting/returns/index.jinja", {"quarters": returns.quarters(request.actor)})


@requires(Permission.RETURN_VIEW)
@never_cache
def preview(request: StaffRequest, quarter: str) -> HttpResponse:
    """A quarter's figures on the screen: as signed or, for those who sign, as they would be signed now."""
    found = _find(request, quarter)
    page = return_page.page(found, draft="draft" in request.GET and found.has_figures)
    return render(request, "reporting/returns/preview.jinja", {"page": page, "quarter": found})


@requires(Permission.RETURN_SIGN)
@never_cache
def draft(request: StaffRequest, quarter: str) -> HttpResponse:
    """The document as it would be signed now, marked as a draft on every page."""
    found = _find(request, quarter)
    try:
        document = return_content.build(found.period).document
    except NoFigures as error:
        messages.error(request, str(error))
        return redirect("return-preview", found.period.code)
    _exported(request, f"Draft of the assurance return {found.period.code}")
    name = f"draft-assurance-return-{document.tenant_code}-{found.period.code}.pdf"
    return AfterTransaction(
        lambda: _unless_library_missing(request, found, lambda: _pdf(actions.draw(document), name))
    )


@requires(Permission.RETURN_SIGN)
@never_cache
def sign(request: StaffRequest, quarter: str) -> HttpResponse:
    """The page on which a return is signed, and signing it."""
    found = _find(request, quarter)
    form = SignOffForm(request.POST or None, correction=bool(found.versions))
    if request.method == "POST" and form.is_valid():
        try:
            prepared = actions.prepare(
                by=request.actor,
                quarter=found.period,
                what_changed=form.cleaned_data.get("what_changed", ""),
                expected=_number(request.POST.get("expected", "")),
                seen=request.POST.get("seen", ""),
            )
        except AlreadySigned as error:
            return _not_signed(request, found, error)
        except (NotSigned, NoFigures) as error:
            form.add_error(None, str(error))
        else:
            return AfterTransaction(lambda: _finished(request, found, prepared))
    context = {"page": return_page.page(found, draft=True), "quarter": found, "form": form}
    return render(request, "reporting/returns/sign.jinja", context)


@requires(Permission.RETURN_VIEW)
@never_cache
def document(request: StaffRequest, quarter: str, version: int) -> HttpResponse:
    """A signed document, the same bytes at every download."""
    found = _find(request, quarter)
    signed = returns.version(found.period, version)
    if signed is None:
        raise Http404
    _exported(request, f"Assurance return {found.period.code}, version {signed.version}")
    tenant_code = signed.content["document"]["tenant_code"]
    name = f"assurance-return-{tenant_code}-{found.period.code}-v{signed.version}.pdf"
    response = _pdf(returns.intact_document(signed), name)
    digest = base64.b64encode(bytes.fromhex(signed.sha256)).decode()
    response["ETag"] = f'"{signed.sha256}"'
    response["Digest"] = f"sha-256={digest}"
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _find(request: StaffRequest, code: str) -> Quarter:
    """The quarter of an address; 404 for one that is none, or of which there is nothing to see."""
    try:
        found = returns.quarter(request.actor, parse_quarter(code))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _finished(request: StaffRequest, found: Quarter, prepared: Prepared) -> HttpResponse:
    def keep() -> HttpResponse:
        signed = actions.finish(by=request.actor, prepared=prepared)
        messages.success(request, f"You have signed {found.period.label}, version {signed.version}.")
        return redirect("return-preview", found.period.code)

    try:
        return _unless_library_missing(request, found, keep)
    except AlreadySigned as error:
        return _not_signed(request, found, error)


def _not_signed(request: StaffRequest, found: Quarter, error: NotSigned) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("return-preview", found.period.code)


def _unless_library_missing(
    request: StaffRequest, found: Quarter, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    try:
        return answer()
    except PdfLibraryMissingError as error:
        messages.error(request, f"The document could not be drawn, and nothing was signed. {error}")
        return redirect("return-preview", found.period.code)


def _exported(request: StaffRequest, what: str) -> None:
    access.log(by=request.actor, kind=AccessKind.EXPORTED, what=what)


def _pdf(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
