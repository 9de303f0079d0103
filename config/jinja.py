"""The Jinja2 environment of every page: filters, addresses, and the macros of templates/_components.

A name that a view forgot, or that is misspelt, raises: in a record of care a silent blank is a wrong answer.
The macros of the NHS design system expect the opposite, so they are compiled in an environment of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import ChainableUndefined, Environment, PackageLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from config import formats
from hubs.forms import nhs
from hubs.forms.filters import active_filters
from hubs.forms.kept_words import keep_words, words_wait

DESIGN_SYSTEM = "nhsuk/"

FILTERS: dict[str, Callable[..., str]] = {
    "date": formats.date,
    "short_date": formats.short_date,
    "month": formats.month,
    "time": formats.time,
    "datetime": formats.datetime,
    "short_datetime": formats.short_datetime,
    "nhs_number": formats.nhs_number,
    "number": formats.number,
    "percent": formats.percent,
    "plural": formats.plural,
    "days": formats.days,
}

# Each macro of these files is callable from any template by its name, without an import.
COMPONENTS = {
    "_components/breadcrumbs.jinja": ["back_link", "breadcrumbs"],
    "_components/chart.jinja": ["chart"],
    "_components/definition.jinja": ["definition"],
    "_components/empty.jinja": ["empty_state"],
    "_components/filters.jinja": ["filters_panel"],
    "_components/messages.jinja": ["message_banners"],
    "_components/pagination.jinja": ["page_count", "pagination"],
    "_components/progress.jinja": ["progress"],
    "_components/record.jinja": ["record_banner"],
    "_components/stat.jinja": ["stat"],
    "_components/summary.jinja": ["summary_list"],
    "_components/table.jinja": ["cell", "column", "sort_column", "table"],
    "_components/tag.jinja": ["tag"],
    "_components/text.jinja": ["details", "button", "button_link"],
    "_components/timeline.jinja": ["timeline", "timeline_item"],
}


class PageEnvironment(Environment):
    """Strict about our own templates; hands the design system's to a lenient environment beside it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
        )
        self.design_system = Environment(
            loader=PackageLoader("nhsuk_frontend_jinja"),
            autoescape=True,
            undefined=ChainableUndefined,
            auto_reload=False,
        )

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        if isinstance(name, str) and name.startswith(DESIGN_SYSTEM):
            return self.design_system.get_template(name)
        return super().get_template(name, parent, globals)


def environment(**options: Any) -> PageEnvironment:
    """What the TEMPLATES setting names; ``options`` are Django's (loader, autoescape, auto_reload)."""
    env = PageEnvironment(**options)
    env.filters.update(FILTERS)
    env.globals.update(FUNCTIONS)
    env.globals["icon"] = _icon(env)
    env.globals.update(
        {name: _component(env, file, name) for file, names in COMPONENTS.items() for name in names}
    )
    return env


def url(name: str, *args: Any, query: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
    """The address of a named page: ``url("person", person.reference, query={"tab": "contacts"})``."""
    return reverse(name, args=args, kwargs=kwargs, query=query)


@pass_context
def querystring(context: Context, **changes: Any) -> str:
    """The query of this page with some of it changed: ``?team=12&page=3`` from ``querystring(page=3)``.

    None takes a parameter out, a list repeats it; the rest stays, so that paging and sorting keep filters.
    """
    return changed_query(context["request"], changes)


def changed_query(request: HttpRequest, changes: Mapping[str, Any]) -> str:
    """As ``querystring``, for a request at hand."""
    query: QueryDict = request.GET.copy()
    for name, value in changes.items():
        values = list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
        if values:
            query.setlist(name, [str(item) for item in values])
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}"


@pass_context
def csp_nonce(context: Context) -> str:
    """This response's nonce; asking for it puts it into the policy (django-csp)."""
    return str(context["request"].csp_nonce)


# What a template may call, beside the components and ``icon``.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "url": url,
    "static": static,
    "htmx_script": htmx_script,
    "querystring": querystring,
    "changed_query": changed_query,
    "csp_nonce": csp_nonce,
    "field": nhs.field,
    "form_fields": nhs.form_fields,
    "form_errors": nhs.form_errors,
    "keep_words": keep_words,
    "words_wait": words_wait,
    "active_filters": active_filters,
}


def _icon(env: PageEnvironment) -> Callable[[str], Markup]:
    macro: Callable[[str], Markup] = vars(env.get_template("nhsuk/macros/icon.jinja").module)["nhsukIcon"]
    # Drawn once each: the design system's macro is slow, and every page has some.
    return cache(macro)


def _component(env: PageEnvironment, file: str, name: str) -> Callable[..., Markup]:
    @pass_context
    def call(context: Context, *args: Any, **kwargs: Any) -> Markup:
        macro: Macro = getattr(env.get_template(file).module, name)
        if "request" in macro.arguments:
            kwargs["request"] = context["request"]
        return cast(Markup, macro(*args, **kwargs))

    return call
