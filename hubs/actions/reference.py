"""Loading published reference files: all of a file or, when it is wrong, none of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.db import models, transaction

from hubs.actions.staging import Loaded, Sieve, Stage
from hubs.models import DeprivationDecile, GpPractice, PcnPractice, Postcode
from hubs.rules import geography_files, ods_files
from hubs.rules.delimited import Fault, WrongFile, records
from hubs.rules.geography_files import BOUNDARY_YEARS


@transaction.atomic
def load_practices(*, file: BinaryIO, lenient: bool = False) -> Loaded:
    """The ODS file of GP practices, the closed ones among them. Practices that it no longer names are kept.

    Raises WrongFile, or BadLines (a WrongFile) unless ``lenient``.
    """
    rows = ods_files.practices(records(file))
    stage, faults = _staged(GpPractice, ods_files.Practice._fields[1:], rows, lenient=lenient)
    return stage.merge("GP practices", key=["code"], faults=faults)


@transaction.atomic
def load_core_partners(*, file: BinaryIO, lenient: bool = False, although_smaller: bool = False) -> Loaded:
    """The ODS sheet of PCN core partners, which says of every practice in which PCN it was, and is taken as
    the whole.

    A membership that it no longer has was a mistake of the publisher's and goes; WrongFile where more than
    half would, unless ``although_smaller``. Raises as ``load_practices``.
    """
    rows = ods_files.core_partners(records(file))
    stage, faults = _staged(PcnPractice, ods_files.CorePartner._fields[1:], rows, lenient=lenient)
    return stage.merge(
        "Practices in PCNs",
        key=["practice_code", "pcn_code", "starts_on"],
        replace="true",
        although_smaller=although_smaller,
        faults=faults,
    )


@transaction.atomic
def load_postcodes(*, file: BinaryIO, lenient: bool = False) -> Loaded:
    """The ONS postcode directory. Postcodes that a smaller file leaves out are kept. Raises as
    ``load_practices``.
    """
    rows = geography_files.postcode_rows(records(file))
    stage, faults = _staged(Postcode, geography_files.PostcodeRow._fields[1:], rows, lenient=lenient)
    return stage.merge("Postcodes", key=["postcode"], faults=faults)


@transaction.atomic
def load_deprivation(
    *, file: BinaryIO, edition: int, lenient: bool = False, although_smaller: bool = False
) -> Loaded:
    """The deciles of one edition of the indices of deprivation, replacing what was loaded of it before.

    Raises WrongFile for an edition that is not known, and as ``load_core_partners``.
    """
    if edition not in BOUNDARY_YEARS:
        known = ", ".join(str(year) for year in BOUNDARY_YEARS)
        raise WrongFile(f"There is no {edition} index of deprivation: the edition must be one of {known}.")
    rows = geography_files.decile_rows(records(file), edition=edition)
    stage, faults = _staged(DeprivationDecile, geography_files.DecileRow._fields[1:], rows, lenient=lenient)
    return stage.merge(
        f"Deprivation deciles of {edition}",
        key=["edition", "lsoa"],
        replace=f"kept.edition = {int(edition)}",
        although_smaller=although_smaller,
        faults=faults,
    )


def _staged(
    model: type[models.Model], columns: tuple[str, ...], rows: Iterable[Any | Fault], *, lenient: bool
) -> tuple[Stage, list[Fault]]:
    stage, sieve = Stage(model, columns), Sieve(lenient)
    count = stage.fill(sieve.through(rows))
    sieve.close()
    if not count:
        raise WrongFile("The file has no rows, so nothing was loaded. Get it again.")
    return stage, sieve.faults
