"""How listings are kept: runs of imports, and the index that searching reads."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone


class ImportRun(models.Model):
    """One run of an import: what came, what was refused and why, and how far it got.

    ``position`` is the number of rows safely stored: an interrupted import of postcodes goes on
    from there. ``fingerprint`` tells whether the file is still the same one.
    """

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, blank=True)
    position = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["kind", "source", "-id"], name="directory_run_latest")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.source} at {self.started_at:%Y-%m-%d %H:%M}"


class IndexDocument(models.Model):
    """One public group as the search reads it: its words, facets and public point.

    Holds nothing private: it is made of what everybody may read. ``digest`` lets a process see
    which documents changed since it last looked.
    """

    group = models.OneToOneField(
        "directory.Group", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=32)
    body = models.TextField()

    def __str__(self) -> str:
        return f"index of group {self.group_id}"


def new_stamp() -> str:
    return secrets.token_hex(8)


class IndexStamp(models.Model):
    """A single row whose value changes with every change of the index or the synonyms.

    Random, not counted: a rolled-back change can never be mistaken for a later one.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.CharField(max_length=16, default=new_stamp)

    def __str__(self) -> str:
        return self.stamp
