"""Topic: a conversation in a category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from community.safety.models import Moderated, ModeratedQuerySet
from forum.limits import NOTE_LENGTH, TITLE_LENGTH
from forum.models.category import Category, audience_q

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


def slug_for(title: str) -> str:
    """The words of a title in an address; "topic" where no Latin letter is left."""
    return slugify(title)[:60].strip("-") or "topic"


class TopicQuerySet(ModeratedQuerySet):
    def listed(self) -> Self:
        """In the order of the board: pinned first, then the latest activity members can see."""
        return self.order_by("-pinned", "-last_activity", "-id")

    def shared_in(self, category_id: int) -> Self:
        """What everyone who may enter a category sees there alike, in the order of the board.

        For the part of a page that is made once for all: ask only for a category that
        ``visible_to`` has already let this viewer into, and leave out whom they have blocked.
        """
        return self.shown().filter(category_id=category_id).listed()


class Topic(Moderated):
    """A conversation. It is always in the state of its opener (post number 1).

    ``last_number`` is the allocator of post numbers: it only goes up, under the row's lock.
    ``shown_posts``, ``last_post_number``, ``last_activity`` and ``last_post_author`` are what
    members see; ``all_posts`` counts everything. ``version`` goes up whenever what members see
    changes, never for a held post: an address that answers "not modified" must not tell.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=60, db_index=False)
    content_note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    pinned = models.BooleanField(default=False)
    locked = models.BooleanField(default=False)

    last_number = models.PositiveIntegerField(default=0, editable=False)
    shown_posts = models.PositiveIntegerField(default=0, editable=False)
    all_posts = models.PositiveIntegerField(default=0, editable=False)
    last_post_number = models.PositiveIntegerField(default=0, editable=False)
    last_activity = models.DateTimeField(default=timezone.now, editable=False)
    last_post_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TopicQuerySet.as_manager()
    circle_lookup = "category__circle_id"

    class Meta(Moderated.Meta):
        constraints = [
            *Moderated.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="forum_topic_has_title"),
            models.CheckConstraint(
                condition=Q(shown_posts__lte=F("all_posts"))
                & Q(last_post_number__lte=F("last_number")),
                name="forum_topic_counters_fit",
            ),
        ]
        indexes = [
            models.Index(
                F("category"),
                F("pinned").desc(),
                F("last_activity").desc(),
                F("id").desc(),
                name="forum_topic_board",
            ),
            models.Index(
                F("last_activity").desc(),
                F("id").desc(),
                condition=Q(state="shown"),
                name="forum_topic_latest",
            ),
            models.Index(
                F("last_activity").desc(),
                F("id").desc(),
                condition=Q(state="shown", shown_posts=1),
                name="forum_topic_unanswered",
            ),
            models.Index(F("author"), F("last_activity").desc(), name="forum_topic_mine"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def audience_q(cls, viewer: Viewer) -> Q:
        return audience_q(viewer, "category__")

    def get_absolute_url(self) -> str:
        return reverse("forum:topic", args=[self.pk, self.slug])
