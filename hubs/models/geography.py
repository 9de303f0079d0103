from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.models import GlobalModel


class Postcode(GlobalModel):
    """A postcode of the ONS directory, with LSOAs of both boundary years and the local authority."""

    reason = "The postcode directory is published for everybody."

    postcode = models.CharField(max_length=8, primary_key=True)
    lsoa_2011 = models.CharField(max_length=9, blank=True)
    lsoa_2021 = models.CharField(max_length=9, blank=True)
    local_authority = models.CharField(max_length=9, blank=True)
    introduced = models.DateField(null=True)
    terminated = models.DateField(null=True)

    class Privacy:
        operational = ("postcode", "lsoa_2011", "lsoa_2021", "local_authority", "introduced", "terminated")

    def __str__(self) -> str:
        return self.postcode


class DeprivationDecile(GlobalModel):
    """The deprivation decile of an LSOA (1 is most deprived), for one edition of the index.

    The 2019 edition is about LSOAs of 2011, the 2025 edition about those of 2021: they are never mixed.
    """

    reason = "The indices of deprivation are published for everybody."

    edition = models.PositiveSmallIntegerField()
    boundary_year = models.PositiveSmallIntegerField()
    lsoa = models.CharField(max_length=9)
    rank = models.PositiveIntegerField()
    decile = models.PositiveSmallIntegerField()

    class Privacy:
        operational = ("edition", "boundary_year", "lsoa", "rank", "decile")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "lsoa"], name="hubs_deprivationdecile_uniq"),
            models.CheckConstraint(condition=Q(decile__range=(1, 10)), name="hubs_deprivationdecile_range"),
        ]

    def __str__(self) -> str:
        return f"{self.lsoa}: {self.decile}"


class GpPractice(GlobalModel):
    """A GP practice of the ODS file."""

    reason = "The register of practices is published for everybody."

    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=200)
    postcode = models.CharField(max_length=8, blank=True)
    commissioner = models.CharField(max_length=8, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    status = models.CharField(max_length=1, blank=True)

    class Privacy:
        operational = ("code", "name", "postcode", "commissioner", "opened_on", "closed_on", "status")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class PcnPractice(GlobalModel):
    """A practice was a core partner of a PCN between two days."""

    reason = "The register of networks is published for everybody."

    practice_code = models.CharField(max_length=8)
    pcn_code = models.CharField(max_length=8)
    pcn_name = models.CharField(max_length=200)
    sub_icb_code = models.CharField(max_length=8, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Privacy:
        operational = ("practice_code", "pcn_code", "pcn_name", "sub_icb_code", "starts_on", "ends_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_code", "pcn_code", "starts_on"], name="hubs_pcnpractice_start_uniq"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="hubs_pcnpractice_dates",
            ),
        ]
        indexes = [models.Index(fields=["pcn_code"], name="hubs_pcnpractice_pcn_ix")]

    def __str__(self) -> str:
        return f"{self.practice_code} in {self.pcn_code}"
