"""The socket of a room, through the site's own ASGI application and a real server."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus

from community import realtime
from forum.chat import events, hub
from forum.chat.actions import lines, seats, sessions
from forum.chat.events import Close
from forum.chat.models import Message, Room, RoomEvent, Session
from tests.factories.chat import cid, member, open_room, sit_down, viewer

WARM = "I made soup today and it helped a little."
PHONE = "ring me on 07700 900 123 tonight"


@pytest.fixture
def table(live):
    room, host = open_room()
    ana, ben = member("Ana"), member("Ben")
    sit_down(room, ana)
    sit_down(room, ben)
    return room, host, ana, ben


def head(room: Room) -> int:
    return Room.objects.values_list("head_seq", flat=True).get(pk=room.pk)


def test_a_line_reaches_everyone_at_the_table_and_its_author_hears_the_number(table, page):
    room, _, ana, ben = table
    hers, his = page(room.slug, ana).open(), page(room.slug, ben).open()
    assert hers.until("snapshot")["me"]["name"] == "Ana"
    his.until("snapshot")
    ack = hers.send("first-line", WARM)
    assert ack["status"] == "shown"
    his.until_seq(ack["seq"])
    assert his.items[-1]["body"] == WARM
    assert his.items[-1]["who"]["name"] == "Ana"
    assert "@" not in json.dumps(his.items[-1])


def test_a_line_with_a_phone_number_never_reaches_a_wire(table, page):
    room, _, ana, ben = table
    hers, his = page(room.slug, ana).open(), page(room.slug, ben).open()
    hers.until("snapshot")
    his.until("snapshot")
    ack = hers.send(cid(), PHONE)
    assert ack["status"] in ("declined", "held")
    assert ack["reasons"][0]["code"].startswith("contact.")
    shown = hers.send(cid(), WARM)
    his.until_seq(shown["seq"])
    assert not any("07700" in text for text in his.raw)


def test_a_held_line_is_on_its_authors_wire_only_and_release_brings_it_to_all(table, page):
    room, host, ana, ben = table
    Room.objects.filter(pk=room.pk).update(hold_all=True)
    hers, his = page(room.slug, ana).open(), page(room.slug, ben).open()
    theirs = page(room.slug, host).open()
    for each in (hers, his, theirs):
        each.until("snapshot")
    ack = hers.send(cid(), WARM)
    assert ack["status"] == "held"
    assert theirs.until("queue") == {"t": "queue", "held": 1}
    again = page(room.slug, ana).open()
    assert again.until("snapshot")["pending"][0]["body"] == WARM
    assert not any("soup" in text for text in his.raw + theirs.raw)
    lines.release_line(ack["id"], viewer(host))
    his.until_seq(head(room))
    assert his.bodies() == [WARM]
    assert hers.until("own")["what"] == "released"


def test_a_page_that_lost_its_line_resumes_without_a_gap(table, page):
    room, _, ana, ben = table
    hers, his = page(room.slug, ana).open(), page(room.slug, ben).open()
    hers.until("snapshot")
    his.until("snapshot")
    his.until_seq(hers.send(cid(), "before")["seq"])
    his.drop()
    for number in range(5):
        hers.send(cid(), f"While he was away, number {number}.")
    his.open()
    snapshot = his.until("snapshot")
    assert snapshot["fresh"] is False
    assert len(snapshot["items"]) == 5
    last = hers.send(cid(), "after")
    his.until_seq(last["seq"])
    assert his.bodies() == [
        "before",
        *(f"While he was away, number {number}." for number in range(5)),
        "after",
    ]


def test_a_retry_over_another_way_makes_no_second_line(table, page):
    room, _, ana, _ = table
    hers = page(room.slug, ana).open()
    hers.until("snapshot")
    same = cid()
    first = hers.send(same, WARM)
    hers.drop()
    client = Client()
    client.force_login(ana)
    answer = client.post(
        f"/rooms/{room.slug}/send/",
        json.dumps({"cid": same, "body": WARM}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert answer.json()["seq"] == first["seq"]
    hers.open()
    hers.until("snapshot")
    assert hers.send(same, WARM)["seq"] == first["seq"]
    assert Message.objects.filter(room=room).count() == 1


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ({"epoch": "00000000-0000-0000-0000-000000000000", "seq": 1}, "epoch"),
        ({"seq": 10_000}, "epoch"),
    ],
)
def test_a_place_that_is_of_no_use_starts_afresh(table, page, place, why):
    room, _, ana, _ = table
    lines.send_message(room.pk, ana.pk, cid(), WARM)
    place = {"epoch": str(room.epoch), **place}
    hers = page(room.slug, ana).open(**place)
    assert hers.hear() == {"t": "reset", "why": why}
    snapshot = hers.until("snapshot")
    assert snapshot["fresh"]
    assert hers.bodies() == [WARM]


def test_a_page_too_far_behind_gets_the_last_page(table, page, monkeypatch):
    from forum.chat import replay

    monkeypatch.setattr(replay, "MISSING_LIMIT", 3)
    room, _, ana, _ = table
    for number in range(6):
        lines.send_message(room.pk, ana.pk, cid(), f"Line number {number}.")
    hers = page(room.slug, ana).open(epoch=str(room.epoch), seq=1)
    assert hers.hear() == {"t": "reset", "why": "far"}
    hers.until("snapshot")
    assert len(hers.bodies()) == 6


def test_a_removed_line_becomes_a_tombstone_at_once_and_in_every_replay(table, page):
    room, host, ana, ben = table
    his = page(room.slug, ben).open()
    his.until("snapshot")
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    his.until_seq(sent.seq)
    lines.remove_line(sent.message_id, viewer(host))
    his.until_seq(head(room))
    assert his.items[-1] == {"kind": "remove", "seq": head(room), "id": sent.message_id}
    late = page(room.slug, ana).open()
    late.until("snapshot")
    assert not any("soup" in text for text in late.raw)


def test_blocked_members_lines_arrive_folded(table, page):
    from community.accounts.models import Block

    room, _, ana, ben = table
    Block.objects.create(blocker=ben, blocked=ana)
    his = page(room.slug, ben).open()
    his.until("snapshot")
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    his.until_seq(sent.seq)
    assert his.items[-1] == {"kind": "message", "seq": sent.seq, "folded": True}
    assert not any("soup" in text or "Ana" in text for text in his.raw)


# --- the door -------------------------------------------------------------------------------
@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", ""])
def test_a_page_of_another_site_is_not_let_in(table, page, origin):
    room, _, ana, _ = table
    with pytest.raises(InvalidStatus) as refused:
        page(room.slug, ana).open(origin=origin)
    assert refused.value.response.status_code == 403


def test_the_token_of_our_own_page_is_needed(table, page):
    room, _, ana, _ = table
    for wrong in ("b" * 32, "", "x" * 128):
        hers = page(room.slug, ana).open(csrf=wrong)
        assert hers.code() == Close.BAD_TOKEN


def test_nobody_gets_in_without_signing_in(table, page):
    room = table[0]
    assert page(room.slug, cookies={"csrftoken": "a" * 32}).open().code() == Close.SIGNED_OUT


def test_a_socket_that_says_nothing_is_closed(table, page, monkeypatch):
    from forum.chat import consumers

    monkeypatch.setattr(consumers, "HELLO_SECONDS", 0.3)
    room, _, ana, _ = table
    assert page(room.slug, ana).open(hello=False).code() == Close.SILENT


def test_a_room_that_is_not_there_for_them_is_not_there(table, page):
    _, _, ana, _ = table
    hidden, _ = open_room(for_circle=True)
    assert page(hidden.slug, ana).open().code() == Close.NO_ROOM
    assert page("no-such-room", ana).open().code() == Close.NO_ROOM


def test_a_full_room_says_so(live, page):
    room, _ = open_room(capacity=1)
    ana, ben = member(), member()
    sit_down(room, ana)
    assert page(room.slug, ben).open().code() == Close.FULL


def test_whoever_has_not_agreed_to_the_house_rules_is_asked_to(table, page):
    from community.safety.models import HouseRules

    HouseRules.objects.create(number=99, summary="Be kind.", body="Be kind.")
    room, _, ana, _ = table
    assert page(room.slug, ana).open().code() == Close.AGREEMENT


def test_a_closed_room_says_so_and_a_closing_one_lets_everybody_go(table, page):
    room, host, ana, _ = table
    hers = page(room.slug, ana).open()
    hers.until("snapshot")
    sessions.close(room.pk, viewer(host))
    assert hers.code() == Close.CLOSED
    assert hers.items[-1]["word"] == "closed"
    assert page(room.slug, ana).open().code() == Close.CLOSED


# --- being called away ------------------------------------------------------------------------
def test_signing_out_closes_that_browsers_sockets_within_a_second(table, page):
    room, _, ana, _ = table
    client = Client()
    client.force_login(ana)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    hers = page(room.slug, cookies={**cookies, "csrftoken": "a" * 32}).open()
    elsewhere = page(room.slug, ana).open()
    hers.until("snapshot")
    elsewhere.until("snapshot")
    began = time.monotonic()
    client.post("/accounts/logout/")
    assert hers.code() == Close.SIGNED_OUT
    assert time.monotonic() - began < 2
    assert elsewhere.send(cid(), WARM)["status"] == "shown"


def test_somebody_asked_to_leave_is_out_at_once_and_stays_out(table, page):
    room, host, ana, _ = table
    hers = page(room.slug, ana).open()
    hers.until("snapshot")
    seats.remove_from_room(room.pk, viewer(host), ana.public_id, "Please rest today.")
    assert hers.code() == Close.REMOVED
    assert page(room.slug, ana).open().code() == Close.REMOVED


def test_without_a_bus_the_recheck_finds_who_must_go(table, page, live, monkeypatch):
    room, host, ana, ben = table
    hers, his = page(room.slug, ana).open(), page(room.slug, ben).open()
    hers.until("snapshot")
    his.until("snapshot")
    monkeypatch.setattr(realtime.bus(), "publish", lambda topic, data: False)
    seats.remove_from_room(room.pk, viewer(host), ana.public_id)
    ben.set_password("another horse battery")
    ben.save()
    live.in_loop(live.hub().recheck)
    assert hers.code() == Close.REMOVED
    assert his.code() == Close.SIGNED_OUT


def test_without_a_bus_lines_come_later_and_none_is_lost(table, page, monkeypatch):
    room, _, ana, ben = table
    his = page(room.slug, ben).open()
    his.until("snapshot")
    monkeypatch.setattr(realtime.bus(), "publish", lambda topic, data: False)
    for number in range(3):
        lines.send_message(room.pk, ana.pk, cid(), f"Quiet line number {number}.")
    his.until_seq(head(room), timeout=6)
    assert len(his.bodies()) == 3


def test_an_event_that_got_lost_is_fetched_before_the_next_one_is_shown(table, page, monkeypatch):
    room, _, ana, ben = table
    his = page(room.slug, ben).open()
    his.until("snapshot")
    with monkeypatch.context() as patch:
        patch.setattr(realtime.bus(), "publish", lambda topic, data: False)
        lines.send_message(room.pk, ana.pk, cid(), "This one gets lost.")
    last = lines.send_message(room.pk, ana.pk, cid(), "This one arrives.")
    his.until_seq(last.seq)
    assert his.bodies() == ["This one gets lost.", "This one arrives."]


def test_events_that_come_twice_or_late_are_shown_once_and_in_order(table, page):
    room, _, ana, ben = table
    his = page(room.slug, ben).open()
    his.until("snapshot")
    kept: list[bytes] = []
    original = realtime.bus().publish
    realtime.bus().publish = lambda topic, data: kept.append(data) or True
    try:
        for number in range(3):
            lines.send_message(room.pk, ana.pk, cid(), f"Shuffled line number {number}.")
    finally:
        realtime.bus().publish = original
    topic = events.room_topic(room.pk)
    for data in [kept[2], kept[0], kept[2], kept[1], kept[0], b"not ours"]:
        original(topic, data)
    his.until_seq(head(room))
    assert his.bodies() == [f"Shuffled line number {number}." for number in range(3)]


def test_the_sixth_page_closes_the_first(table, page):
    room, _, ana, _ = table
    pages = []
    for _ in range(hub.SOCKETS_PER_MEMBER + 1):
        each = page(room.slug, ana).open()
        each.until("snapshot")
        pages.append(each)
    assert pages[0].code() == Close.REPLACED
    assert pages[-1].send(cid(), WARM)["status"] == "shown"


# --- the lease --------------------------------------------------------------------------------
def test_a_lapsed_lease_pauses_the_room_for_everyone_without_any_task(table, page):
    room, _, ana, _ = table
    hers = page(room.slug, ana).open()
    hers.until("snapshot")
    gone = timezone.now() - timedelta(seconds=1)
    Session.objects.filter(room=room).update(lease_until=gone)
    Room.objects.filter(pk=room.pk).update(speaking_until=gone)
    assert hers.until("state", timeout=6)["state"] == "paused"
    ack = hers.send(cid(), WARM)
    assert (ack["status"], ack["reasons"][0]["code"]) == ("declined", "room.paused")


def test_a_hosts_own_activity_renews_the_lease_and_a_members_does_not(table, page):
    room, host, ana, _ = table
    theirs, hers = page(room.slug, host).open(), page(room.slug, ana).open()
    theirs.until("snapshot")
    hers.until("snapshot")
    before = Session.objects.get(room=room).lease_until
    hers.say({"t": "here"})
    hers.say({"t": "ping"})
    hers.until("hb")
    assert Session.objects.get(room=room).lease_until == before
    theirs.say({"t": "here"})
    theirs.say({"t": "ping"})
    theirs.until("hb")
    assert Session.objects.get(room=room).lease_until > before


# --- bad manners --------------------------------------------------------------------------------
HOSTILE = [
    "",
    "null",
    "[]",
    "{}",
    '"hello"',
    "{" * 5000,
    "[" * 20000,
    '{"t":"send"}',
    '{"t":"send","cid":"short","body":"x"}',
    '{"t":"send","cid":"long-enough","body":7}',
    '{"t":"send","cid":"long-enough","body":"x","extra":1}',
    '{"t":"send","cid":"../../etc/passwd","body":"x"}',
    '{"t":"send","t":"hello","cid":"long-enough","body":"x"}',
    '{"t":"send","cid":"long-enough","body":"\\ud800"}',
    '{"t":"launch"}',
    '{"t":["send"],"cid":"long-enough","body":"x"}',
    '{"t":"hello","room":"x","csrf":"x","seq":-1}',
    '{"t":"hello","room":"x","csrf":"x","seq":1e999}',
    '{"t":"send","cid":"long-enough","body":"' + "x" * 9000 + '"}',
    b"\x00\x01\x02",
    b'{"t":"ping"}',
]


@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_a_frame_that_is_none_closes_the_socket_and_leaves_no_traceback(table, page, caplog, first):
    room, _, ana, _ = table
    hers = page(room.slug, ana)
    for frame in HOSTILE:
        hers.open(hello=not first)
        if not first:
            hers.until("snapshot")
        hers.say(frame)
        assert hers.code() == Close.BAD_FRAME, frame
    assert not [record for record in caplog.records if record.exc_info]
    assert not RoomEvent.objects.filter(room=room, kind="message").exists()


def test_a_frame_that_is_too_big_or_no_text_closes_the_socket(table, page, caplog):
    room, _, ana, _ = table
    big = page(room.slug, ana).open()
    big.until("snapshot")
    big.say("x" * 40_000)
    assert big.code() in (1009, Close.BAD_FRAME)
    broken = page(room.slug, ana).open()
    broken.until("snapshot")
    broken.socket.protocol.send_text(b"\xff\xfe", fin=True)
    broken.socket.socket.sendall(b"".join(broken.socket.protocol.data_to_send()))
    assert broken.code() in (1007, Close.BAD_FRAME)
    assert not [record for record in caplog.records if record.exc_info]


def test_fast_typing_is_asked_to_wait_and_keeps_its_words(table, page):
    room, _, ana, _ = table
    hers = page(room.slug, ana).open()
    hers.until("snapshot")
    for _ in range(hub.FRAMES + 2):
        hers.say({"t": "ping"})
    hers.say({"t": "send", "cid": "too-fast-1", "body": WARM})
    ack = hers.until("ack")
    assert ack["status"] == "declined"
    assert ack["reasons"][0]["code"] == "room.too_fast"
    assert 0 < ack["wait"] < 2
    time.sleep(ack["wait"] + 0.6)
    assert hers.send("too-fast-1", WARM)["status"] == "shown"


def test_a_flood_ends_for_now(table, page):
    room, _, ana, _ = table
    hers = page(room.slug, ana).open()
    hers.until("snapshot")
    try:
        for _ in range(200):
            hers.say({"t": "ping"})
    except ConnectionClosed:
        pass
    assert hers.code() == Close.TOO_FAST


def test_hello_is_said_once_and_to_the_room_in_the_address(table, page):
    room, _, ana, _ = table
    hers = page(room.slug, ana).open(room="another")
    assert hers.code() == Close.BAD_FRAME
    twice = page(room.slug, ana).open()
    twice.until("snapshot")
    twice.say({"t": "hello", "room": room.slug, "csrf": "a" * 32})
    assert twice.code() == Close.BAD_FRAME
