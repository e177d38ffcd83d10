"""A session's life, seats, and the host's lease."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from community.notices.models import Notice
from community.safety.models import LogEntry
from forum.chat import queries, replay
from forum.chat.actions import lines, retention, seats, sessions
from forum.chat.actions.seats import Entry
from forum.chat.models import (
    ABANDONED,
    LEASE,
    Message,
    Room,
    RoomEvent,
    Seat,
    Session,
    SessionState,
)
from forum.chat.permissions import NotAllowed, RoomConflict
from forum.chat.tasks import keep_rooms, purge_words
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


def session_of(room: Room) -> Session:
    return Session.objects.get(room=room)


def later(**ago):
    return time_machine.travel(timezone.now() + timedelta(**ago), tick=False)


# --- opening ------------------------------------------------------------------------------
def test_only_a_host_opens_a_room():
    room = RoomFactory()
    with pytest.raises(NotAllowed):
        sessions.open_session(room.pk, viewer(member()))
    assert sessions.open_session(room.pk, viewer(moderator())).state == SessionState.OPEN
    assert LogEntry.objects.filter(verb="room.opened").count() == 1


def test_a_circles_moderator_hosts_the_circles_room_and_no_other():
    room, other = RoomFactory(for_circle=True), RoomFactory()
    host = moderator("Wren", circle=room.circle)
    assert sessions.open_session(room.pk, viewer(host)).changed
    with pytest.raises(NotAllowed):
        sessions.open_session(other.pk, viewer(host))


def test_opening_takes_the_session_that_is_due():
    planned = SessionFactory(due=True, title="Tuesday table")
    result = sessions.open_session(planned.room_id, viewer(moderator()))
    assert result.session_id == planned.pk


def test_a_room_has_one_session_at_a_time():
    room, host = open_room()
    assert not sessions.open_session(room.pk, viewer(host)).changed
    with pytest.raises(RoomConflict):
        sessions.open_session(room.pk, viewer(host), session_id=SessionFactory(room=room).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionFactory(room=room, state=SessionState.LOBBY)


def test_each_session_starts_with_an_empty_table_for_readers():
    room, host = open_room()
    ana = member()
    sit_down(room, ana)
    lines.send_message(room.pk, ana.pk, cid(), WARM)
    sessions.close(room.pk, viewer(host))
    sessions.open_session(room.pk, viewer(host))
    sit_down(room, ana)
    room.refresh_from_db()
    items = replay.view_for(room, viewer(ana), epoch=str(room.epoch), seq=0).items
    assert WARM not in str(items)
    assert [item.seq for item in items] == [room.head_seq]


def test_planned_words_pass_the_gate():
    room, host = RoomFactory(), moderator()
    begin = timezone.now() + timedelta(days=1)
    bad = sessions.schedule_session(
        room.pk,
        viewer(host),
        title="Ring me on 07700 900 123",
        starts_at=begin,
        ends_at=begin + timedelta(hours=1),
    )
    assert bad.session_id is None
    assert bad.verdict.refused
    assert not Session.objects.exists()
    good = sessions.schedule_session(
        room.pk,
        viewer(host),
        title="Soup and company",
        starts_at=begin,
        ends_at=begin + timedelta(hours=1),
    )
    assert Session.objects.get(pk=good.session_id).lead_id == host.pk


# --- the lease ------------------------------------------------------------------------------
def test_a_lapsed_lease_stops_lines_on_the_clock_before_any_task_runs():
    room, _ = open_room()
    ana = member()
    sit_down(room, ana)
    with later(seconds=LEASE.total_seconds() + 1):
        assert lines.send_message(room.pk, ana.pk, cid(), WARM).code == "room.paused"
        assert session_of(room).state == SessionState.OPEN
        assert queries.state_of(room, session_of(room)).state == SessionState.PAUSED


def test_a_number_is_not_given_out_after_the_lease_even_if_the_line_was_begun_before(monkeypatch):
    room, _ = open_room()
    ana = member()
    sit_down(room, ana)
    Room.objects.filter(pk=room.pk).update(speaking_until=timezone.now() - timedelta(seconds=1))
    before = RoomEvent.objects.filter(room=room).count()
    assert lines.send_message(room.pk, ana.pk, cid(), WARM).code == "room.paused"
    assert RoomEvent.objects.filter(room=room).count() == before
    assert not Message.objects.exists()


def test_the_timetable_pauses_a_room_whose_host_went_quiet_and_tells_the_others():
    other = moderator("Wren")
    room, host = open_room()
    with later(seconds=61):
        keep_rooms()
    session = session_of(room)
    assert (session.state, session.paused_for) == (SessionState.PAUSED, "lease")
    assert RoomEvent.objects.filter(room=room).latest("seq").word == "paused"
    assert Notice.objects.filter(member=other, kind="room-paused").count() == 1
    with later(seconds=70):
        keep_rooms()
    assert Notice.objects.filter(member=other, kind="room-paused").count() == 1
    with later(seconds=80):
        assert sessions.renew_lease(room.pk, viewer(host)).state == SessionState.PAUSED
        assert sessions.resume(room.pk, viewer(host)).changed
        ana = member()
        sit_down(room, ana)
        assert lines.send_message(room.pk, ana.pk, cid(), WARM).status == "shown"


def test_an_abandoned_room_closes_after_five_minutes():
    room, _ = open_room()
    ana = member()
    sit_down(room, ana)
    with later(seconds=ABANDONED.total_seconds() + 1):
        assert lines.send_message(room.pk, ana.pk, cid(), WARM).code == "room.closed"
        keep_rooms()
    session = session_of(room)
    assert (session.state, session.closed_for) == (SessionState.CLOSED, "lease")
    assert Seat.objects.get(member=ana).state == "left"


def test_a_host_who_keeps_giving_signs_keeps_the_room_open_until_its_end():
    room, host = open_room()
    for minutes in range(1, 55):
        with later(seconds=minutes * 55):
            state = sessions.renew_lease(room.pk, viewer(host)).state
    assert state == SessionState.OPEN
    with later(minutes=51):
        assert session_of(room).state_now() == SessionState.PAUSED


def test_the_last_five_minutes_are_the_closing_round_and_then_it_is_over():
    room, _host = open_room()
    end = session_of(room).ends_at
    with time_machine.travel(end - timedelta(minutes=4), tick=False):
        Session.objects.update(lease_until=timezone.now() + LEASE)
        keep_rooms()
        assert session_of(room).state == SessionState.CLOSING
    with time_machine.travel(end + timedelta(minutes=6), tick=False):
        Session.objects.update(lease_until=timezone.now() + LEASE)
        keep_rooms()
        assert session_of(room).closed_for == "ended"


def test_pausing_and_carrying_on_twice_is_once():
    room, host = open_room()
    assert sessions.pause(room.pk, viewer(host)).changed
    assert not sessions.pause(room.pk, viewer(host)).changed
    assert sessions.resume(room.pk, viewer(host)).changed
    assert not sessions.resume(room.pk, viewer(host)).changed


def test_a_member_cannot_renew_pause_or_close():
    room, _ = open_room()
    for act in (sessions.renew_lease, sessions.pause, sessions.close):
        with pytest.raises(NotAllowed):
            act(room.pk, viewer(member()))


def test_doors_open_ten_minutes_before_and_lines_wait_for_the_host():
    planned = SessionFactory(starts_at=timezone.now() + timedelta(minutes=9))
    keep_rooms()
    planned.refresh_from_db()
    assert planned.state == SessionState.LOBBY
    ana = member()
    sit_down(planned.room, ana)
    assert lines.send_message(planned.room_id, ana.pk, cid(), WARM).code == "room.lobby"
    sessions.open_session(planned.room_id, viewer(moderator()))
    assert lines.send_message(planned.room_id, ana.pk, cid(), WARM).status == "shown"


def test_whoever_knocks_first_finds_the_door_open_though_no_task_ran():
    planned = SessionFactory(due=True)
    assert seats.enter_room(planned.room.slug, viewer(member())).entry is Entry.IN


# --- seats ----------------------------------------------------------------------------------
def test_a_full_table_has_an_honest_queue_and_the_longest_wait_gets_the_seat():
    room, _ = open_room(capacity=1)
    ana, ben, cy = member(), member(), member()
    sit_down(room, ana)
    assert (seats.enter_room(room.slug, viewer(ben))).place == 1
    assert (seats.enter_room(room.slug, viewer(cy))).place == 2
    assert (seats.enter_room(room.slug, viewer(ben))).place == 1
    assert seats.leave(room.pk, ana.pk)
    assert Seat.objects.get(member=ben).state == "in"
    assert Seat.objects.get(member=cy).state == "waiting"
    assert Notice.objects.filter(member=ben, kind="room-seat").exists()
    assert session_of(room).seats_taken == 1


def test_nobody_overtakes_the_queue_when_a_seat_comes_free():
    room, _ = open_room(capacity=1)
    ana, ben, late = member(), member(), member()
    sit_down(room, ana)
    seats.enter_room(room.slug, viewer(ben))
    Session.objects.filter(room=room).update(seats_taken=0)
    assert seats.enter_room(room.slug, viewer(late)).entry is Entry.WAITING


def test_hosts_take_nobodys_seat():
    room, _host = open_room(capacity=1)
    sit_down(room, member())
    sit_down(room, moderator())
    assert session_of(room).seats_taken == 1


def test_a_seat_that_nobody_keeps_goes_to_whoever_waits():
    room, _host = open_room(capacity=1)
    ana, ben = member(), member()
    sit_down(room, ana)
    seats.enter_room(room.slug, viewer(ben))
    Seat.objects.filter(member=ana).update(kept_until=timezone.now() - timedelta(seconds=1))
    keep_rooms()
    assert Seat.objects.get(member=ana).state == "left"
    assert Seat.objects.get(member=ben).state == "in"


def test_leaving_twice_is_once_and_frees_one_seat():
    room, _ = open_room()
    ana = member()
    sit_down(room, ana)
    assert seats.leave(room.pk, ana.pk)
    assert not seats.leave(room.pk, ana.pk)
    assert session_of(room).seats_taken == 0


def test_somebody_asked_to_leave_hears_why_and_cannot_come_back_today():
    room, host = open_room()
    ana = member()
    sit_down(room, ana)
    assert seats.remove_from_room(room.pk, viewer(host), ana.public_id, "Please rest today.")
    assert seats.enter_room(room.slug, viewer(ana)).entry is Entry.REMOVED
    notice = Notice.objects.get(member=ana, kind="room-removed")
    assert "Please rest today." in notice.body
    assert session_of(room).seats_taken == 0
    sessions.close(room.pk, viewer(host))
    sessions.open_session(room.pk, viewer(host))
    assert seats.enter_room(room.slug, viewer(ana)).entry is Entry.IN


def test_the_database_itself_refuses_one_seat_too_many():
    room, _ = open_room(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(room=room).update(seats_taken=2)


@pytest.mark.django_db(transaction=True)
def test_twelve_who_come_at_once_to_five_seats_leave_seven_waiting():
    room, _ = open_room(capacity=5)
    people = [viewer(member()) for _ in range(12)]
    start = threading.Barrier(12)
    entries: list[Entry] = []

    def come(who) -> None:
        try:
            start.wait()
            entries.append(seats.enter_room(room.slug, who).entry)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=(who,)) for who in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(entries) == ["in"] * 5 + ["waiting"] * 7
    assert session_of(room).seats_taken == 5
    assert Seat.objects.filter(session__room=room, state="in", is_host=False).count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_line_sent_from_four_threads_at_once_is_one_line():
    room, _ = open_room()
    ana = member()
    sit_down(room, ana)
    same = cid()
    start = threading.Barrier(4)
    answers = []

    def say() -> None:
        try:
            start.wait()
            answers.append(lines.send_message(room.pk, ana.pk, same, WARM))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({answer.seq for answer in answers}) == 1
    assert sum(answer.again for answer in answers) == 3
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_lines_from_many_at_once_have_numbers_without_a_gap():
    room, _ = open_room()
    people = [member() for _ in range(6)]
    for each in people:
        sit_down(room, each)

    def say(who) -> None:
        try:
            for number in range(5):
                lines.send_message(room.pk, who.pk, cid(), f"Chair {who.pk} says thing {number}.")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say, args=(who,)) for who in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))
    assert found == list(range(1, len(found) + 1))
    shown = Message.objects.filter(state="shown").count()
    assert shown == len(found) - 1
    assert shown >= 24


# --- programme ------------------------------------------------------------------------------
def test_the_programme_shows_two_weeks_and_open_rooms_first():
    room, _ = open_room()
    SessionFactory(title="Soon")
    SessionFactory(title="Far", starts_at=timezone.now() + timedelta(days=20))
    SessionFactory(past=True, title="Long ago")
    shown = queries.programme(viewer(member()))
    assert [entry.room for entry in shown.now] == [room]
    assert [entry.session.title for _, day in shown.days for entry in day] == ["Soon"]


def test_a_circles_room_is_in_the_programme_of_its_circle_only():
    from community.accounts.models import CircleMembership

    room = RoomFactory(for_circle=True)
    SessionFactory(room=room)
    ana, ben = member(), member()
    CircleMembership.objects.create(circle=room.circle, user=ana)
    assert room in queries.programme(viewer(ana)).rooms
    assert room not in queries.programme(viewer(ben)).rooms


def test_the_programme_costs_the_same_however_full(django_assert_num_queries):
    who = viewer(member())
    SessionFactory()
    with django_assert_num_queries(2):
        queries.programme(who)
    for _ in range(10):
        SessionFactory(lead=moderator())
    with django_assert_num_queries(2):
        queries.programme(who)


# --- what is kept -----------------------------------------------------------------------------
def test_words_are_emptied_after_thirty_days_and_the_record_stays():
    room, host = open_room()
    ana = member()
    sit_down(room, ana)
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    sessions.close(room.pk, viewer(host))
    with later(days=29):
        assert purge_words() == 0
    with later(days=32):
        assert purge_words() == 1
        assert purge_words() == 0
    line = Message.objects.get(pk=sent.message_id)
    assert line.body == ""
    assert line.author_id == ana.pk


def test_words_a_moderator_is_still_looking_at_are_kept():
    room, host = open_room()
    ana = member()
    sit_down(room, ana)
    lines.send_message(room.pk, ana.pk, cid(), "I want to kill myself tonight")
    sessions.close(room.pk, viewer(host))
    with later(days=32):
        assert purge_words() == 0
    assert Message.objects.get().body


def test_forgetting_a_member_empties_their_lines_and_keeps_the_numbers():
    room, _ = open_room()
    ana, ben = member(), member()
    sit_down(room, ana)
    sit_down(room, ben)
    lines.send_message(room.pk, ana.pk, cid(), WARM)
    with transaction.atomic():
        retention.forget_member(ana.pk)
    room.refresh_from_db()
    items = replay.view_for(room, viewer(ben)).items
    assert WARM not in str(items)
    assert items[-1].removed
    assert not Seat.objects.filter(member=ana).exists()
