"""Category: a place of the forum, and who may enter it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


class Audience(models.TextChoices):
    PUBLIC = "public", "everyone can read, members write"
    MEMBERS = "members", "members only"
    CIRCLE = "circle", "one circle only"


class Theme(models.TextChoices):
    """Which shelf a category stands on; its accent and the heading it is listed under."""

    WELLBEING = "wellbeing", "How we are"
    LIFE = "life", "Times of life"
    INTEREST = "interest", "Things we do"
    SERVICE = "service", "About peer support"


class OnCrisis(models.TextChoices):
    HOLD = "hold", "wait until a person has looked"
    ALLOW = "allow", "show at once, and alert a person"


def audience_q(viewer: Viewer, path: str = "") -> Q:
    """Which categories this viewer may enter; ``path`` leads to the category (``"topic__…__"``)."""
    if viewer.is_moderator:
        return Q()
    seen = Q(**{f"{path}audience": Audience.PUBLIC})
    if viewer.is_signed_in:
        seen |= Q(**{f"{path}audience": Audience.MEMBERS})
    circles = viewer.circle_ids | viewer.moderated_circle_ids
    if circles:
        seen |= Q(**{f"{path}audience": Audience.CIRCLE, f"{path}circle_id__in": circles})
    return seen


class CategoryQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Categories this viewer may enter.

        A resident sees the public ones; Ana, a member, also those for members and that of her
        gardening circle; Ben, who is not in that circle, is not told that it exists.
        """
        return self.filter(audience_q(viewer))


class Category(models.Model):
    """A place where topics stand. Counters are kept twice: for members and for moderators.

    ``topic_count`` and ``post_count`` hold what everyone in the audience sees, the ``all_…``
    twins what moderators see. ``version`` goes up whenever what members see here changes: it is
    part of the key of every cached page.
    """

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=240, blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    circle = models.ForeignKey(
        "accounts.Circle",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="forum_categories",
        help_text="Only for a category of one circle.",
    )
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.LIFE)
    order = models.PositiveSmallIntegerField(default=100, help_text="Smaller comes first.")
    packs = models.JSONField(
        default=list, blank=True, help_text="Extra rules here, for example numbers or medicine."
    )
    hold_all = models.BooleanField(
        "a person reads everything first",
        default=False,
        help_text="Every topic and reply waits for a moderator.",
    )
    hold_when_unstaffed = models.BooleanField(
        "wait while nobody is on duty",
        default=False,
        help_text="Outside the hours in the safe-space settings, new words wait.",
    )
    on_crisis = models.CharField(
        "words of distress", max_length=5, choices=OnCrisis.choices, default=OnCrisis.HOLD
    )
    slow_seconds = models.PositiveIntegerField(
        "slow mode (seconds)", default=0, help_text="Least time between two posts of one member."
    )

    topic_count = models.PositiveIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)
    all_topic_count = models.PositiveIntegerField(default=0, editable=False)
    all_post_count = models.PositiveIntegerField(default=0, editable=False)
    last_activity = models.DateTimeField(null=True, editable=False)
    last_topic = models.ForeignKey(
        "forum.Topic", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="circle", circle__isnull=False)
                | (~Q(audience="circle") & Q(circle__isnull=True)),
                name="forum_category_circle_fits_audience",
            ),
            models.CheckConstraint(
                condition=Q(topic_count__lte=F("all_topic_count"))
                & Q(post_count__lte=F("all_post_count")),
                name="forum_category_counters_fit",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever edits a place changes its pages: its version goes up with it."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            # What was counted since the form was opened stays as it is.
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if field.editable and not field.primary_key
            ]
        super().save(*args, **kwargs)
        Category.objects.filter(pk=self.pk).update(version=F("version") + 1)

    def get_absolute_url(self) -> str:
        return reverse("forum:category", args=[self.slug])

    def clean(self) -> None:
        """Raises ``ValidationError`` where the audience and the circle do not fit together."""
        if (self.audience == Audience.CIRCLE) != (self.circle_id is not None):
            raise ValidationError(
                {"circle": "Choose a circle for a circle's category, and none for any other."}
            )
        if not isinstance(self.packs, list) or not all(
            isinstance(each, str) for each in self.packs
        ):
            raise ValidationError({"packs": 'Write a list of names, such as ["numbers"].'})

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC
