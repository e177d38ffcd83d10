"""What is done about lines: shown after all, taken down, taken back; and the events of it."""

from __future__ import annotations

from django.db import transaction

from community.realtime import tell_person_on_commit
from community.safety import subjects
from community.safety.actions.decide import DecisionResult, decide
from community.safety.actions.report import open_case_for_hold
from community.safety.models import Case, DecisionOutcome, Finding, State
from community.safety.verdicts import Outcome, Reason, Severity, Verdict
from community.safety.viewers import Viewer
from forum.chat import events, queries, replay
from forum.chat.actions import ledger
from forum.chat.actions.sending import LineResult, send_message
from forum.chat.models import EventKind, Message, Room
from forum.chat.permissions import NotAllowed, RoomConflict, check_may_host

__all__ = [
    "LineResult",
    "follow_change",
    "release_line",
    "remove_line",
    "send_message",
    "withdraw_line",
]


def _line_for_host(message_id: int, viewer: Viewer) -> Message:
    """Raises ``Message.DoesNotExist``, ``NotAllowed``."""
    message: Message = Message.objects.visible_to(viewer).select_related("room").get(pk=message_id)
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
            item: events.Item = replay.line_item(message, number.seq, author)
            ledger.record(room.pk, number, EventKind.MESSAGE, item, message=message)
        else:
            item = replay.edited_item(message, number.seq, author)
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
