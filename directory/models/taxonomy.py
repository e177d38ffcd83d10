"""Words that staff choose: interests, needs, languages, and what people call things."""

from __future__ import annotations

import uuid

from django.db import models


class Taxonomy(models.Model):
    """A list of terms, as the national feed names it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField()
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "name"]
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """An interest (gardening) or a need (new parents) that a group answers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["taxonomy__sort_order", "sort_order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "name"], name="directory_term_once")
        ]

    def __str__(self) -> str:
        return self.name


class Language(models.Model):
    """A language that somebody at the group speaks."""

    code = models.CharField(max_length=12, unique=True, help_text="ISO 639, such as ur or bn.")
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Synonym(models.Model):
    """What people say → what listings say. Staff edit these in the CMS.

    "baby blues" finds listings that say "perinatal". With ``both_ways`` the reverse too.
    """

    phrase = models.CharField(max_length=80, unique=True, help_text="What somebody types.")
    means = models.CharField(
        max_length=200, help_text="Words to look for as well, with commas between them."
    )
    both_ways = models.BooleanField(default=False)

    class Meta:
        ordering = ["phrase"]

    def __str__(self) -> str:
        return f"{self.phrase} → {self.means}"
