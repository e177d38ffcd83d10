"""Tables of live rooms. The log of a room is ``RoomEvent``: it holds no text."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.safety.models import Moderated, ModeratedQuerySet
from community.safety.viewers import Viewer

# A host who has given no sign of life for this long no longer keeps the room open.
LEASE = timedelta(seconds=60)
# And for this long: the session is over.
ABANDONED = timedelta(minutes=5)
# The door opens this long before the session starts, and words may end this long after.
LOBBY_BEFORE = timedelta(minutes=10)
WARN_BEFORE_END = timedelta(minutes=5)
GRACE_AFTER_END = timedelta(minutes=5)
# A seat is kept for a socket that dropped, and for a reader without JavaScript.
SEAT_KEPT_SOCKET = timedelta(seconds=105)
SEAT_KEPT_PAGE = timedelta(minutes=10)

MAX_LINE = 2000


class Audience(models.TextChoices):
    MEMBERS = "members", "every member"
    CIRCLE = "circle", "members of a circle"


class SessionState(models.TextChoices):
    SCHEDULED = "scheduled", "planned"
    LOBBY = "lobby", "doors open"
    OPEN = "open", "open"
    PAUSED = "paused", "paused"
    CLOSING = "closing", "closing"
    CLOSED = "closed", "closed"


# A room has at most one session in these states (a conditional unique constraint holds it).
LIVE = (
    SessionState.LOBBY,
    SessionState.OPEN,
    SessionState.PAUSED,
    SessionState.CLOSING,
)
# Lines are taken in these, while the lease lasts.
SPEAKING = (SessionState.OPEN, SessionState.CLOSING)


class SessionFormat(models.TextChoices):
    OPEN = "open", "open conversation"
    CIRCLE = "circle", "circle: one after another"


class RoomQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> RoomQuerySet:
        """Rooms this viewer may know of.

        A resident sees that the Evening room exists and when it opens, though only members
        enter. The room of the new parents' circle is there for that circle and for moderators.
        """
        if viewer.is_moderator:
            return self
        seen = Q(audience=Audience.MEMBERS)
        circles = viewer.circle_ids | viewer.moderated_circle_ids
        if circles:
            seen |= Q(circle_id__in=circles)
        return self.filter(seen, is_retired=False)


class Room(models.Model):
    """A place with a table in it. ``epoch``, ``head_seq`` and ``floor_seq`` are its log's.

    ``speaking_until`` is the lease, copied here so that the one statement that gives out a
    number also checks that the room is open: nothing can be numbered after a pause.
    Events up to ``floor_seq`` belong to an earlier session and are not replayed.
    """

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    summary = models.CharField(max_length=200, blank=True, help_text="One plain sentence.")
    description = models.TextField(blank=True, help_text="Who it is for and how it goes.")
    circle = models.ForeignKey(
        "accounts.Circle", null=True, blank=True, on_delete=models.CASCADE, related_name="rooms"
    )
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.MEMBERS)
    packs = models.JSONField(
        default=list, blank=True, help_text="Extra rule packs, such as “numbers”."
    )
    slow_seconds = models.PositiveSmallIntegerField(
        default=0, help_text="Seconds each person waits between two lines."
    )
    hold_all = models.BooleanField(
        default=False, help_text="A person reads each line before others see it."
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    head_seq = models.BigIntegerField(default=0, editable=False)
    floor_seq = models.BigIntegerField(default=0, editable=False)
    current_session = models.ForeignKey(
        "chat.Session",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    speaking_until = models.DateTimeField(null=True, editable=False)

    objects = RoomQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(floor_seq__gte=0) & Q(head_seq__gte=F("floor_seq")),
                name="chat_room_head_not_below_floor",
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.MEMBERS) | Q(circle__isnull=False),
                name="chat_room_circle_audience_has_circle",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("chat:room", args=[self.slug])


class Session(models.Model):
    """One meeting in a room: when, who looks after it, how many people.

    ``lease_until`` is renewed by the host's own activity; see ``state_now``.
    ``seats_taken`` is counted by the database: it cannot pass ``capacity``.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    co_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    capacity = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    format = models.CharField(
        max_length=8, choices=SessionFormat.choices, default=SessionFormat.OPEN
    )
    state = models.CharField(
        max_length=9, choices=SessionState.choices, default=SessionState.SCHEDULED
    )
    paused_for = models.CharField(max_length=10, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_for = models.CharField(max_length=10, blank=True, editable=False)
    words_purged_at = models.DateTimeField(null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(state__in=[str(state) for state in LIVE]),
                name="chat_one_live_session_per_room",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="chat_session_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")), name="chat_no_seat_over_capacity"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in SessionState]),
                name="chat_session_state_known",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="chat_session_programme")]

    def __str__(self) -> str:
        return f"{self.title} ({self.starts_at:%Y-%m-%d %H:%M})"

    def state_now(self, now: datetime | None = None) -> SessionState:
        """The state by the clock, whatever a task has or has not yet written down.

        *open* without a lease is *paused*; abandoned for five minutes, or past its end and the
        grace after it, is *closed*; in its last five minutes, *closing*.
        """
        now = now or timezone.now()
        state = SessionState(self.state)
        if state in (SessionState.SCHEDULED, SessionState.CLOSED):
            return state
        if now >= self.ends_at + GRACE_AFTER_END:
            return SessionState.CLOSED
        if state in (SessionState.OPEN, SessionState.CLOSING, SessionState.PAUSED):
            if self.lease_until is None or now >= self.lease_until - LEASE + ABANDONED:
                return SessionState.CLOSED
            if state is SessionState.PAUSED or now >= self.lease_until:
                return SessionState.PAUSED
            if now >= self.ends_at - WARN_BEFORE_END:
                return SessionState.CLOSING
        return state


class Membership(models.Model):
    """One member's standing relation to one room: their lines, their place in reading."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_memberships"
    )
    joined_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "member"], name="chat_one_membership_per_room")
        ]

    def __str__(self) -> str:
        return f"member {self.member_id} of room {self.room_id}"


class SeatState(models.TextChoices):
    IN = "in", "at the table"
    WAITING = "waiting", "waiting for a seat"
    LEFT = "left", "left"
    REMOVED = "removed", "asked to leave"


class Seat(models.Model):
    """A member's place in one session. Hosts sit beside the table: they take no one's seat."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats"
    )
    state = models.CharField(max_length=7, choices=SeatState.choices)
    is_host = models.BooleanField(default=False)
    muted_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateTimeField()
    # When this member's last line was taken: slow mode asks for nothing else.
    last_line_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="chat_one_seat_per_session")
        ]
        indexes = [
            models.Index(fields=["session", "state", "waiting_since"], name="chat_seat_waiting")
        ]

    def __str__(self) -> str:
        return f"seat of member {self.member_id} in session {self.session_id}: {self.state}"


class MessageQuerySet(ModeratedQuerySet):
    """Lines, read through ``visible_to`` only."""


class Message(Moderated):
    """A line in a room. ``seq`` is its place in the log; a held line has none."""

    circle_lookup = "room__circle_id"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="messages")
    membership = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="messages"
    )
    cid = models.CharField(max_length=64)
    body = models.TextField()
    body_digest = models.BinaryField(max_length=16)
    seq = models.BigIntegerField(null=True)
    by_host = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)

    objects = MessageQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta(Moderated.Meta):
        constraints = [
            *Moderated.Meta.constraints,
            models.UniqueConstraint(fields=["membership", "cid"], name="chat_message_sent_once"),
        ]
        indexes = [
            models.Index(fields=["session", "state", "id"], name="chat_message_session_state"),
            models.Index(fields=["author", "session", "id"], name="chat_message_author"),
        ]

    def __str__(self) -> str:
        return f"line {self.pk} in room {self.room_id} ({self.state})"

    @classmethod
    def audience_q(cls, viewer: Viewer) -> Q:
        """Lines are for people who sat in that session, and for moderators of the room.

        Ben came on Tuesday: he may report a line of Tuesday, and never sees Wednesday's.
        """
        if viewer.is_moderator:
            return Q()
        if viewer.user_id is None:
            return Q(pk__in=())
        sat = Seat.objects.filter(member_id=viewer.user_id, entered_at__isnull=False)
        seen = Q(session_id__in=sat.values("session_id"))
        if viewer.moderated_circle_ids:
            seen |= Q(room__circle_id__in=viewer.moderated_circle_ids)
        return seen


class Declined(models.Model):
    """That a line was declined, and why: so that a retry hears the same. No text is kept."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="declined")
    cid = models.CharField(max_length=64)
    body_digest = models.BinaryField(max_length=16)
    reasons = models.JSONField(default=list)
    support = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "cid"], name="chat_declined_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="chat_declined_age")]

    def __str__(self) -> str:
        return f"declined line {self.cid} of membership {self.membership_id}"


class EventKind(models.TextChoices):
    MESSAGE = "message", "a line"
    EDIT = "edit", "a line as it is now"
    REMOVE = "remove", "a line taken down"
    REACT = "react", "a kind reaction"
    ROOM_STATE = "room_state", "opened, paused, closing, closed"
    NOTICE = "notice", "a word from the house"


class RoomEvent(models.Model):
    """One entry of a room's log: what happened to which line. Never what it said."""

    pk = models.CompositePrimaryKey("room_id", "seq")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="events")
    # A word of ours, such as the new state; never a member's.
    word = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["room", "seq"]

    def __str__(self) -> str:
        return f"event {self.seq} of room {self.room_id}: {self.kind}"
