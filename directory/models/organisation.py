"""Who runs groups."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """A charity, trust, council or set of neighbours that runs groups.

    Its contact details are the organisation's own and public; a person's never belong here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120, blank=True, editable=False)
    source_id = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="directory_organisation_source_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
