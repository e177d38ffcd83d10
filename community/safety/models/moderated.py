"""``Moderated``: the one state machine of everything that members write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.safety.verdicts import Outcome, Verdict

if TYPE_CHECKING:
    from community.safety.viewers import Viewer


class State(models.TextChoices):
    """Held: waiting, its author and moderators see it. Hidden: restorable. Removed: for good."""

    HELD = "held", "waiting for a person to look"
    SHOWN = "shown", "shown"
    HIDDEN = "hidden", "hidden"
    REMOVED = "removed", "removed"


def state_for(verdict: Verdict) -> State:
    """The state in which words enter the database. Raises ``ValueError`` on a refusal.

    A refused contribution is never stored: an action that tries has forgotten to ask.
    """
    if verdict.outcome is Outcome.REFUSE:
        raise ValueError("a refused contribution must not be stored")
    return State.HELD if verdict.outcome is Outcome.HOLD else State.SHOWN


class ModeratedQuerySet(models.QuerySet):
    """The only way to read what members wrote."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows this viewer may see.

        Ana writes a post that is held. Ana sees it, and so do moderators; Ben does not, and no
        counter, feed or search tells him that it is there. Once released Ben sees it, unless he
        and Ana have blocked one another. Hidden posts stay visible to Ana (so that she can
        appeal) and to moderators; removed ones to moderators only. Everybody must also be in
        the audience of the space (``audience_q``).
        """
        return self.filter(self.model.audience_q(viewer) & self.model.state_q(viewer))

    def shown(self) -> Self:
        """Rows in the state *shown*, whoever is looking. For counters, never for display."""
        return self.filter(state=State.SHOWN)


class Moderated(models.Model):
    """A subject: something a person wrote that can be held, hidden, restored or removed."""

    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # Path from this model to the id of the circle that its space belongs to; empty: none.
    circle_lookup = ""

    objects = ModeratedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[value for value, _ in State.choices]),
                name="%(app_label)s_%(class)s_state_known",
            )
        ]

    @classmethod
    def audience_q(cls, viewer: Viewer) -> Q:
        """Who may enter the space at all. Override where a space has an audience."""
        return Q()

    @classmethod
    def state_q(cls, viewer: Viewer) -> Q:
        """What the state lets this viewer see; see ``visible_to``."""
        if viewer.is_moderator:
            return Q()
        seen = Q(state=State.SHOWN)
        if viewer.blocked_ids:
            seen &= ~Q(author_id__in=viewer.blocked_ids)
        if viewer.user_id is not None:
            seen |= Q(author_id=viewer.user_id, state__in=[State.HELD, State.HIDDEN])
        if cls.circle_lookup and viewer.moderated_circle_ids:
            seen |= Q(**{f"{cls.circle_lookup}__in": viewer.moderated_circle_ids})
        return seen

    def is_shown(self) -> bool:
        return self.state == State.SHOWN
