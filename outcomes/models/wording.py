from __future__ import annotations

from django.db import models
from django.db.models import Q

from hubs.tenancy.models import TenantModel


class LocalItem(TenantModel):
    """An area that a tenant rates beside the eleven of DIALOG: asked and shown like them, never scored."""

    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True, db_default=True)

    class Privacy:
        operational = ("tenant", "key", "label", "position", "is_active")

    class Meta(TenantModel.Meta):
        ordering = ["position", "label"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="outcomes_localitem_key_uniq"),
        ]

    def __str__(self) -> str:
        return self.label


class ItemWording(TenantModel):
    """How a tenant that is licensed to words an item, in a language (ISO 639-1). Without it the short neutral labels
    of ours are shown (outcomes/data/dialog_items.csv). ``item`` is a key of that file, or of a local item.
    """

    item = models.SlugField(max_length=40)
    language = models.CharField(max_length=2, default="en")
    words = models.TextField()
    source = models.CharField(max_length=200)

    class Privacy:
        operational = ("tenant", "item", "language", "words", "source")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "item", "language"], name="outcomes_itemwording_uniq"),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(source=""), name="outcomes_itemwording_says_whose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} in {self.language}"
