"""What a person does about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from community import erasure, text
from community.accounts.models import Profile, User
from community.realtime import publish_on_commit
from community.safety.actions.report import open_case_for_hold
from community.safety.gate import dry_run, screen
from community.safety.models import state_for
from community.safety.verdicts import Contribution, Standing, Surface, Verdict


class NameTaken(Exception):
    """Somebody already goes by this name, whatever its capitals."""


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """``verdict.refused``: nothing was stored."""

    verdict: Verdict
    profile_id: int | None = None


def check_display_name(name: str, member_id: int | None = None) -> Verdict:
    """What the gate would say to this name. Stores nothing. Raises ``NameTaken``."""
    taken = Profile.objects.filter(display_name__iexact=name)
    if member_id is not None:
        taken = taken.exclude(user_id=member_id)
    if taken.exists():
        raise NameTaken(name)
    return dry_run(Contribution.of(Surface.DISPLAY_NAME, None, display_name=name), Standing())


@transaction.atomic
def create_profile(member_id: int, display_name: str) -> ProfileResult:
    """Give a new member the name that others see. Raises ``NameTaken``."""
    verdict = screen(Contribution.of(Surface.DISPLAY_NAME, member_id, display_name=display_name))
    if verdict.refused:
        return ProfileResult(verdict)
    profile = Profile(
        user_id=member_id,
        author_id=member_id,
        display_name=display_name,
        state=state_for(verdict),
    )
    _save(profile, verdict)
    return ProfileResult(verdict, profile.pk)


@transaction.atomic
def change_profile(
    member_id: int, *, display_name: str, pronouns: str = "", about: str = ""
) -> ProfileResult:
    """Change how others see a member. The name, the pronouns and the words pass the gate.

    Raises ``NameTaken``. On a refusal nothing changes.
    """
    profile = Profile.objects.select_for_update().filter(user_id=member_id).first()
    if profile is None:
        profile = Profile(user_id=member_id, author_id=member_id)
    subject_id = profile.pk
    renamed = profile.display_name != display_name
    verdict = Verdict()
    if renamed:
        verdict = screen(
            Contribution.of(
                Surface.DISPLAY_NAME, member_id, subject_id=subject_id, display_name=display_name
            )
        )
    if not verdict.refused and (about or pronouns):
        words = screen(
            Contribution.of(
                Surface.PROFILE, member_id, subject_id=subject_id, pronouns=pronouns, about=about
            )
        )
        verdict = Verdict.from_reasons(
            (*verdict.reasons, *words.reasons), support=verdict.support or words.support
        )
    if verdict.refused:
        return ProfileResult(verdict, profile.pk)
    if renamed and profile.pk:
        profile.renamed_at = timezone.now()
    profile.display_name = display_name
    profile.pronouns = pronouns
    profile.about = about
    profile.about_html = text.render(about) if about else ""
    # A profile that a moderator hid stays hidden until a moderator says otherwise.
    if profile.pk is None or profile.is_shown() or verdict.held:
        profile.state = state_for(verdict)
    _save(profile, verdict)
    return ProfileResult(verdict, profile.pk)


def _save(profile: Profile, verdict: Verdict) -> None:
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as clash:
        raise NameTaken(profile.display_name) from clash
    if verdict.held:
        open_case_for_hold(profile, verdict)


@transaction.atomic
def close_account(member_id: int) -> dict[str, int]:
    """Forget a member everywhere, and close their sockets. Returns rows changed by each app."""
    user = User.objects.select_for_update().get(pk=member_id)
    changed = erasure.forget_everywhere(member_id)
    user.email = f"{user.public_id}@erased.invalid"
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "password"])
    publish_on_commit(f"person:{member_id}", b'{"t":"signed_out"}')
    return changed
