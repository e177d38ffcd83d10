"""Post: what one person wrote in a topic, and what it said before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.safety.models import Moderated, ModeratedQuerySet, State
from forum.limits import NOTE_LENGTH, TITLE_LENGTH
from forum.models.category import audience_q
from forum.models.topic import Topic

if TYPE_CHECKING:
    from community.safety.viewers import Viewer

PER_PAGE = 20


def page_of(number: int) -> int:
    """The page on which a post number stands."""
    return max(0, number - 1) // PER_PAGE + 1


class PostQuerySet(ModeratedQuerySet):
    def shared_on(self, topic_id: int, page: int) -> Self:
        """What everyone who may read a topic sees on a page alike.

        For the part of a page that is made once for all: ask only for a topic that
        ``visible_to`` has already let this viewer see, and leave out whom they have blocked.
        """
        return self.shown().on_page(topic_id, page)

    def on_page(self, topic_id: int, page: int) -> Self:
        """Posts of one page, by number: page 250 costs what page 1 costs."""
        first = (page - 1) * PER_PAGE + 1
        return self.filter(
            topic_id=topic_id, number__gte=first, number__lt=first + PER_PAGE
        ).order_by("number")


class Post(Moderated):
    """What one person wrote.

    ``number`` is its place in the topic, given when the post is first shown: a post that waits
    has none, so neither a gap nor a page tells that it is there. (The opener is always number
    1: its whole topic waits with it.) ``body`` is the source as it was typed, ``body_html`` the
    safe HTML made from it by renderer version ``renderer``. ``token`` is the form's: the same
    form sent twice is one post.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(null=True, editable=False)
    body = models.TextField()
    body_html = models.TextField(editable=False)
    renderer = models.PositiveSmallIntegerField(editable=False)
    content_note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    shown_at = models.DateTimeField(null=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    edit_count = models.PositiveIntegerField(default=0, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    token = models.UUIDField(null=True, editable=False)

    objects = PostQuerySet.as_manager()
    circle_lookup = "topic__category__circle_id"

    class Meta(Moderated.Meta):
        constraints = [
            *Moderated.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "number"], name="forum_post_number_once"),
            models.UniqueConstraint(
                fields=["author", "token"],
                condition=Q(token__isnull=False),
                name="forum_post_sent_once",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1), name="forum_post_number_from_1"
            ),
            models.CheckConstraint(
                condition=~Q(state="shown") | Q(number__isnull=False, shown_at__isnull=False),
                name="forum_post_shown_has_a_place",
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic", "created_at"],
                condition=Q(number__isnull=True),
                name="forum_post_waiting",
            ),
            models.Index(F("author"), F("created_at").desc(), name="forum_post_mine"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk} in topic {self.topic_id}"

    @classmethod
    def audience_q(cls, viewer: Viewer) -> Q:
        """Whoever may enter the category and see the topic."""
        if viewer.is_moderator:
            return Q()
        topic = Q(topic__state=State.SHOWN)
        if viewer.blocked_ids:
            topic &= ~Q(topic__author_id__in=viewer.blocked_ids)
        if viewer.user_id is not None:
            topic |= Q(topic__author_id=viewer.user_id, topic__state__in=[State.HELD, State.HIDDEN])
        if viewer.moderated_circle_ids:
            topic |= Q(topic__category__circle_id__in=viewer.moderated_circle_ids)
        return audience_q(viewer, "topic__category__") & topic

    def get_absolute_url(self) -> str:
        return reverse("forum:post", args=[self.pk])

    @property
    def is_opener(self) -> bool:
        return self.number == 1


class PostRevisionQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Earlier words that this viewer may read.

        Whoever sees the post sees the words it had while it was shown. Words that waited, or
        that stood there when a moderator took the post down, are for its author and moderators.
        """
        found = self.filter(post__in=Post.objects.visible_to(viewer))
        if viewer.is_moderator:
            return found
        readable = Q(was_shown=True)
        if viewer.user_id is not None:
            readable |= Q(post__author_id=viewer.user_id)
        if viewer.moderated_circle_ids:
            readable |= Q(post__topic__category__circle_id__in=viewer.moderated_circle_ids)
        return found.filter(readable)


class PostRevision(models.Model):
    """Words that an edit replaced. ``title`` only for an opener."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    body = models.TextField()
    content_note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)
    was_shown = models.BooleanField()

    objects = PostRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="forum_revision_number_once")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of post {self.post_id}"
