"""How somebody says whether they would recommend their care."""

from __future__ import annotations

from django.db import models


class Recommend(models.TextChoices):
    """Five answers from best to worst, and one for whoever cannot say."""

    VERY_LIKELY = "very_likely", "Very likely"
    LIKELY = "likely", "Likely"
    NEITHER = "neither", "Neither likely nor unlikely"
    UNLIKELY = "unlikely", "Unlikely"
    VERY_UNLIKELY = "very_unlikely", "Very unlikely"
    DO_NOT_KNOW = "do_not_know", "I do not know"


WOULD = frozenset({Recommend.VERY_LIKELY, Recommend.LIKELY})
