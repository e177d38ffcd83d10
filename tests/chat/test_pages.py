"""Pages and forms of live rooms, with and without a script."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from forum.chat.actions import lines, seats, sessions
from forum.chat.models import Message, Room, Seat, Session, SessionState
from tests.chat.live import cookies_for
from tests.factories.chat import (
    RoomFactory,
    SessionFactory,
    cid,
    member,
    moderator,
    open_room,
    sit_down,
    viewer,
)

pytestmark = pytest.mark.django_db
WARM = "I made soup today and it helped a little."
PHONE = "ring me on 07700 900 123 tonight"


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def table():
    room, host = open_room()
    ana, ben = member("Ana"), member("Ben")
    sit_down(room, ana)
    sit_down(room, ben)
    return room, host, ana, ben


def url(room: Room, rest: str = "") -> str:
    return f"/rooms/{room.slug}/{rest}"


# --- programme and door -----------------------------------------------------------------------
def test_a_visitor_reads_the_programme_and_the_door_and_no_line(client, table):
    room, _, ana, _ = table
    lines.send_message(room.pk, ana.pk, cid(), WARM)
    SessionFactory(title="Seed swap")
    programme = client.get("/rooms/")
    assert programme.status_code == 200
    assert "Seed swap" in programme.content.decode()
    door = client.get(url(room)).content.decode()
    assert "Sign in to take a place" in door
    assert WARM not in door
    assert "Ana" not in door


def test_an_empty_programme_says_what_will_be_there(client):
    assert "No room is open at this moment" in client.get("/rooms/").content.decode()


def test_a_circles_room_is_not_there_for_others(client):
    room, _ = open_room(for_circle=True)
    assert as_user(member()).get(url(room)).status_code == 404
    assert client.get(url(room)).status_code == 404


def test_taking_a_place_needs_a_sign_in_and_the_house_rules(client):
    from community.safety.models import HouseRules

    room, _ = open_room()
    to_sign_in = client.post(url(room, "enter/"))
    assert to_sign_in.status_code == 302
    assert to_sign_in.url.endswith(f"next={url(room)}")
    HouseRules.objects.create(number=99, summary="Be kind.", body="Be kind.")
    ana = member()
    to_rules = as_user(ana).post(url(room, "enter/"))
    assert to_rules.url == f"/safe-space/agree/?next={url(room)}"
    assert not Seat.objects.filter(member=ana).exists()


def test_coming_in_reading_writing_and_leaving_work_without_a_script():
    room, host = open_room()
    ana = member("Ana")
    hers = as_user(ana)
    assert "Take a place" in hers.get(url(room)).content.decode()
    assert hers.post(url(room, "enter/"), follow=True).status_code == 200
    lines.send_message(room.pk, host.pk, cid(), "Welcome, everyone.")
    page = hers.get(url(room)).content.decode()
    assert "Welcome, everyone." in page
    sent = hers.post(url(room, "send/"), {"cid": cid(), "body": WARM})
    assert sent.status_code == 302
    assert WARM in hers.get(url(room)).content.decode()
    reading = hers.get(url(room) + "?refresh=on").content.decode()
    assert '<meta http-equiv="refresh" content="20">' in reading
    assert "<textarea" not in reading
    assert hers.post(url(room, "leave/")).status_code == 302
    assert Seat.objects.get(member=ana).state == "left"


def test_a_full_room_shows_the_place_in_the_queue():
    room, _ = open_room(capacity=1)
    sit_down(room, member())
    ben = as_user(member())
    page = ben.post(url(room, "enter/"), follow=True).content.decode()
    assert "You are next in the queue" in page


# --- sending --------------------------------------------------------------------------------------
def test_a_quick_reply_is_a_line_of_its_own(table):
    room, _, ana, _ = table
    as_user(ana).post(url(room, "send/"), {"quick": "0", "body": "half a thought"})
    assert Message.objects.get().body == "I hear you."


def test_the_same_form_sent_twice_is_one_line(table):
    room, _, ana, _ = table
    hers = as_user(ana)
    fields = {"cid": cid(), "body": WARM}
    assert hers.post(url(room, "send/"), fields).status_code == 302
    assert hers.post(url(room, "send/"), fields).status_code == 302
    assert Message.objects.count() == 1


def test_a_declined_line_comes_back_with_its_reason_and_every_word(table):
    room, _, ana, _ = table
    answer = as_user(ana).post(url(room, "send/"), {"cid": cid(), "body": PHONE})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f">{PHONE}</textarea>" in page
    assert "phone number" in page
    assert 'href="#line-body"' in page
    assert not Message.objects.exists()


def test_words_of_distress_bring_the_support_panel(table):
    room, _, ana, ben = table
    hers = as_user(ana)
    page = hers.post(
        url(room, "send/"), {"cid": cid(), "body": "I want to kill myself tonight"}, follow=True
    ).content.decode()
    assert "data-support hidden" not in page
    assert "116 123" in page
    assert "only you see this" in page
    assert "kill myself" not in as_user(ben).get(url(room)).content.decode()


def test_markup_in_a_line_is_shown_as_it_was_typed(table):
    room, _, ana, ben = table
    lines.send_message(room.pk, ana.pk, cid(), "<b>soup</b> & <script>alert(1)</script>")
    page = as_user(ben).get(url(room)).content.decode()
    assert "<b>soup" not in page
    assert "&lt;b&gt;soup" in page


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[]", 400),
        (b'{"cid": 7, "body": "x"}', 400),
        (b'{"cid": "a/b/c/d/e", "body": "x"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 30_000, 400),
        (b'{"a":' * 5_000, 400),
        (b'{"cid": "long-enough", "body": ""}', 422),
        (b'{"cid": "long-enough", "body": "\\u0000"}', 422),
        (b'{"cid": "long-enough", "body": "' + b"x" * 40000 + b'"}', 400),
    ],
)
def test_json_that_is_no_line_gets_a_clear_answer_and_stores_nothing(table, body, status):
    room, _, ana, _ = table
    answer = as_user(ana).post(url(room, "send/"), body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["t"] in ("error", "ack")
    assert not Message.objects.exists()


def test_what_became_of_a_line_is_told_by_the_status_too(table):
    room, host, ana, _ = table
    hers = as_user(ana)

    def say(body: str, same: str = "") -> int:
        fields = json.dumps({"cid": same or cid(), "body": body})
        return hers.post(url(room, "send/"), fields, content_type="application/json").status_code

    same = cid()
    assert say(WARM, same) == 200
    assert say("Other words.", same) == 409
    assert say(PHONE) == 422
    Room.objects.filter(pk=room.pk).update(hold_all=True)
    assert say("A line that waits.") == 202
    seats.mute_member(room.pk, viewer(host), ana.public_id, 5)
    assert say("Muted now.") == 403
    sessions.pause(room.pk, viewer(host))
    assert say("Paused now.") == 409
    assert (
        Client().post(url(room, "send/"), "{}", content_type="application/json").status_code == 401
    )


def test_a_line_needs_the_pages_own_token(table):
    room, _, ana, _ = table
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana)
    assert strict.post(url(room, "send/"), {"cid": cid(), "body": WARM}).status_code == 403
    assert not Message.objects.exists()


def test_somebody_takes_back_their_own_line_and_not_anothers(table):
    room, _, ana, ben = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    path = url(room, f"lines/{sent.message_id}/withdraw/")
    assert as_user(ben).post(path).status_code == 404
    assert as_user(ana).post(path).status_code == 302
    assert WARM not in as_user(ben).get(url(room)).content.decode()


# --- the feed ------------------------------------------------------------------------------------
def test_the_feed_gives_the_same_items_as_the_socket_and_says_when_to_ask_again(table):
    room, _, ana, ben = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    his = as_user(ben)
    fresh = his.get(url(room, "events")).json()
    assert fresh["t"] == "poll"
    assert fresh["fresh"]
    assert fresh["items"][-1]["body"] == WARM
    assert fresh["again"] == 3.0
    rest = his.get(url(room, "events"), {"after": sent.seq - 1, "epoch": fresh["epoch"]}).json()
    assert [item["seq"] for item in rest["items"]] == [sent.seq]
    assert not rest["fresh"]
    nothing = his.get(url(room, "events"), {"after": sent.seq}).json()
    assert "items" not in nothing


@pytest.mark.parametrize("after", ["x", "-1", "1e9", "9" * 30, "１２"])
def test_a_feed_from_no_place_is_a_bad_request(table, after):
    room, _, ana, _ = table
    assert as_user(ana).get(url(room, "events"), {"after": after}).status_code == 400


def test_the_feed_is_for_people_at_the_table(client, table):
    room, host, ana, _ = table
    assert client.get(url(room, "events")).status_code == 401
    seats.remove_from_room(room.pk, viewer(host), ana.public_id)
    assert as_user(ana).get(url(room, "events")).status_code == 403
    sessions.close(room.pk, viewer(host))
    assert as_user(member()).get(url(room, "events")).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_the_live_feed_waits_for_news_and_then_answers_at_once(live):
    room, _ = open_room()
    ana, ben = member(), member()
    sit_down(room, ana)
    sit_down(room, ben)
    room.refresh_from_db()

    def speak() -> None:
        from django.db import connection

        time.sleep(0.6)
        lines.send_message(room.pk, ana.pk, cid(), WARM)
        connection.close()

    later = threading.Thread(target=speak)
    later.start()
    began = time.monotonic()
    answer = httpx.get(
        f"{live.origin}{url(room, 'events')}",
        params={"after": room.head_seq, "epoch": str(room.epoch)},
        cookies=cookies_for(ben),
        timeout=10,
    )
    later.join()
    assert 0.5 < time.monotonic() - began < 3
    assert answer.json()["items"][0]["body"] == WARM
    assert answer.headers["cache-control"] == "no-store, private"
    assert httpx.get(f"{live.origin}{url(room, 'events')}").status_code == 401
    bad = httpx.get(f"{live.origin}{url(room, 'events')}", params={"after": "x"})
    assert bad.status_code == 400


# --- hosts --------------------------------------------------------------------------------------
def test_a_host_opens_looks_after_and_closes_a_room_by_forms():
    room, host, ana = RoomFactory(), moderator(), member()
    hers, theirs = as_user(ana), as_user(host)
    assert theirs.post(url(room, "host/open/"), {"minutes": 45, "capacity": 5}).status_code == 302
    assert Session.objects.get(room=room).capacity == 5
    hers.post(url(room, "enter/"))
    Room.objects.filter(pk=room.pk).update(hold_all=True)
    hers.post(url(room, "send/"), {"cid": cid(), "body": WARM})
    page = theirs.get(url(room)).content.decode()
    assert "1 line waits for you" in page
    line = Message.objects.get()
    assert theirs.post(url(room, f"host/lines/{line.pk}/release/")).status_code == 302
    assert WARM in hers.get(url(room)).content.decode()
    assert theirs.post(url(room, f"host/lines/{line.pk}/remove/")).status_code == 302
    assert WARM not in hers.get(url(room)).content.decode()
    assert theirs.post(url(room, "host/turn/"), {"do": "pause"}).status_code == 302
    assert "The room is paused" in hers.get(url(room)).content.decode()
    theirs.post(url(room, "host/turn/"), {"do": "resume"})
    mute = url(room, f"host/people/{ana.public_id}/mute/")
    assert theirs.post(mute, {"minutes": "session"}).status_code == 302
    assert theirs.post(mute, {"minutes": "for ever"}).status_code == 400
    ask = url(room, f"host/people/{ana.public_id}/ask/")
    assert theirs.post(ask, {"reason": "Please rest."}).status_code == 302
    assert "asked you to leave" in hers.get(url(room)).content.decode()
    assert theirs.post(url(room, "host/turn/"), {"do": "close"}).status_code == 302
    assert Session.objects.get(room=room).state == SessionState.CLOSED


def test_nobody_else_gets_at_what_hosts_do(client, table):
    room, _, ana, ben = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    paths = [
        "host/open/",
        "host/turn/",
        f"host/lines/{sent.message_id}/release/",
        f"host/lines/{sent.message_id}/remove/",
        f"host/people/{ana.public_id}/mute/",
        f"host/people/{ana.public_id}/ask/",
        "host/plan/",
    ]
    for path in paths:
        assert as_user(ben).post(url(room, path)).status_code == 403, path
        assert client.post(url(room, path)).status_code == 302, path
    assert as_user(ben).get(url(room, "host/")).status_code == 403


def test_the_second_host_sees_what_the_first_did_and_nothing_breaks(table):
    room, host, ana, _ = table
    Room.objects.filter(pk=room.pk).update(hold_all=True)
    held = lines.send_message(room.pk, ana.pk, cid(), WARM)
    path = url(room, f"host/lines/{held.message_id}/release/")
    assert as_user(host).post(path).status_code == 302
    second = as_user(moderator()).post(path)
    assert second.status_code == 409
    assert "already" in second.content.decode()


def test_planning_asks_again_about_times_that_make_no_sense_and_keeps_what_was_typed():
    room, host = RoomFactory(), moderator()
    theirs = as_user(host)
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    fields = {"title": "Soup", "day": day, "starts": "10:00", "ends": "19:00", "capacity": 8}
    wrong = theirs.post(url(room, "host/plan/"), fields)
    assert wrong.status_code == 422
    assert "at most four hours" in wrong.content.decode()
    assert 'value="Soup"' in wrong.content.decode()
    gate = theirs.post(url(room, "host/plan/"), {**fields, "ends": "11:00", "title": PHONE})
    assert gate.status_code == 422
    assert not Session.objects.exists()
    assert theirs.post(url(room, "host/plan/"), {**fields, "ends": "11:00"}).status_code == 302
    assert Session.objects.get().title == "Soup"


def test_the_hosts_panel_comes_by_itself_for_the_script(table):
    room, host, _, _ = table
    panel = as_user(host).get(url(room, "host/"))
    assert panel.status_code == 200
    assert "data-host" in panel.content.decode()
    assert "<html" not in panel.content.decode()


# --- cost ----------------------------------------------------------------------------------
def test_the_rooms_page_costs_the_same_however_many_lines_and_people(
    table, django_assert_max_num_queries
):
    room, _, ana, ben = table
    lines.send_message(room.pk, ana.pk, cid(), WARM)
    his = as_user(ben)
    his.get(url(room))
    with django_assert_max_num_queries(30) as few:
        his.get(url(room))
    for number in range(10):
        guest = member()
        sit_down(room, guest)
        lines.send_message(room.pk, guest.pk, cid(), f"Hello from chair {number}.")
    with django_assert_max_num_queries(len(few.captured_queries)):
        his.get(url(room))


def test_a_face_is_a_picture_that_may_be_kept_for_ever(client):
    answer = client.get("/rooms/face/Quiet Heron/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg xmlns" in answer.content
    assert b"Heron" not in answer.content
    assert "immutable" in answer["Cache-Control"]
