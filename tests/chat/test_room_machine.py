"""A room against a model of it: whatever happens in whatever order, each page sees the log that it
is entitled to, once and in order, and nothing that was taken down or held."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forum.chat import events, replay
from forum.chat.actions import lines, seats, sessions
from forum.chat.actions.sending import Sending, send_together
from forum.chat.events import Parcel
from forum.chat.listeners import Socket
from forum.chat.live_room import LiveRoom
from forum.chat.models import Room
from tests.factories.chat import cid, member, open_room, sit_down, viewer

PEOPLE = 3
CANARY = "ring me on 07700 900"


class FakeLoop:
    """Runs what the room asks for at once: the machine decides when things happen."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []

    def call_soon(self, act: Callable[[], None]) -> object:
        self.soon.append(act)
        return object()

    def call_later(self, _pause: float, act: Callable[[], None]) -> object:
        return self.call_soon(act)


class FakeHub:
    def __init__(self) -> None:
        self.loop = FakeLoop()

    def poll_soon(self) -> None:
        return None


class QuietRoom(LiveRoom):
    """Fills holes at once instead of on another thread."""

    def fill(self, upto: int) -> None:
        for entry in replay.hole(self.room_id, self.last, upto):
            if entry.item.seq == self.last + 1:
                kind = str(type(entry.item).__struct_config__.tag)
                self._take(
                    Parcel(
                        kind,
                        entry.item.seq,
                        entry.author_id,
                        self.epoch,
                        events.encode(entry.item),
                    )
                )
        self._take_early()


class View:
    """What a page has: numbers in order, and the words it may show."""

    def __init__(self) -> None:
        self.seq = -1
        self.epoch = ""
        self.lines: dict[int, str | None] = {}
        self.raw: list[str] = []

    def snapshot(self, view: replay.View) -> None:
        if view.fresh:
            self.lines = {}
            self.seq = -1
        self.epoch = view.epoch
        for item in view.items:
            self.raw.append(events.encode(item).decode())
            self._take(json.loads(events.encode(item)), gap=self.seq < 0)
        self.seq = view.head

    def frame(self, text: str) -> None:
        self.raw.append(text)
        frame = json.loads(text)
        for item in frame["items"] if frame["t"] == "events" else []:
            self._take(item)

    def _take(self, item: dict, *, gap: bool = False) -> None:
        assert gap or item["seq"] == self.seq + 1, f"{item['seq']} after {self.seq}"
        self.seq = item["seq"]
        if item["kind"] == "message":
            self.lines[item.get("id", -item["seq"])] = item.get("body")
        elif item["kind"] == "remove" and item["id"] in self.lines:
            self.lines[item["id"]] = None
        elif item["kind"] == "edit" and not item.get("removed"):
            self.lines[item["id"]] = item["body"]


class RoomMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.bus: list[bytes] = []

    @initialize()
    def sit(self) -> None:
        from community import realtime

        realtime.bus().publish = self.publish
        self.room, self.host = open_room(capacity=PEOPLE + 2)
        self.people = [member() for _ in range(PEOPLE)]
        for each in self.people:
            sit_down(self.room, each)
        self.out: set[int] = set()
        self.sent: list[tuple[int, str, str, lines.LineResult]] = []
        self.gone: list[str] = []
        self.words: dict[int, str] = {}  # id → words that everyone may read now
        self.hub = FakeHub()
        self.live = QuietRoom(self.hub, self.room.pk)
        self.live.begin(replay.heads([self.room.pk])[0])
        self.views = [View() for _ in self.people]
        self.sockets: list[Socket | None] = [None] * PEOPLE
        for number in range(PEOPLE):
            self.join(number)

    def publish(self, topic: str, data: bytes) -> bool:
        if topic == events.room_topic(self.room.pk if hasattr(self, "room") else 0):
            self.bus.append(data)
        return True

    # --- pages ---------------------------------------------------------------------------------
    def join(self, number: int) -> None:
        who = viewer(self.people[number])
        page = self.views[number]
        socket = Socket(who, "key", "mark")
        self.live.listeners.add(socket)
        room = Room.objects.select_related("current_session__lead__profile").get(pk=self.room.pk)
        view = replay.view_for(
            room, who, epoch=page.epoch or None, seq=page.seq if page.seq >= 0 else None
        )
        told = len(page.raw)
        page.snapshot(view)
        # What was taken down is in no replay, even if its tombstone follows in the same one.
        assert not any(body in text for body in self.gone for text in page.raw[told:])
        socket.start(view.head)
        self.sockets[number] = socket

    @rule(number=st.integers(0, PEOPLE - 1))
    def drop_and_come_back(self, number: int) -> None:
        old = self.sockets[number]
        if old is not None:
            self.live.listeners.discard(old)
            # What was queued and never written is lost with the line.
        self.join(number)

    @rule(number=st.integers(0, PEOPLE - 1))
    def read(self, number: int) -> None:
        socket = self.sockets[number]
        while socket is not None and socket._queue:
            text, count, _ = socket._queue.popleft()
            socket._events -= count
            socket._bytes -= len(text)
            self.views[number].frame(text)

    # --- the bus -------------------------------------------------------------------------------
    @precondition(lambda self: getattr(self, "bus", None))
    @rule(data=st.data())
    def deliver_one_of_the_events(self, data: st.DataObject) -> None:
        if self.bus:
            place = data.draw(st.integers(0, len(self.bus) - 1))
            self.live.hear(self.bus.pop(place))
            self.settle()

    @precondition(lambda self: getattr(self, "bus", None))
    @rule(data=st.data())
    def deliver_twice(self, data: st.DataObject) -> None:
        if self.bus:
            self.live.hear(self.bus[data.draw(st.integers(0, len(self.bus) - 1))])
            self.settle()

    @rule(chance=st.randoms(use_true_random=False), part=st.floats(0.3, 1))
    def deliver_many_in_any_order(self, chance: random.Random, part: float) -> None:
        waiting, self.bus = self.bus, []
        chance.shuffle(waiting)
        for data in waiting[: int(len(waiting) * part) + 1]:
            self.live.hear(data)
            if chance.random() < 0.5:
                self.settle()
        self.settle()

    @rule()
    def lose_everything_on_the_bus(self) -> None:
        self.bus.clear()

    @rule()
    def poll(self) -> None:
        self.live.compare(replay.heads([self.room.pk])[0])
        self.settle()

    def settle(self) -> None:
        while self.hub.loop.soon:
            self.hub.loop.soon.pop(0)()

    # --- people --------------------------------------------------------------------------------
    @rule(number=st.integers(0, PEOPLE - 1), kind=st.sampled_from(["warm", "phone", "held"]))
    def say(self, number: int, kind: str) -> None:
        body = f"A small thing, number {len(self.sent)}."
        if kind == "phone":
            body = f"{CANARY} {len(self.sent):03d}"
        Room.objects.filter(pk=self.room.pk).update(hold_all=kind == "held")
        same = cid()
        result = lines.send_message(self.room.pk, self.people[number].pk, same, body)
        self.sent.append((number, same, body, result))
        if result.status == "shown":
            self.words[result.message_id] = body
            assert kind == "warm"

    @rule()
    def say_together(self) -> None:
        Room.objects.filter(pk=self.room.pk).update(hold_all=False)
        batch = [
            Sending(person.pk, cid(), f"Together, {number} of {len(self.sent)}.")
            for number, person in enumerate(self.people)
        ]
        for number, (line, result) in enumerate(
            zip(batch, send_together(self.room.pk, batch), strict=True)
        ):
            self.sent.append((number, line.cid, line.body, result))
            if result.status == "shown":
                self.words[result.message_id] = line.body

    @precondition(lambda self: getattr(self, "sent", None))
    @rule(data=st.data())
    def say_again(self, data: st.DataObject) -> None:
        number, same, body, first = data.draw(st.sampled_from(self.sent))
        again = lines.send_message(self.room.pk, self.people[number].pk, same, body)
        if first.message_id and again.message_id:
            assert again.message_id == first.message_id
        if first.status == "shown":
            assert again.seq == first.seq or number in self.out

    @precondition(lambda self: getattr(self, "words", None))
    @rule(data=st.data())
    def take_down(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(sorted(self.words)))
        lines.remove_line(line, viewer(self.host))
        self.gone.append(self.words.pop(line))

    @rule()
    def release_one(self) -> None:
        waiting = [
            (result.message_id, body)
            for _, _, body, result in self.sent
            # A number stopped twice is held for a host, who here never lets it through.
            if result.status == "held" and CANARY not in body
            if result.message_id not in self.words
        ]
        for line, body in waiting[:1]:
            try:
                lines.release_line(line, viewer(self.host))
            except lines.RoomConflict:
                continue
            self.words[line] = body

    @rule(number=st.integers(0, PEOPLE - 1))
    def ask_to_leave(self, number: int) -> None:
        if len(self.out) < PEOPLE - 1 and number not in self.out:
            seats.remove_from_room(self.room.pk, viewer(self.host), self.people[number].public_id)
            self.out.add(number)

    @rule()
    def pause_and_carry_on(self) -> None:
        sessions.pause(self.room.pk, viewer(self.host))
        sessions.resume(self.room.pk, viewer(self.host))

    # --- what must hold --------------------------------------------------------------------------
    @invariant()
    def nothing_held_or_declined_was_ever_on_a_wire(self) -> None:
        for page in getattr(self, "views", []):
            assert not any(CANARY in text for text in page.raw)

    def teardown(self) -> None:
        if not hasattr(self, "views"):
            return
        self.poll()
        for number in range(PEOPLE):
            self.read(number)
            page = self.views[number]
            room = Room.objects.get(pk=self.room.pk)
            assert page.seq == room.head_seq
            shown = {line: body for line, body in page.lines.items() if body}
            assert shown == self.words


@pytest.mark.django_db(transaction=True)
def test_every_page_sees_the_log_it_is_entitled_to_whatever_happens(monkeypatch):
    from community import realtime
    from community.realtime import LocalBus

    monkeypatch.setattr(realtime, "_bus", LocalBus())
    run_state_machine_as_test(
        RoomMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
