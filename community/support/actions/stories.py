"""A worker tells a story, changes it, and takes it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from community import text
from community.safety.actions import log
from community.safety.actions.report import open_case_for_hold
from community.safety.gate import screen
from community.safety.models import state_for
from community.safety.verdicts import Contribution, Surface, Verdict
from community.support.models import Story, WorkerProfile
from community.support.permissions import NotAllowed


@dataclass(frozen=True, slots=True)
class StoryResult:
    """``verdict.refused``: nothing was stored, and ``slug`` is empty for a new story."""

    verdict: Verdict
    slug: str = ""


@transaction.atomic
def save_story(
    user_id: int, *, title: str, body: str, consent: bool, slug: str = ""
) -> StoryResult:
    """Write a story, or change the one named by ``slug``. The words pass the gate.

    Raises ``NotAllowed`` for somebody who is not introduced as a worker, and
    ``Story.DoesNotExist`` for a story that is not theirs.
    """
    profile = WorkerProfile.objects.filter(user_id=user_id).first()
    if profile is None:
        raise NotAllowed("Stories are told by peer support workers who are introduced here.")
    story = (
        Story.objects.select_for_update().get(slug=slug, author_id=user_id)
        if slug
        else Story(worker=profile, author_id=user_id)
    )
    title, body = " ".join(title.split()), text.clean_source(body).strip()
    verdict = screen(
        Contribution.of(Surface.STORY, user_id, subject_id=story.pk, title=title, body=body)
    )
    if verdict.refused:
        return StoryResult(verdict, story.slug)
    had_consent = story.consented_at is not None
    story.title = title
    story.body = body
    story.body_html = text.render(body)
    story.renderer_version = text.RENDERER_VERSION
    story.updated_at = timezone.now()
    if consent != had_consent:
        story.consented_at = timezone.now() if consent else None
    # A story that a moderator hid stays hidden until a moderator says otherwise.
    if story.pk is None or story.is_shown() or verdict.held:
        story.state = state_for(verdict)
    if story.pk is None:
        story.slug = _free_slug(title)
    story.save()
    if verdict.held:
        open_case_for_hold(story, verdict)
    if consent != had_consent:
        _record_consent(story, user_id, consent)
    return StoryResult(verdict, story.slug)


@transaction.atomic
def take_back_consent(user_id: int, slug: str) -> bool:
    """Nobody reads the story from now on. Returns whether it was told until now."""
    story = Story.objects.select_for_update().get(slug=slug, author_id=user_id)
    if story.consented_at is None:
        return False
    story.consented_at = None
    story.save(update_fields=["consented_at"])
    _record_consent(story, user_id, consent=False)
    return True


def _record_consent(story: Story, user_id: int, consent: bool) -> None:
    log.record(
        "support.story_consent" if consent else "support.story_taken_back",
        actor_id=user_id,
        subject_type="support.story",
        subject_id=story.pk,
        previous={"consent": not consent},
        new={"consent": consent},
    )


def _free_slug(title: str) -> str:
    base = slugify(title)[:120] or "story"
    slug, number = base, 1
    while Story.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
