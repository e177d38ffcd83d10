"""What the worker does for the forum."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.urls import reverse

from community.notices.actions import tell
from community.safety import viewers
from forum.models import Level, Post, ReadMarker, Subscription, page_of

BATCH = 200


@shared_task
def tell_watchers(post_id: int) -> int:
    """Tell whoever follows the topic that a reply is there. Returns how many were told.

    Asks again whether it is shown, and whether each may see it: between the commit and this
    moment a moderator or a block may have come. One notice a topic until they have read on.
    The words name neither the topic nor its people: a notice outlives what it speaks of.
    """
    post = (
        Post.objects.shown().filter(pk=post_id).select_related("topic", "topic__category").first()
    )
    if post is None or post.number is None:
        return 0
    topic = post.topic
    watching = list(
        Subscription.objects.filter(topic_id=topic.pk, level=Level.WATCH, member__is_active=True)
        .exclude(member_id=post.author_id)
        .order_by("member_id")
        .values_list("member_id", flat=True)
    )
    read_to = dict(
        ReadMarker.objects.filter(topic_id=topic.pk, member_id__in=watching).values_list(
            "member_id", "number"
        )
    )
    told = 0
    for start in range(0, len(watching), BATCH):
        with transaction.atomic():
            for member_id in watching[start : start + BATCH]:
                seen = read_to.get(member_id, 0)
                if seen >= post.number or not _may_see(member_id, post_id):
                    continue
                first_new = seen + 1 if seen else post.number
                url = reverse("forum:topic", args=[topic.pk, topic.slug])
                tell(
                    member_id,
                    "forum-reply",
                    subject="A new reply in a topic you follow",
                    body=f"Somebody has replied in {topic.category.name}.",
                    url=f"{url}?page={page_of(first_new)}#n{first_new}",
                    once=f"forum-topic-{topic.pk}-after-{seen}",
                )
                told += 1
    return told


def _may_see(member_id: int, post_id: int) -> bool:
    return Post.objects.visible_to(viewers.build(member_id)).filter(pk=post_id).exists()
