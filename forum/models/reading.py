"""What belongs to one reader: drafts, how far they have read, what they follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.limits import NOTE_LENGTH, TITLE_LENGTH
from forum.models.post import Post
from forum.models.topic import Topic


class Draft(models.Model):
    """Words somebody has not sent, or has sent and that wait.

    ``place`` says where they were being written: ``topic:12`` (a reply), ``category:sleep`` (a
    new topic), ``post:7`` (an edit). ``waiting_post`` is set while they wait for a moderator:
    such a draft is not offered again in the box, and goes when the post is shown; should the
    post be taken down, its author still has the words.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forum_drafts"
    )
    place = models.CharField(max_length=80)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    body = models.TextField(blank=True)
    content_note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    waiting_post = models.OneToOneField(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="kept_draft"
    )

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "place"],
                condition=Q(waiting_post__isnull=True),
                name="forum_one_draft_per_place",
            )
        ]

    def __str__(self) -> str:
        return f"draft of member {self.member_id} at {self.place}"


class ReadMarker(models.Model):
    """How far one member has read one topic: the highest post number they have been shown."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forum_markers"
    )
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="markers")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "topic"], name="forum_one_marker_per_topic")
        ]

    def __str__(self) -> str:
        return f"member {self.member_id} has read topic {self.topic_id} to {self.number}"


class CaughtUp(models.Model):
    """A member said "I have read everything": what is older counts as read."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="forum_caught_up",
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"member {self.member_id} had read everything at {self.at:%Y-%m-%d %H:%M}"


class Level(models.TextChoices):
    WATCH = "watch", "tell me about new replies"
    MUTE = "mute", "tell me nothing, and leave it out of my lists"


class Subscription(models.Model):
    """One member's wish about one topic."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forum_subscriptions"
    )
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="subscriptions")
    level = models.CharField(max_length=5, choices=Level.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "topic"], name="forum_one_subscription_per_topic"
            )
        ]
        indexes = [models.Index(fields=["topic", "level"], name="forum_subscription_topic")]

    def __str__(self) -> str:
        return f"member {self.member_id}: {self.level} topic {self.topic_id}"
