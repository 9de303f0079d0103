from __future__ import annotations

import os
import subprocess
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.benchmarks import database, nights, pages, papers, record_sets
from reporting.benchmarks.timing import Times
from reporting.demo import tenants
from reporting.management.commands.demo import load_published_files

PARTS = ("pages", "import", "night", "paper")
# Needs no row of any table, and so no database of its own.
WITHOUT_DATABASE = "paper"


class Command(BaseCommand):
    help = (
        "Print the timings of one run, as ratios: pages to a bare signed-in page, the reading of a record set to a"
        " bare COPY and to a COPY with keys, the night to a pass by hand; and the time that a plan on paper takes. In a"
        " database of its own, which is gone afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=PARTS, help="one part alone")
        parser.add_argument("--requests", type=int, default=100, help="of each page (100)")
        parser.add_argument(
            "--people", type=int, default=100_000, help="of the night; ten times the contacts (100000)"
        )
        parser.add_argument("--contacts", type=int, default=200_000, help="of the record set (200000)")
        parser.add_argument(
            "--papers", type=int, default=200, help="plans on paper, one after the other (200)"
        )
        parser.add_argument("--inside", action="store_true", help="in the database that DATABASE_URL names")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["only"] == WITHOUT_DATABASE:
            self.time_paper(options)
            return
        if not options["inside"]:
            self.outside(options)
            return
        self.fill()
        for part in PARTS:
            if options["only"] in (None, part):
                getattr(self, f"time_{part}")(options)

    def outside(self, options: dict[str, Any]) -> None:
        """Make the database, and run again in a process that uses it."""
        passed = [
            f"--{name}={options[name]}"
            for name in ("only", "requests", "people", "contacts", "papers")
            if options[name]
        ]
        with database.scratch() as environment:
            try:
                database.run(environment, "bench", "--inside", *passed)
            except subprocess.CalledProcessError as error:
                raise CommandError("The bench did not come to its end: see the message above.") from error

    def fill(self) -> None:
        load_published_files()
        tenants.make(people_each=600, seed=1, until=timezone.localdate())
        call_command("nightly", tenant="red-rose", verbosity=0)
        self.stdout.write(f"{os.cpu_count()} processors")

    def time_pages(self, options: dict[str, Any]) -> None:
        times = pages.measure(options["requests"])
        bare = times.pop(pages.BARE)
        self.stdout.write(
            f"Pages, {options['requests']} requests each ({'p50':>8} {'p95':>8}  ratio of p50 and p95)"
        )
        self.line(pages.BARE, bare, bare)
        for name, taken in times.items():
            self.line(name, taken, bare)

    def line(self, name: str, taken: Times, bare: Times) -> None:
        self.stdout.write(
            f"  {name:24} {taken.p50 * 1000:8.1f} {taken.p95 * 1000:8.1f} ms"
            f"  {taken.p50 / bare.p50:5.1f} {taken.p95 / bare.p95:5.1f} times"
        )

    def time_import(self, options: dict[str, Any]) -> None:
        taken = record_sets.measure(people=options["contacts"] // 10, contacts=options["contacts"])
        self.stdout.write(
            f"Record set of {taken.rows:,} rows: {taken.rows / taken.read_seconds:,.0f} rows a second,"
            f" {taken.peak_mb} MB of memory at most\n"
            f"  {taken.read_seconds / taken.copy_seconds:5.1f} times the bare COPY ({taken.copy_seconds:.1f} s):"
            f" the same files into tables of text, without keys and checks\n"
            f"  {taken.read_seconds / taken.keyed_seconds:5.1f} times the COPY with keys ({taken.keyed_seconds:.1f} s):"
            f" the rows that came of them into tables with the product's own keys, checks and indexes"
        )

    def time_night(self, options: dict[str, Any]) -> None:
        taken = nights.measure(people=options["people"])
        self.stdout.write(
            f"Night of {options['people']:,} people and {taken.contacts:,} contacts: {taken.night_seconds:.1f} s for"
            f" {taken.values:,} values, {taken.night_seconds / taken.hand_seconds:.1f} times a pass by hand for"
            f" MRS01 to MRS03 ({taken.hand_seconds:.1f} s)"
        )

    def time_paper(self, options: dict[str, Any]) -> None:
        taken = papers.measure(options["papers"])
        self.stdout.write(
            f"Plan of {taken.pages} pages on paper, {options['papers']} times: first {taken.first * 1000:.0f} ms, then"
            f" p50 {taken.rest.p50 * 1000:.0f} ms, p95 {taken.rest.p95 * 1000:.0f} ms\n"
            f"  of which this process had a processor for: p50 {taken.busy.p50 * 1000:.0f} ms,"
            f" p95 {taken.busy.p95 * 1000:.0f} ms\n"
            f"  {taken.settled_mb:.0f} MB of memory after the {papers.SETTLED}th, {taken.last_mb:.0f} MB after the last"
        )
