"""What of live rooms can be reported, and how decisions reach it."""

from __future__ import annotations

from django.db.models import QuerySet

from community import erasure
from community.safety import subjects
from community.safety.models import State
from community.safety.subjects import ContextLine, Snapshot, SubjectType
from community.safety.verdicts import Surface

CONTEXT = 5  # lines kept on either side of the one in question


def register_subjects() -> None:
    from forum.chat.models import Message

    subjects.register(
        SubjectType(
            key="chat.message",
            model=Message,
            label="line in a live room",
            surfaces=(Surface.CHAT_LINE,),
            describe=_describe,
            after_change=_after_change,
        )
    )
    erasure.register("chat", export=_export, forget=_forget)


def _after_change(subject: object, old: State, new: State) -> None:
    from forum.chat.actions import lines

    lines.follow_change(subject, old, new)


def _describe(subject: object) -> Snapshot:
    """The line as it is, with the lines around it that people could see."""
    from forum.chat.models import Message
    from forum.chat.queries import name_of

    line = Message._base_manager.select_related("room", "session", "author__profile").get(
        pk=subject.pk
    )
    around = Message._base_manager.filter(
        session_id=line.session_id, state=State.SHOWN
    ).select_related("author__profile")
    before = list(reversed(_some(around.filter(pk__lt=line.pk).order_by("-pk"))))
    after = _some(around.filter(pk__gt=line.pk).order_by("pk"))
    return Snapshot(
        title=f"A line in {line.room.name}",
        text=line.body,
        author_id=line.author_id,
        author_name=name_of(line.author) or "Former member",
        url=line.room.get_absolute_url(),
        space=f"{line.room.name}: {line.session.title}",
        circle_id=line.room.circle_id,
        context=tuple(
            ContextLine(
                author_name=name_of(each.author) or "Former member",
                text=each.body,
                at=each.created_at.isoformat(),
            )
            for each in [*before, *after]
        ),
    )


def _some(found: QuerySet) -> list:
    return list(found[:CONTEXT])


def _export(user_id: int) -> dict[str, object]:
    from forum.chat.models import Message, Seat

    lines = (
        Message._base_manager.filter(author_id=user_id)
        .select_related("room", "session")
        .order_by("pk")
    )
    seats = Seat.objects.filter(member_id=user_id).select_related("session__room").order_by("pk")
    return {
        "lines": [
            {
                "room": line.room.name,
                "session": line.session.title,
                "at": line.created_at.isoformat(),
                "state": line.state,
                "body": line.body,
            }
            for line in lines
        ],
        "seats": [
            {
                "room": seat.session.room.name,
                "session": seat.session.title,
                "entered_at": seat.entered_at.isoformat() if seat.entered_at else None,
            }
            for seat in seats
        ],
    }


def _forget(user_id: int) -> int:
    """Lines stay as tombstones without words or author; seats and memberships go."""
    from forum.chat.actions import retention

    return retention.forget_member(user_id)
