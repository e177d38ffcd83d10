"""Lines: sent once, screened before anyone sees them, taken down for everyone at once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from community.realtime import tell_person_on_commit
from community.safety import subjects
from community.safety.actions.decide import DecisionResult, decide
from community.safety.actions.report import open_case_for_hold
from community.safety.gate import screen
from community.safety.models import Case, DecisionOutcome, Finding, State, state_for
from community.safety.verdicts import (
    Contribution,
    Outcome,
    Reason,
    Severity,
    Space,
    Surface,
    Verdict,
)
from community.safety.viewers import Viewer
from community.text import clean_source
from forum.chat import events, queries
from forum.chat.actions import ledger
from forum.chat.models import (
    MAX_LINE,
    Declined,
    EventKind,
    Message,
    Room,
    Seat,
    SeatState,
    SessionState,
)
from forum.chat.permissions import NotAllowed, RoomConflict, check_may_host

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of a line. ``wait``: seconds until the same would be taken.

    ``verdict`` is the gate's, when the gate was asked; ``code`` names the first reason.
    ``again``: this is the answer to an earlier sending of the same line.
    """

    status: str
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


class _Undo(Exception):
    """Roll back what this transaction has done so far, then answer ``result``."""

    def __init__(self, result: LineResult) -> None:
        super().__init__(result.code)
        self.result = result


def _no(cid: str, code: str, message: str, *, wait: float = 0) -> LineResult:
    return LineResult("declined", cid, wait=wait, reasons=(events.Reason(code, message),))


def tidy(body: str) -> str:
    """The line as it is stored: no NUL, no bidi overrides, at most one empty line in a row."""
    return _BLANK_LINES.sub("\n\n", clean_source(body)).strip()


def digest(body: str) -> bytes:
    return hashlib.blake2b(body.encode(), digest_size=16).digest()


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
    try:
        with transaction.atomic():
            return _send(room_id, member_id, cid, tidy(body), viewer)
    except _Undo as undo:
        return undo.result


def _send(room_id: int, member_id: int, cid: str, body: str, viewer: Viewer | None) -> LineResult:
    if not body:
        return _no(cid, "room.empty", "There are no words in this line yet.")
    if len(body) > MAX_LINE:
        return _no(
            cid,
            "room.length",
            f"A line has at most {MAX_LINE:,} characters; this one has {len(body):,}. "
            "You could say it in two.",
        )
    seat = _locked_seat(room_id, member_id, cid)
    if seat is None:
        return _no(cid, "room.seat", "You do not have a seat in this room just now.")
    body_digest = digest(body)
    earlier = _earlier(seat, cid, body_digest)
    if earlier is not None:
        return earlier
    now = timezone.now()
    refusal = _may_not_speak(seat, cid, now)
    if refusal is not None:
        return refusal

    session, room = seat.session, seat.session.room
    space = Space(
        key=f"room:{room.pk}",
        packs=frozenset(room.packs),
        hold_all=room.hold_all and not seat.is_host,
        staffed=True,
    )
    verdict = screen(Contribution.of(Surface.CHAT_LINE, member_id, space=space, body=body), viewer)
    reasons = tuple(
        events.Reason(each.code, each.message, each.start, each.end) for each in verdict.reasons
    )
    if verdict.refused:
        Declined.objects.create(
            membership_id=seat.membership_id,
            cid=cid,
            body_digest=body_digest,
            reasons=[_reason_json(each) for each in reasons],
            support=verdict.support,
        )
        return LineResult(
            "declined", cid, reasons=reasons, support=verdict.support, verdict=verdict
        )
    if room.slow_seconds:
        Seat.objects.filter(pk=seat.pk).update(last_line_at=now)
    message = Message(
        room_id=room.pk,
        session_id=session.pk,
        membership_id=seat.membership_id,
        author_id=member_id,
        cid=cid,
        body=body,
        body_digest=body_digest,
        by_host=seat.is_host,
        state=state_for(verdict),
        created_at=now,
        reasons=[_reason_json(each) for each in reasons],
    )
    if verdict.held:
        message.save(force_insert=True)
        open_case_for_hold(message, verdict)
        ledger.tell_hosts_on_commit(room, lambda: queries.count_held(session.pk))
        return LineResult(
            "held",
            cid,
            message_id=message.pk,
            reasons=reasons,
            support=verdict.support,
            verdict=verdict,
        )
    try:
        number = ledger.next_number(room.pk, while_open=True)
    except ledger.RoomNotSpeaking:
        # Paused or closed since we looked: as if it had never been sent.
        raise _Undo(_paused(cid)) from None
    message.seq = number.seq
    message.save(force_insert=True)
    item = queries.line_item(message, number.seq, seat.member)
    ledger.record(room.pk, number, EventKind.MESSAGE, item, message=message)
    return LineResult(
        "shown",
        cid,
        message_id=message.pk,
        seq=number.seq,
        support=verdict.support,
        reasons=reasons,
        verdict=verdict,
    )


def _locked_seat(room_id: int, member_id: int, cid: str) -> Seat | None:
    """The sender's seat, locked: their own sendings wait for one another. One query."""
    same = {"membership_id": OuterRef("membership_id"), "cid": cid}
    return (
        Seat.objects.select_for_update(of=("self",))
        .select_related("session__room", "member__profile")
        .filter(session__room_id=room_id, member_id=member_id)
        .filter(session=Subquery(Room.objects.filter(pk=room_id).values("current_session")[:1]))
        .annotate(
            sent_before=Subquery(Message.objects.filter(**same).values("pk")[:1]),
            declined_before=Subquery(Declined.objects.filter(**same).values("pk")[:1]),
        )
        .first()
    )


def _earlier(seat: Seat, cid: str, body_digest: bytes) -> LineResult | None:
    """The answer that this cid has had before, if any."""
    if seat.sent_before is not None:
        line = Message.objects.get(pk=seat.sent_before)
        if bytes(line.body_digest) != body_digest:
            return _other_words(cid)
        if line.state == State.SHOWN or line.seq is not None:
            return LineResult("shown", cid, message_id=line.pk, seq=line.seq or 0, again=True)
        status = "held" if line.state == State.HELD else "declined"
        return LineResult(
            status, cid, message_id=line.pk, reasons=_reasons(line.reasons), again=True
        )
    if seat.declined_before is not None:
        declined = Declined.objects.get(pk=seat.declined_before)
        if bytes(declined.body_digest) != body_digest:
            return _other_words(cid)
        return LineResult(
            "declined",
            cid,
            reasons=_reasons(declined.reasons),
            support=declined.support,
            again=True,
        )
    return None


def _other_words(cid: str) -> LineResult:
    return _no(cid, "room.cid", "This line was sent before with other words. Send it as a new one.")


def _reason_json(reason: events.Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "message": reason.message,
        "start": reason.start,
        "end": reason.end,
    }


def _reasons(stored: list[dict[str, Any]]) -> tuple[events.Reason, ...]:
    return tuple(events.Reason(**each) for each in stored)


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


# --- what hosts do about lines ---------------------------------------------------------------
def _line_for_host(message_id: int, viewer: Viewer) -> Message:
    """Raises ``Message.DoesNotExist``, ``NotAllowed``."""
    message = Message.objects.visible_to(viewer).select_related("room").get(pk=message_id)
    check_may_host(viewer, message.room)
    if message.author_id == viewer.user_id:
        raise NotAllowed("These are your own words, so a colleague looks at them.")
    return message


@transaction.atomic
def release_line(message_id: int, viewer: Viewer) -> DecisionResult:
    """Show a held line: it gets the next number, so nobody's place has passed it.

    A decision like any at the desk: on the record, told to the author. Raises
    ``Message.DoesNotExist``, ``NotAllowed``, ``RoomConflict`` when a colleague was first.
    """
    message = _line_for_host(message_id, viewer)
    if message.state != State.HELD:
        raise RoomConflict("A colleague has already looked at this line.")
    case = _case_about(message, viewer)
    return decide(
        case.pk, viewer, DecisionOutcome.RELEASE, version=case.version, note="In the room."
    )


@transaction.atomic
def remove_line(
    message_id: int, viewer: Viewer, *, reason: str = "", for_good: bool = False
) -> DecisionResult:
    """Take a line down for everyone, now and in every replay.

    It can be put back unless ``for_good``. A decision like any at the desk. Raises
    ``Message.DoesNotExist``, ``NotAllowed``, ``RoomConflict`` when it is down already.
    """
    message = _line_for_host(message_id, viewer)
    if message.state not in (State.SHOWN, State.HELD):
        raise RoomConflict("This line has already been taken down.")
    case = _case_about(message, viewer)
    return decide(
        case.pk,
        viewer,
        DecisionOutcome.REMOVE if for_good else DecisionOutcome.HIDE,
        version=case.version,
        finding=Finding.BREACH,
        reason=reason,
        note="In the room.",
    )


def _case_about(message: Message, viewer: Viewer) -> Case:
    """The open case about this line; a host who acts first opens it by that."""
    found = Case.objects.filter(
        subject_type=subjects.for_object(message).key, subject_id=str(message.pk)
    ).first()
    if found is not None and found.is_open:
        return found
    verdict = Verdict(
        Outcome.HOLD,
        (
            Reason(
                code="room.host",
                rule="room.host",
                outcome=Outcome.HOLD,
                severity=Severity.CONDUCT,
                message="A host looked at this line in the room.",
            ),
        ),
    )
    return open_case_for_hold(message, verdict, cause="report")


@transaction.atomic
def withdraw_line(message_id: int, member_id: int) -> bool:
    """Take back one's own line. Returns whether anything changed. Raises ``DoesNotExist``."""
    message = Message._base_manager.select_for_update().get(pk=message_id, author_id=member_id)
    if message.state not in (State.SHOWN, State.HELD):
        return False
    subjects.for_object(message).set_state(message, State.REMOVED)
    return True


def follow_change(message: Message, old: State, new: State) -> None:
    """A line's state changed, whoever decided it: write the event that makes it so for all.

    Runs in the transaction of the decision. First shown: a fresh number. Shown again: the line
    as it is now. No longer shown: a tombstone. Never shown at all: only its author hears.
    """
    room = Room.objects.get(pk=message.room_id)
    author = message.author
    if new == State.SHOWN:
        number = ledger.next_number(room.pk)
        if message.seq is None:
            message.seq = number.seq
            Message.objects.filter(pk=message.pk).update(seq=number.seq)
            item: events.Item = queries.line_item(message, number.seq, author)
            ledger.record(room.pk, number, EventKind.MESSAGE, item, message=message)
        else:
            item = queries.edited_item(message, number.seq, author)
            ledger.record(room.pk, number, EventKind.EDIT, item, message=message)
        what = "released"
    else:
        if old == State.SHOWN:
            number = ledger.next_number(room.pk)
            item = events.Removed(seq=number.seq, id=message.pk)
            ledger.record(room.pk, number, EventKind.REMOVE, item, message=message)
        what = "declined"
    if old == State.HELD and message.author_id is not None:
        tell_person_on_commit(message.author_id, what, room=room.pk, cid=message.cid)
    if State.HELD in (old, new):
        ledger.tell_hosts_on_commit(room, lambda: queries.count_held(room.current_session_id))
