"""A line: once, screened before anyone sees it, numbered in the order of commit."""

from __future__ import annotations

import pytest

from community.safety.models import Case, LogEntry, State
from forum.chat import events, queries, replay
from forum.chat.actions import lines, seats
from forum.chat.models import Declined, EventKind, Message, Room, RoomEvent
from forum.chat.permissions import NotAllowed, RoomConflict
from tests.factories.chat import cid, member, moderator, open_room, sit_down, viewer

pytestmark = pytest.mark.django_db

PHONE = "you can ring me on 07700 900 123 tonight"
WARM = "I made soup today and it helped a little."


@pytest.fixture
def table():
    room, host = open_room()
    ana, ben = member("Ana"), member("Ben")
    sit_down(room, ana)
    sit_down(room, ben)
    return room, host, ana, ben


def seqs(room: Room) -> list[int]:
    return list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))


def texts(room: Room, user) -> list[str]:
    room = Room.objects.get(pk=room.pk)
    view = replay.view_for(room, viewer(user))
    return [item.body for item in view.items if isinstance(item, events.Line)]


def test_a_line_gets_the_next_number_and_everyone_reads_it(table):
    room, _, ana, ben = table
    head = Room.objects.get(pk=room.pk).head_seq
    result = lines.send_message(room.pk, ana.pk, cid(), WARM)
    assert (result.status, result.seq) == ("shown", head + 1)
    assert texts(room, ben)[-1] == WARM


def test_numbers_have_no_gaps_whatever_is_declined_in_between(table):
    room, _, ana, ben = table
    for number in range(4):
        lines.send_message(room.pk, ana.pk, cid(), f"{WARM} ({number})")
        lines.send_message(room.pk, ben.pk, cid(), f"{PHONE} ({number})")
    found = seqs(room)
    assert found == list(range(1, len(found) + 1))


def test_the_same_cid_again_gives_the_first_answer_and_no_second_line(table):
    room, _, ana, _ = table
    same = cid()
    first = lines.send_message(room.pk, ana.pk, same, WARM)
    again = lines.send_message(room.pk, ana.pk, same, WARM)
    assert (again.status, again.seq, again.message_id, again.again) == (
        "shown",
        first.seq,
        first.message_id,
        True,
    )
    assert Message.objects.filter(room=room).count() == 1


def test_the_same_cid_with_other_words_is_declined(table):
    room, _, ana, _ = table
    same = cid()
    lines.send_message(room.pk, ana.pk, same, WARM)
    other = lines.send_message(room.pk, ana.pk, same, "Something else entirely.")
    assert (other.status, other.code) == ("declined", "room.cid")


def test_two_people_may_happen_to_use_the_same_cid(table):
    room, _, ana, ben = table
    same = cid()
    assert lines.send_message(room.pk, ana.pk, same, WARM).status == "shown"
    assert lines.send_message(room.pk, ben.pk, same, "Soup is good.").status == "shown"


def test_a_line_with_a_phone_number_reaches_nobody(table):
    room, host, ana, ben = table
    before = seqs(room)
    result = lines.send_message(room.pk, ana.pk, cid(), PHONE)
    assert result.status in ("declined", "held")
    assert result.reasons[0].code.startswith("contact.")
    assert seqs(room) == before
    assert PHONE not in texts(room, ben) + texts(room, host)


def test_a_declined_line_declines_again_without_being_read_again(table):
    room, _, ana, _ = table
    same = cid()
    first = lines.send_message(room.pk, ana.pk, same, PHONE)
    again = lines.send_message(room.pk, ana.pk, same, PHONE)
    assert first.status == again.status == "declined"
    assert again.again
    assert again.reasons == first.reasons
    assert not Message.objects.filter(room=room).exists()
    assert PHONE not in str(Declined.objects.get().reasons)


def test_a_held_line_is_seen_by_its_author_and_hosts_only(table):
    room, host, ana, ben = table
    Room.objects.filter(pk=room.pk).update(hold_all=True)
    result = lines.send_message(room.pk, ana.pk, cid(), WARM)
    room.refresh_from_db()
    assert (result.status, result.seq) == ("held", 0)
    assert texts(room, ana) == texts(room, ben) == []
    assert [line.body for line in queries.own_pending(room, viewer(ana))] == [WARM]
    assert queries.own_pending(room, viewer(ben)) == []
    assert [line.body for line in queries.held_lines(room, viewer(host))] == [WARM]
    assert queries.held_lines(room, viewer(ben)) == []
    assert Case.objects.get().subject_id == str(result.message_id)


def test_a_released_line_gets_a_fresh_number(table):
    room, host, ana, ben = table
    Room.objects.filter(pk=room.pk).update(hold_all=True)
    held = lines.send_message(room.pk, ana.pk, cid(), WARM)
    Room.objects.filter(pk=room.pk).update(hold_all=False)
    later = lines.send_message(room.pk, ben.pk, cid(), "And then it rained.")
    lines.release_line(held.message_id, viewer(host))
    message = Message.objects.get(pk=held.message_id)
    assert message.state == State.SHOWN
    assert message.seq == later.seq + 1
    assert texts(room, ben) == ["And then it rained.", WARM]
    assert LogEntry.objects.filter(verb="case.release").exists()


def test_a_line_taken_down_replays_as_a_tombstone(table):
    room, host, ana, ben = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    lines.remove_line(sent.message_id, viewer(host))
    room.refresh_from_db()
    items = replay.view_for(room, viewer(ben)).items
    tomb = next(item for item in items if item.seq == sent.seq)
    assert tomb.removed
    assert tomb.body == ""
    assert tomb.who is None
    assert isinstance(items[-1], events.Removed)
    assert items[-1].id == sent.message_id


def test_a_line_put_back_comes_as_it_is_now_under_a_new_number(table):
    room, host, ana, ben = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    lines.remove_line(sent.message_id, viewer(host))
    message = Message.objects.get(pk=sent.message_id)
    lines.follow_change(message, State.HIDDEN, State.SHOWN)
    Message.objects.filter(pk=message.pk).update(state=State.SHOWN)
    event = RoomEvent.objects.filter(room=room).latest("seq")
    assert event.kind == EventKind.EDIT
    assert replay.view_for(Room.objects.get(pk=room.pk), viewer(ben)).items[-1].body == WARM


def test_only_hosts_take_lines_down_and_never_their_own(table):
    room, host, ana, ben = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    with pytest.raises(NotAllowed):
        lines.remove_line(sent.message_id, viewer(ben))
    own = lines.send_message(room.pk, host.pk, cid(), "Welcome, everyone.")
    with pytest.raises(NotAllowed):
        lines.remove_line(own.message_id, viewer(host))


def test_the_second_host_to_act_on_a_line_hears_that_a_colleague_was_first(table):
    room, host, ana, _ = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    lines.remove_line(sent.message_id, viewer(host))
    with pytest.raises(RoomConflict):
        lines.remove_line(sent.message_id, viewer(moderator()))


def test_somebody_takes_back_their_own_line(table):
    room, _, ana, ben = table
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    assert lines.withdraw_line(sent.message_id, ana.pk)
    assert not lines.withdraw_line(sent.message_id, ana.pk)
    assert WARM not in texts(room, ben)
    with pytest.raises(Message.DoesNotExist):
        lines.withdraw_line(sent.message_id, ben.pk)


def test_blocked_members_lines_are_folded_and_the_numbers_stay_whole(table):
    room, _, ana, ben = table
    from community.accounts.models import Block

    Block.objects.create(blocker=ben, blocked=ana)
    sent = lines.send_message(room.pk, ana.pk, cid(), WARM)
    room.refresh_from_db()
    items = replay.view_for(room, viewer(ben)).items
    folded = next(item for item in items if item.seq == sent.seq)
    assert folded.folded
    assert folded.body == ""
    assert folded.who is None
    assert [item.seq for item in items] == list(range(1, room.head_seq + 1))


def test_hosts_read_lines_of_people_they_blocked(table):
    room, host, ana, _ = table
    from community.accounts.models import Block

    Block.objects.create(blocker=host, blocked=ana)
    lines.send_message(room.pk, ana.pk, cid(), WARM)
    assert texts(room, host) == [WARM]


@pytest.mark.parametrize(
    ("body", "code"), [("", "room.empty"), ("  \n ", "room.empty"), ("x" * 2001, "room.length")]
)
def test_what_is_no_line_is_declined_with_a_reason(table, body, code):
    room, _, ana, _ = table
    result = lines.send_message(room.pk, ana.pk, cid(), body)
    assert (result.status, result.code) == ("declined", code)


def test_nul_and_bidi_overrides_never_reach_the_database(table):
    room, _, ana, _ = table
    sent = lines.send_message(room.pk, ana.pk, cid(), "so\x00up \u202eis\u202c good")
    assert Message.objects.get(pk=sent.message_id).body == "soup is good"


def test_nobody_speaks_without_a_seat(table):
    room, _, _, _ = table
    stranger = member()
    assert lines.send_message(room.pk, stranger.pk, cid(), WARM).code == "room.seat"
    late = member()
    sit_down(room, late)
    seats.leave(room.pk, late.pk)
    assert lines.send_message(room.pk, late.pk, cid(), WARM).code == "room.seat"


def test_a_muted_member_reads_and_does_not_write_until_then(table):
    room, host, ana, _ = table
    seats.mute_member(room.pk, viewer(host), ana.public_id, 5)
    result = lines.send_message(room.pk, ana.pk, cid(), WARM)
    assert result.code == "room.muted"
    assert 290 < result.wait <= 300
    seats.mute_member(room.pk, viewer(host), ana.public_id, 0)
    assert lines.send_message(room.pk, ana.pk, cid(), WARM).status == "shown"


def test_slow_mode_says_how_long_to_wait(table):
    room, host, ana, ben = table
    Room.objects.filter(pk=room.pk).update(slow_seconds=20)
    assert lines.send_message(room.pk, ana.pk, cid(), WARM).status == "shown"
    second = lines.send_message(room.pk, ana.pk, cid(), "And bread.")
    assert second.code == "room.slow"
    assert 15 < second.wait <= 20
    assert lines.send_message(room.pk, ben.pk, cid(), "Nice.").status == "shown"
    assert lines.send_message(room.pk, host.pk, cid(), "Welcome.").status == "shown"
    assert lines.send_message(room.pk, host.pk, cid(), "How is everyone?").status == "shown"


def test_words_of_distress_offer_support_and_do_not_blame(table):
    room, _, ana, ben = table
    result = lines.send_message(room.pk, ana.pk, cid(), "I want to kill myself tonight")
    assert result.status == "held"
    assert result.support
    assert "violat" not in str(result.reasons).lower()
    assert texts(room, ben) == []
    assert Case.objects.get().severity == 1


def test_a_send_costs_the_same_however_long_the_log(table, django_assert_max_num_queries):
    room, _, ana, _ = table
    who = viewer(ana)
    lines.send_message(room.pk, ana.pk, cid(), WARM, who)
    with django_assert_max_num_queries(14) as few:
        lines.send_message(room.pk, ana.pk, cid(), "One more small thing.", who)
    for number in range(20):
        lines.send_message(room.pk, ana.pk, cid(), f"Small thing number {number}.", who)
    with django_assert_max_num_queries(len(few.captured_queries)):
        lines.send_message(room.pk, ana.pk, cid(), "And the last small thing.", who)


def test_reading_the_room_costs_the_same_however_many_lines_and_people(
    table, django_assert_num_queries, django_assert_max_num_queries
):
    room, _, ana, ben = table
    lines.send_message(room.pk, ana.pk, cid(), WARM)
    room.refresh_from_db()
    who = viewer(ben)
    with django_assert_max_num_queries(8) as few:
        replay.view_for(room, who)
    for number in range(12):
        guest = member()
        sit_down(room, guest)
        lines.send_message(room.pk, guest.pk, cid(), f"Hello from chair {number}.")
    room = Room.objects.get(pk=room.pk)
    with django_assert_num_queries(len(few.captured_queries)):
        replay.view_for(room, who)
