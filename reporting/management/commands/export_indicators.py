from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from hubs.actions import audit
from hubs.rules.exports import safe_cell
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from reporting.indicators import INDICATORS
from reporting.management.tenants import tenant_named
from reporting.rules.exported import COLUMNS, Cell, as_published, exact, line
from reporting.rules.periods import Period, parse_month
from reporting.rules.suppression import Unit
from reporting.selectors import values
from reporting.selectors.definitions import UNITS


class Command(BaseCommand):
    help = (
        "Print every stored value whose period ends with a month: the month itself, and the three and twelve months"
        " that end with it. Exact: counts are whole, a proportion lies between 0 and 1, waits are days. With"
        " --published, as it may leave the tenant: counts below 5 become * and others the nearest 5 (the tenant may"
        " have chosen other numbers), a proportion is a whole percentage written as 0.53 for 53%, days are whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--period", required=True, metavar="MONTH", help="as 2025-06")
        parser.add_argument("--format", choices=("csv", "json"), default="csv")
        parser.add_argument(
            "--published", action="store_true", help="suppress small numbers and round the others"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_named(options["tenant"])
        try:
            period = parse_month(options["period"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        with in_tenant(tenant.pk):
            rows = list(_lines(period, published=options["published"]))
            if not rows:
                raise CommandError(_nothing(tenant.slug, period))
            by = system_actor(tenant.pk, "export_indicators")
            detail = {"period": period.code, "published": options["published"]}
            audit.record(
                by=by, action="indicators.exported", obj_type="month", reference=period.code, detail=detail
            )
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, default=float, indent=1))
        else:
            _write_csv(self.stdout, rows)


def _lines(period: Period, *, published: bool) -> Iterator[dict[str, Cell]]:
    policy = values.suppression_policy()
    for value in values.ending_with(period.end):
        figures = as_published(value, _unit(value.indicator), policy) if published else exact(value)
        yield line(value, figures)


def _unit(indicator: str) -> Unit:
    found = INDICATORS.get(indicator)
    return UNITS[found.unit] if found else "count"


def _write_csv(out: OutputWrapper, rows: list[dict[str, Cell]]) -> None:
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(cell) for name, cell in row.items()} for row in rows)


def _cell(cell: Cell) -> object:
    # Decimals in plain notation: 0.00001 and not 1E-5.
    return f"{cell:f}" if isinstance(cell, Decimal) else safe_cell(cell)


def _nothing(slug: str, period: Period) -> str:
    known = values.months_known()
    computed = (
        f"Computed so far: {known[0]:%Y-%m} to {known[-1]:%Y-%m}." if known else "No month has been computed."
    )
    return (
        f"There are no values of {period.code} for {slug}. {computed}"
        f" To compute it: manage.py nightly --tenant {slug} --as-at {period.end}"
    )
