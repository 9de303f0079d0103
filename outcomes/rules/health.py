"""Physical health checks of people with severe mental illness: the six checks, what was found, and who does the next.

Names and the twelve months are those of the national collection of checks from GP systems (PHSMI, PHS014a).
"""

from __future__ import annotations

from django.db import models


class CheckKind(models.TextChoices):
    """The six checks of the yearly physical health check."""

    WEIGHT = "weight", "Weight or BMI"
    BLOOD_PRESSURE = "blood_pressure", "Blood pressure"
    ALCOHOL = "alcohol", "Alcohol"
    SMOKING = "smoking", "Smoking"
    GLUCOSE = "glucose", "Blood glucose or HbA1c"
    LIPIDS = "lipids", "Lipids (cholesterol)"


class CheckState(models.TextChoices):
    """What came of one check. Declined and unsuitable count as not done nationally, and are kept apart here."""

    DONE = "done", "Done"
    DECLINED = "declined", "Declined"
    UNSUITABLE = "unsuitable", "Not suitable"


class Measure(models.TextChoices):
    """What was measured, where a check can be met in more than one way."""

    BMI = "bmi", "BMI"
    WEIGHT = "weight", "Weight"
    BLOOD_PRESSURE = "blood_pressure", "Blood pressure"
    AUDIT_C = "audit_c", "AUDIT-C score"
    ALCOHOL_UNITS = "alcohol_units", "Units of alcohol a week"
    SMOKING = "smoking", "Smoking status"
    HBA1C = "hba1c", "HbA1c"
    GLUCOSE = "glucose", "Blood glucose"
    CHOLESTEROL = "cholesterol", "Total cholesterol"


class RegisterSource(models.TextChoices):
    """How it is known that somebody is on the register of people with severe mental illness."""

    GP = "gp", "The GP’s register"
    DIAGNOSIS = "diagnosis", "A diagnosis made in secondary care"
    RECORD = "record", "A letter or another service’s record"


class CheckedBy(models.TextChoices):
    """Who does the next check."""

    SECONDARY = "secondary", "Secondary mental health care"
    GP = "gp", "GP practice"


class OutreachWay(models.TextChoices):
    CALL = "call", "Phone call"
    TEXT = "text", "Text message"
    LETTER = "letter", "Letter"
    HOME_VISIT = "home_visit", "Home visit"
    CLINIC = "clinic", "At a joint flu or vaccination clinic"
    IN_PASSING = "in_passing", "In passing, at another contact"


class OutreachOutcome(models.TextChoices):
    BOOKED = "booked", "Reached, and booked"
    DECLINED = "declined", "Reached, and declined"
    NOT_REACHED = "not_reached", "Not reached"
    CAME = "came", "Came for the check"
