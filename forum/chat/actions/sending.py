"""Saying a line: once, screened before anyone sees it, numbered in the order of commit.

Lines that come to a room together are taken together: one transaction, one number range, one
flush to disk. The room's row is locked only while numbers are given out, at the end.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone

from community.safety.actions.report import open_case_for_hold
from community.safety.gate import screen
from community.safety.models import State, state_for
from community.safety.verdicts import Contribution, Space, Surface, Verdict
from community.safety.viewers import Viewer
from community.text import clean_source
from forum.chat import events, queries, replay
from forum.chat.actions import ledger
from forum.chat.models import (
    MAX_LINE,
    Declined,
    Message,
    Room,
    Seat,
    SeatState,
    SessionState,
)

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Sending:
    """Somebody's line on its way. ``viewer`` spares the gate a few queries."""

    member_id: int
    cid: str
    body: str
    viewer: Viewer | None = None


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of a line. ``wait``: seconds until the same would be taken.

    ``verdict`` is the gate's, when the gate was asked; ``code`` names the first reason.
    ``again``: this is the answer to an earlier sending of the same line.
    """

    status: Literal["shown", "held", "declined"]
    cid: str
    message_id: int = 0
    seq: int = 0
    wait: float = 0
    reasons: tuple[events.Reason, ...] = ()
    support: bool = False
    again: bool = False
    verdict: Verdict | None = field(default=None, compare=False)

    @property
    def code(self) -> str:
        return self.reasons[0].code if self.reasons else ""

    def ack(self) -> events.Ack:
        return events.Ack(
            cid=self.cid,
            status=self.status,
            id=self.message_id,
            seq=self.seq,
            wait=self.wait,
            reasons=self.reasons,
            support=self.support,
        )


def send_message(
    room_id: int, member_id: int, cid: str, body: str, viewer: Viewer | None = None
) -> LineResult:
    """Say a line in a room; the same ``cid`` again gives the first answer again.

    Everything is judged inside one transaction, in the database: seat, mute, pace, the host's
    lease, then the gate. Shown lines get the next number and everyone hears after commit; held
    lines have no number and only their author and hosts know of them; declined words are not
    stored. ``cid`` with other words than before is declined (``room.cid``).
    Never raises on account of the text or of who sends it.
    """
    return send_together(room_id, [Sending(member_id, cid, body, viewer)])[0]


def send_together(room_id: int, sendings: Sequence[Sending]) -> list[LineResult]:
    """Say several people's lines; each is judged as ``send_message`` says, in this order.

    The answers are in the order of ``sendings``. If the room is paused while they are being
    read, none that would have been shown is stored.
    """
    try:
        with transaction.atomic():
            return _Batch(room_id, sendings).run()
    except ledger.RoomNotSpeaking:
        # Paused or closed since we looked: as if they had never been sent.
        return [_paused(sending.cid) for sending in sendings]


def tidy(body: str) -> str:
    """The line as it is stored: no NUL, no bidi overrides, at most one empty line in a row."""
    return _BLANK_LINES.sub("\n\n", clean_source(body)).strip()


def digest(body: str) -> bytes:
    return hashlib.blake2b(body.encode(), digest_size=16).digest()


class _Batch:
    """One transaction's worth of lines for one room."""

    def __init__(self, room_id: int, sendings: Sequence[Sending]) -> None:
        self.room_id = room_id
        self.sendings = sendings
        self.now = timezone.now()
        self.seats: dict[int, Seat] = {}
        self.earlier: dict[tuple[int | None, str], Message | Declined] = {}
        self.answers: dict[int, LineResult] = {}
        # Lines that the gate lets through, waiting for their numbers.
        self.shown: list[tuple[int, Message, Seat, Verdict]] = []
        # The same line twice in one breath: the second place has the first one's answer.
        self.twins: dict[int, tuple[int, str]] = {}

    def run(self) -> list[LineResult]:
        self._lock_seats()
        self._find_earlier()
        # By member: whatever rows the gate locks, every process locks them in this order.
        for place in sorted(
            range(len(self.sendings)), key=lambda each: (self.sendings[each].member_id, each)
        ):
            self._take(place, self.sendings[place])
        self._number_shown()
        for place, key in self.twins.items():
            self.answers[place] = _again(self.earlier[key])
        return [self.answers[place] for place in range(len(self.sendings))]

    # --- who and what is there already ---------------------------------------------------------
    def _lock_seats(self) -> None:
        """The senders' seats, locked in one order: their own sendings wait for one another."""
        current = Room.objects.filter(pk=self.room_id).values("current_session")[:1]
        found = (
            Seat.objects.select_for_update(of=("self",))
            .select_related("session__room", "member__profile")
            .filter(
                session=Subquery(current),
                member_id__in={sending.member_id for sending in self.sendings},
            )
            .order_by("pk")
        )
        self.seats = {seat.member_id: seat for seat in found}

    def _find_earlier(self) -> None:
        """Answers that these cids have had before: two queries for all."""
        same = {
            "membership_id__in": {seat.membership_id for seat in self.seats.values()},
            "cid__in": {sending.cid for sending in self.sendings},
        }
        for model in (Declined, Message):
            # Message._base_manager: its own author asks, whatever has become of the line.
            for found in model._base_manager.filter(**same):
                self.earlier[found.membership_id, found.cid] = found

    # --- one line -----------------------------------------------------------------------------
    def _take(self, place: int, sending: Sending) -> None:
        answer = self._judge(place, sending)
        if answer is not None:
            self.answers[place] = answer

    def _judge(self, place: int, sending: Sending) -> LineResult | None:
        """The answer, or ``None`` when the line is to be numbered with the others."""
        cid, body = sending.cid, tidy(sending.body)
        if not body:
            return _no(cid, "room.empty", "There are no words in this line yet.")
        if len(body) > MAX_LINE:
            return _no(
                cid,
                "room.length",
                f"A line has at most {MAX_LINE:,} characters; this one has {len(body):,}. "
                "You could say it in two.",
            )
        seat = self.seats.get(sending.member_id)
        if seat is None:
            return _no(cid, "room.seat", "You do not have a seat in this room just now.")
        body_digest = digest(body)
        before = self.earlier.get((seat.membership_id, cid))
        if before is not None:
            if bytes(before.body_digest) != body_digest:
                return _other_words(cid)
            if before.pk is None:
                self.twins[place] = (seat.membership_id, cid)  # type: ignore[unreachable]
                return None
            return _again(before)
        refusal = _may_not_speak(seat, cid, self.now)
        if refusal is not None:
            return refusal
        return self._screen(place, seat, sending, body, body_digest)

    def _screen(
        self, place: int, seat: Seat, sending: Sending, body: str, body_digest: bytes
    ) -> LineResult | None:
        cid, room = sending.cid, seat.session.room
        space = Space(
            key=f"room:{room.pk}",
            packs=frozenset(room.packs),
            hold_all=room.hold_all and not seat.is_host,
            staffed=True,
        )
        verdict = screen(
            Contribution.of(Surface.CHAT_LINE, sending.member_id, space=space, body=body),
            sending.viewer,
        )
        reasons = _reasons_of(verdict)
        stored = [_reason_json(each) for each in reasons]
        if verdict.refused:
            self._remember(
                seat,
                Declined(
                    membership_id=seat.membership_id,
                    cid=cid,
                    body_digest=body_digest,
                    reasons=stored,
                    support=verdict.support,
                ),
            )
            return LineResult(
                "declined", cid, reasons=reasons, support=verdict.support, verdict=verdict
            )
        if room.slow_seconds:
            seat.last_line_at = self.now
            Seat.objects.filter(pk=seat.pk).update(last_line_at=self.now)
        message = Message(
            room_id=room.pk,
            session_id=seat.session_id,
            membership_id=seat.membership_id,
            author_id=sending.member_id,
            cid=cid,
            body=body,
            body_digest=body_digest,
            by_host=seat.is_host,
            state=state_for(verdict),
            created_at=self.now,
            reasons=stored,
        )
        if verdict.allowed:
            self.earlier[seat.membership_id, cid] = message
            self.shown.append((place, message, seat, verdict))
            return None
        self._remember(seat, message)
        open_case_for_hold(message, verdict)
        ledger.tell_hosts_on_commit(room, lambda: queries.count_held(seat.session_id))
        return LineResult(
            "held",
            cid,
            message_id=message.pk,
            reasons=reasons,
            support=verdict.support,
            verdict=verdict,
        )

    def _remember(self, seat: Seat, row: Message | Declined) -> None:
        row.save(force_insert=True)
        self.earlier[seat.membership_id, row.cid] = row

    # --- numbers, last ------------------------------------------------------------------------
    def _number_shown(self) -> None:
        """Numbers for all in one statement, which also asks whether the room is still open."""
        if not self.shown:
            return
        self.shown.sort(key=lambda each: each[0])
        last = ledger.next_number(self.room_id, while_open=True, count=len(self.shown))
        first = last.seq - len(self.shown) + 1
        for offset, (_, message, _, _) in enumerate(self.shown):
            message.seq = first + offset
        Message.objects.bulk_create([message for _, message, _, _ in self.shown])
        ledger.record_lines(
            self.room_id,
            last.epoch,
            [
                (message, replay.line_item(message, message.seq or 0, seat.member))
                for _, message, seat, _ in self.shown
            ],
        )
        for place, message, _, verdict in self.shown:
            self.answers[place] = LineResult(
                "shown",
                message.cid,
                message_id=message.pk,
                seq=message.seq or 0,
                reasons=_reasons_of(verdict),
                support=verdict.support,
                verdict=verdict,
            )


# --- answers -------------------------------------------------------------------------------
def _no(cid: str, code: str, message: str, *, wait: float = 0) -> LineResult:
    return LineResult("declined", cid, wait=wait, reasons=(events.Reason(code, message),))


def _other_words(cid: str) -> LineResult:
    return _no(cid, "room.cid", "This line was sent before with other words. Send it as a new one.")


def _again(before: Message | Declined) -> LineResult:
    """What this cid was told before."""
    cid = before.cid
    reasons = tuple(events.Reason(**each) for each in before.reasons)
    if isinstance(before, Declined):
        return LineResult("declined", cid, reasons=reasons, support=before.support, again=True)
    if before.seq is not None:
        return LineResult("shown", cid, message_id=before.pk, seq=before.seq, again=True)
    status: Literal["held", "declined"] = "held" if before.state == State.HELD else "declined"
    return LineResult(status, cid, message_id=before.pk, reasons=reasons, again=True)


def _reasons_of(verdict: Verdict) -> tuple[events.Reason, ...]:
    return tuple(
        events.Reason(each.code, each.message, each.start, each.end) for each in verdict.reasons
    )


def _reason_json(reason: events.Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "message": reason.message,
        "start": reason.start,
        "end": reason.end,
    }


def _paused(cid: str) -> LineResult:
    return _no(
        cid,
        "room.paused",
        "The room is paused, so nothing can be sent just now. Your words are still in the box.",
    )


def _may_not_speak(seat: Seat, cid: str, now: datetime) -> LineResult | None:
    state = seat.session.state_now(now)
    if state is SessionState.CLOSED:
        return _no(cid, "room.closed", "This session has ended. Thank you for being here.")
    if state is SessionState.LOBBY:
        return _no(cid, "room.lobby", "The host is not here yet. You can write when they open.")
    if seat.state == SeatState.REMOVED:
        return _no(cid, "room.removed", "A host asked you to leave this session.")
    if seat.state != SeatState.IN:
        return _no(cid, "room.seat", "You do not have a seat in this room just now.")
    if state is SessionState.PAUSED:
        return _paused(cid)
    if seat.muted_until is not None and seat.muted_until > now:
        wait = (seat.muted_until - now).total_seconds()
        return _no(
            cid,
            "room.muted",
            "A host asked you to only read for a while. Your words are still in the box.",
            wait=wait,
        )
    slow = timedelta(seconds=seat.session.room.slow_seconds)
    if slow and not seat.is_host and seat.last_line_at is not None:
        wait = (seat.last_line_at + slow - now).total_seconds()
        if wait > 0:
            return _no(
                cid,
                "room.slow",
                "This room goes slowly so that everyone can keep up. "
                f"You can send your next line in {int(wait) + 1} seconds.",
                wait=wait,
            )
    return None
