"""Starting a topic, replying, changing and taking back: through the actions."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from community.notices.models import Notice
from community.safety.models import (
    Agreement,
    Case,
    Evidence,
    HouseRules,
    Sanction,
    Screening,
    State,
)
from community.safety.viewers import RESIDENT
from forum import counters
from forum.actions.drafts import save_draft
from forum.actions.posts import delete_own_post, edit_post, post_reply
from forum.actions.reading import follow
from forum.actions.results import Conflict
from forum.actions.topics import set_locked, set_pinned, start_topic
from forum.models import Category, Draft, Post, PostRevision, Subscription, Topic
from forum.permissions import AgreementNeeded, NotAllowed, SignInNeeded
from tests.factories.forum import (
    CategoryFactory,
    block,
    decided,
    joins,
    member,
    moderator,
    put,
    topic,
    viewer,
)
from tests.forum.conftest import ALARM, STOP, WAIT

pytestmark = pytest.mark.django_db


def numbers(of: Topic) -> list[int]:
    shown = Post.objects.filter(topic=of, state=State.SHOWN)
    return list(shown.order_by("number").values_list("number", flat=True))


def right() -> bool:
    return not list(counters.mismatches())


# --- starting and replying ------------------------------------------------------------------
def test_a_topic_is_started_with_its_first_post():
    ana, category = member(), CategoryFactory()
    result = start_topic(viewer(ana), category.slug, title="First frost", body="It *bit*.")
    made = Topic.objects.get(pk=result.topic_id)
    opener = Post.objects.get(pk=result.post_id)
    assert result.is_shown
    assert result.number == 1
    assert (made.slug, made.shown_posts, made.last_post_author) == ("first-frost", 1, ana)
    assert opener.body_html == "<p>It <em>bit</em>.</p>\n"
    category.refresh_from_db()
    assert (category.topic_count, category.post_count, category.last_topic) == (1, 1, made)
    assert right()


def test_replies_are_numbered_in_the_order_in_which_they_are_shown():
    talk = topic()
    for _ in range(3):
        post_reply(viewer(member()), talk.pk, body="And mine.")
    assert numbers(talk) == [1, 2, 3, 4]
    talk.refresh_from_db()
    assert (talk.last_number, talk.shown_posts, talk.last_post_number) == (4, 4, 4)
    assert right()


def test_a_held_reply_takes_no_number_and_moves_nothing_that_members_see():
    talk = topic(replies=1)
    before = Topic.objects.get(pk=talk.pk)
    category_before = talk.category
    category_before.refresh_from_db()
    result = post_reply(viewer(member()), talk.pk, body=f"A word {WAIT}")
    after = Topic.objects.get(pk=talk.pk)
    assert (result.state, result.number) == ("held", None)
    assert (after.version, after.shown_posts, after.last_activity, after.last_number) == (
        before.version,
        before.shown_posts,
        before.last_activity,
        before.last_number,
    )
    assert after.all_posts == before.all_posts + 1
    category = Category.objects.get(pk=talk.category_id)
    assert (category.version, category.post_count) == (
        category_before.version,
        category_before.post_count,
    )
    assert right()


def test_a_released_reply_takes_the_next_place_so_that_it_is_new_to_everyone():
    talk = topic()
    held = post_reply(viewer(member()), talk.pk, body=f"Early {WAIT}")
    post_reply(viewer(member()), talk.pk, body="Later, but shown first.")
    post = Post.objects.get(pk=held.post_id)
    decided(post, moderator(), "release")
    assert (post.state, post.number) == ("shown", 3)
    talk.refresh_from_db()
    assert talk.last_post_number == 3
    assert talk.last_post_author_id == post.author_id
    assert right()


def test_a_held_opener_holds_its_topic():
    ana, category = member(), CategoryFactory()
    result = start_topic(viewer(ana), category.slug, title="Quiet", body=f"Hm {WAIT}")
    made = Topic.objects.get(pk=result.topic_id)
    assert made.state == "held"
    assert Topic.objects.visible_to(viewer(ana)).filter(pk=made.pk).exists()
    assert not Topic.objects.visible_to(viewer(member())).filter(pk=made.pk).exists()
    assert not Topic.objects.visible_to(RESIDENT).filter(pk=made.pk).exists()
    category.refresh_from_db()
    assert (category.topic_count, category.post_count, category.last_topic) == (0, 0, None)
    assert (category.all_topic_count, category.all_post_count) == (1, 1)
    assert Case.objects.get().subject_type == "forum.topic"
    decided(made, moderator(), "release")
    category.refresh_from_db()
    assert (category.topic_count, category.post_count, category.last_topic) == (1, 1, made)
    assert Post.objects.get(topic=made).is_shown()
    assert right()


def test_nobody_replies_in_a_topic_that_waits():
    ana = member()
    result = start_topic(viewer(ana), CategoryFactory().slug, title="Quiet", body=WAIT)
    with pytest.raises(NotAllowed):
        post_reply(viewer(ana), result.topic_id, body="Me again.")
    with pytest.raises(Topic.DoesNotExist):
        post_reply(viewer(member()), result.topic_id, body="Who is there?")


def test_the_title_is_read_by_the_gate_too():
    result = start_topic(viewer(member()), CategoryFactory().slug, title=f"Hm {WAIT}", body="Hi.")
    assert result.state == "held"
    assert result.verdict.reasons[0].part == "title"


def test_a_refused_post_stores_the_draft_and_nothing_else():
    ana, talk = member(), topic()
    result = post_reply(viewer(ana), talk.pk, body=f"Ring me {STOP}", content_note="phones")
    assert not result.stored
    assert result.verdict.codes == ("contact.phone",)
    assert Post.objects.filter(author=ana).count() == 0
    draft = Draft.objects.get(member=ana)
    assert (draft.place, draft.body) == (f"topic:{talk.pk}", f"Ring me {STOP}")
    assert draft.content_note == "phones"
    assert Screening.objects.filter(author=ana, outcome="refuse").count() == 1


def test_a_crisis_is_held_with_support_and_alerts_a_person(django_capture_on_commit_callbacks):
    host, talk = moderator(), topic()
    with django_capture_on_commit_callbacks(execute=True):
        result = post_reply(viewer(member()), talk.pk, body=f"I cannot {ALARM}")
    assert (result.state, result.verdict.support) == ("held", True)
    assert Case.objects.get().severity == 1
    assert Notice.objects.filter(member=host, kind="alert").count() == 1


def test_a_space_may_show_words_of_distress_at_once_and_still_offers_support():
    talk = topic(CategoryFactory(on_crisis="allow"))
    result = post_reply(viewer(member()), talk.pk, body=f"I cannot {ALARM}")
    assert (result.is_shown, result.verdict.support) == (True, True)


def test_the_same_form_sent_twice_is_one_post():
    ana, talk, token = viewer(member()), topic(), uuid.uuid4()
    first = post_reply(ana, talk.pk, body="Once.", token=token)
    second = post_reply(ana, talk.pk, body="Once.", token=token)
    assert second.repeated
    assert second.post_id == first.post_id
    assert Post.objects.filter(author_id=ana.user_id).count() == 1
    third = start_topic(ana, talk.category.slug, title="Again", body="Once.", token=token)
    assert third.post_id == first.post_id


def test_two_people_may_happen_on_the_same_token():
    talk, token = topic(), uuid.uuid4()
    one = post_reply(viewer(member()), talk.pk, body="Mine.", token=token)
    two = post_reply(viewer(member()), talk.pk, body="And mine.", token=token)
    assert one.post_id != two.post_id


# --- who may ----------------------------------------------------------------------------------
def test_a_resident_is_asked_to_sign_in():
    with pytest.raises(SignInNeeded):
        post_reply(RESIDENT, topic().pk, body="Hello?")


def test_a_member_agrees_to_the_house_rules_first():
    rules = HouseRules.objects.create(number=1, summary="Be kind.", body="Be kind.")
    ana, talk = member(), topic()
    with pytest.raises(AgreementNeeded):
        post_reply(viewer(ana), talk.pk, body="Hello.")
    Agreement.objects.create(member=ana, rules=rules)
    assert post_reply(viewer(ana), talk.pk, body="Hello.").is_shown


def test_a_closed_topic_takes_replies_from_moderators_only():
    talk = topic(locked=True)
    with pytest.raises(NotAllowed, match="closed"):
        post_reply(viewer(member()), talk.pk, body="One more.")
    assert post_reply(viewer(moderator()), talk.pk, body="A last word.").is_shown


def test_a_silenced_member_is_refused_and_keeps_the_words():
    ana, talk = member(), topic()
    Sanction.objects.create(
        member=ana, kind="silence", reason="Rest.", ends_at=timezone.now() + timedelta(days=1)
    )
    result = post_reply(viewer(ana), talk.pk, body="But listen.")
    assert not result.stored
    assert Draft.objects.get(member=ana).body == "But listen."


@pytest.mark.parametrize("trait", ["for_members", "for_circle"])
def test_nobody_writes_where_they_may_not_enter(trait):
    category = CategoryFactory(**{trait: True})
    talk = topic(category)
    outsider = RESIDENT if trait == "for_members" else viewer(member())
    with pytest.raises(Topic.DoesNotExist):
        post_reply(outsider, talk.pk, body="Let me in.")
    with pytest.raises(Category.DoesNotExist):
        start_topic(outsider, category.slug, title="Let me in", body="Please.")
    if category.circle:
        insider = viewer(joins(member(), category.circle))
        assert post_reply(insider, talk.pk, body="Hello, all.").is_shown


def test_somebody_who_is_blocked_cannot_answer_in_the_others_topic():
    ana, ben = member(), member()
    talk = topic(by=ana)
    block(ana, ben)
    with pytest.raises(Topic.DoesNotExist):
        post_reply(viewer(ben), talk.pk, body="Me.")


# --- changing ---------------------------------------------------------------------------------
def test_an_edit_keeps_what_was_said_before():
    ana, talk = member(), topic()
    first = post_reply(viewer(ana), talk.pk, body="Teh first.")
    result = edit_post(viewer(ana), first.post_id, body="The first.", edit_count=0)
    post = Post.objects.get(pk=first.post_id)
    assert (result.is_shown, post.body, post.edit_count) == (True, "The first.", 1)
    assert post.body_html == "<p>The first.</p>\n"
    assert PostRevision.objects.get(post=post).body == "Teh first."
    assert talk.version < Topic.objects.get(pk=talk.pk).version


def test_an_edit_that_changes_nothing_asks_nobody():
    ana, talk = member(), topic()
    first = post_reply(viewer(ana), talk.pk, body="As it is.")
    asked = Screening.objects.count()
    assert not edit_post(viewer(ana), first.post_id, body="As it is.").changed
    assert Screening.objects.count() == asked


def test_a_refused_edit_leaves_the_old_words_and_keeps_the_new_ones_as_a_draft():
    ana, talk = member(), topic()
    first = post_reply(viewer(ana), talk.pk, body="Good words.")
    result = edit_post(viewer(ana), first.post_id, body=f"Ring {STOP}")
    assert not result.stored
    assert Post.objects.get(pk=first.post_id).body == "Good words."
    assert Draft.objects.get(member=ana).place == f"post:{first.post_id}"


def test_an_edit_that_must_wait_takes_the_whole_post_out_of_sight():
    ana, talk = member(), topic(replies=1)
    first = post_reply(viewer(ana), talk.pk, body="Good words.")
    result = edit_post(viewer(ana), first.post_id, body=f"Other words {WAIT}")
    post = Post.objects.get(pk=first.post_id)
    assert (result.state, post.state, post.number) == ("held", "held", 3)
    assert Evidence.objects.get().cause == "edit"
    assert "Other words" in Evidence.objects.get().snapshot["text"]
    others = viewer(member())
    assert not Post.objects.visible_to(others).filter(pk=post.pk).exists()
    assert not PostRevision.objects.visible_to(others).exists()
    assert Topic.objects.get(pk=talk.pk).last_post_number == 2
    decided(post, moderator(), "release")
    assert (post.state, post.number) == ("shown", 3)
    assert not PostRevision.objects.visible_to(others).exists()
    assert PostRevision.objects.visible_to(viewer(ana)).count() == 1
    assert right()


def test_cleaning_up_a_held_post_does_not_release_it_but_shows_the_moderator_the_new_words():
    ana, talk = member(), topic()
    first = post_reply(viewer(ana), talk.pk, body=f"Hm {WAIT}")
    result = edit_post(viewer(ana), first.post_id, body="Hm, better.")
    assert result.state == "held"
    texts = [each.snapshot["text"] for each in Evidence.objects.order_by("pk")]
    assert texts == [f"Hm {WAIT}", "Hm, better."]
    decided(Post.objects.get(pk=first.post_id), moderator(), "release")
    assert not PostRevision.objects.visible_to(viewer(member())).exists()


def test_editing_an_opener_renames_the_topic():
    ana = member()
    made = start_topic(viewer(ana), CategoryFactory().slug, title="Forst", body="Cold.")
    edit_post(viewer(ana), made.post_id, title="Frost", body="Cold.", content_note="weather")
    talk = Topic.objects.get(pk=made.topic_id)
    assert (talk.title, talk.slug, talk.content_note) == ("Frost", "frost", "weather")


def test_an_opener_edited_into_words_that_must_wait_holds_its_topic():
    ana = member()
    made = start_topic(viewer(ana), CategoryFactory().slug, title="Frost", body="Cold.")
    edit_post(viewer(ana), made.post_id, title=f"Frost {WAIT}", body="Cold.")
    talk = Topic.objects.get(pk=made.topic_id)
    assert talk.state == "held"
    assert Case.objects.get().subject_type == "forum.topic"
    decided(talk, moderator(), "release")
    assert right()


def test_two_windows_do_not_overwrite_one_another():
    ana, talk = member(), topic()
    first = post_reply(viewer(ana), talk.pk, body="One.")
    edit_post(viewer(ana), first.post_id, body="Two.", edit_count=0)
    with pytest.raises(Conflict):
        edit_post(viewer(ana), first.post_id, body="Three.", edit_count=0)


def test_nobody_changes_anybody_elses_words():
    ana, talk = member(), topic()
    first = post_reply(viewer(ana), talk.pk, body="Mine.")
    for other in (member(), moderator()):
        with pytest.raises(NotAllowed):
            edit_post(viewer(other), first.post_id, body="Yours.")
        with pytest.raises(NotAllowed):
            delete_own_post(viewer(other), first.post_id)


def test_words_that_were_removed_cannot_be_changed():
    ana, talk = member(), topic()
    first = post_reply(viewer(ana), talk.pk, body="Mine.")
    put(Post.objects.get(pk=first.post_id), State.REMOVED)
    with pytest.raises(Post.DoesNotExist):
        edit_post(viewer(ana), first.post_id, body="Back.")


# --- taking back --------------------------------------------------------------------------------
def test_a_member_takes_their_own_reply_back():
    ana, talk = member(), topic(replies=1)
    first = post_reply(viewer(ana), talk.pk, body="Too much.")
    delete_own_post(viewer(ana), first.post_id)
    talk.refresh_from_db()
    assert (talk.shown_posts, talk.last_post_number, talk.last_number) == (2, 2, 3)
    assert not Post.objects.visible_to(viewer(ana)).filter(pk=first.post_id).exists()
    assert Post.objects.get(pk=first.post_id).withdrawn_at is not None
    again = post_reply(viewer(ana), talk.pk, body="Another.")
    assert again.number == 4
    assert right()


def test_an_opener_that_others_answered_stays():
    ana = member()
    talk = topic(by=ana, replies=1)
    with pytest.raises(NotAllowed, match="Others have answered"):
        delete_own_post(viewer(ana), Post.objects.get(topic=talk, number=1).pk)


def test_taking_back_an_opener_nobody_answered_takes_the_topic_back():
    ana = member()
    talk = topic(by=ana)
    delete_own_post(viewer(ana), Post.objects.get(topic=talk, number=1).pk)
    talk.refresh_from_db()
    assert talk.state == "removed"
    assert right()


# --- drafts -------------------------------------------------------------------------------------
def test_a_sent_reply_takes_its_draft_with_it():
    ana, talk = member(), topic()
    save_draft(ana.pk, f"topic:{talk.pk}", body="Half a")
    post_reply(viewer(ana), talk.pk, body="Half a thought.")
    assert not Draft.objects.exists()


def test_the_words_of_a_held_post_stay_with_their_author_until_it_is_shown():
    ana, talk = member(), topic()
    result = post_reply(viewer(ana), talk.pk, body=f"Hm {WAIT}")
    kept = Draft.objects.get(member=ana)
    assert kept.waiting_post_id == result.post_id
    save_draft(ana.pk, f"topic:{talk.pk}", body="Something else")
    assert Draft.objects.filter(member=ana).count() == 2
    decided(Post.objects.get(pk=result.post_id), moderator(), "release")
    assert [each.body for each in Draft.objects.all()] == ["Something else"]


def test_the_words_of_a_post_that_was_taken_down_are_still_its_authors():
    ana, talk = member(), topic()
    result = post_reply(viewer(ana), talk.pk, body=f"Hm {WAIT}")
    decided(Post.objects.get(pk=result.post_id), moderator(), "remove")
    assert Draft.objects.get(member=ana).body == f"Hm {WAIT}"


def test_an_empty_draft_is_no_draft():
    ana = member()
    save_draft(ana.pk, "category:sleep", title="Hm", body="")
    assert save_draft(ana.pk, "category:sleep", title=" ", body="").saved_at is None
    assert not Draft.objects.exists()


@pytest.mark.parametrize("place", ["", "topic:x", "topic:1;", "room:1", "category:" + "a" * 61])
def test_a_draft_has_a_place(place):
    with pytest.raises(ValueError, match="no place"):
        save_draft(member().pk, place, body="Hm")


# --- following ----------------------------------------------------------------------------------
def test_followers_hear_of_a_reply_once_until_they_have_read_on(
    django_capture_on_commit_callbacks,
):
    ana, ben = member(), member()
    talk = topic(by=ana, title="Unmistakable title")
    follow(viewer(ana), talk.pk, "watch")
    with django_capture_on_commit_callbacks(execute=True):
        post_reply(viewer(ben), talk.pk, body="Unmistakable words.")
        post_reply(viewer(ben), talk.pk, body="And more.")
    notice = Notice.objects.get(member=ana)
    assert "Unmistakable" not in notice.subject + notice.body
    assert notice.url == f"{talk.get_absolute_url()}?page=1#n2"
    assert not Notice.objects.filter(member=ben).exists()


def test_a_held_reply_is_told_to_nobody_until_it_is_released(django_capture_on_commit_callbacks):
    ana, talk = member(), topic()
    follow(viewer(ana), talk.pk, "watch")
    with django_capture_on_commit_callbacks(execute=True):
        result = post_reply(viewer(member()), talk.pk, body=WAIT)
    assert not Notice.objects.filter(member=ana).exists()
    post = Post.objects.get(pk=result.post_id)
    with django_capture_on_commit_callbacks(execute=True):
        decided(post, moderator(), "release")
    assert Notice.objects.filter(member=ana).count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        put(post, State.HIDDEN)
        put(post, State.SHOWN)
    assert Notice.objects.filter(member=ana).count() == 1


def test_nobody_hears_of_somebody_they_have_a_block_with(django_capture_on_commit_callbacks):
    ana, ben, talk = member(), member(), topic()
    follow(viewer(ana), talk.pk, "watch")
    block(ben, ana)
    with django_capture_on_commit_callbacks(execute=True):
        post_reply(viewer(ben), talk.pk, body="Hello.")
    assert not Notice.objects.filter(member=ana).exists()


def test_whoever_writes_follows_unless_they_have_said_otherwise():
    ana, talk = member(), topic()
    follow(viewer(ana), talk.pk, "mute")
    post_reply(viewer(ana), talk.pk, body="Hello.")
    assert Subscription.objects.get(member=ana).level == "mute"
    assert not follow(viewer(ana), talk.pk, "mute")
    assert follow(viewer(ana), talk.pk, "")
    assert not follow(viewer(ana), talk.pk, "")


# --- looking after ------------------------------------------------------------------------------
def test_moderators_pin_and_close_and_it_is_logged():
    talk, host = topic(), viewer(moderator())
    assert set_pinned(host, talk.pk, True)
    assert not set_pinned(host, talk.pk, True)
    assert set_locked(host, talk.pk, True)
    talk.refresh_from_db()
    assert (talk.pinned, talk.locked) == (True, True)
    with pytest.raises(NotAllowed):
        set_locked(viewer(member()), talk.pk, False)


def test_a_moderator_of_a_circle_looks_after_that_circle_only():
    category = CategoryFactory(for_circle=True)
    host = moderator(of=category.circle)
    assert set_pinned(viewer(host), topic(category).pk, True)
    with pytest.raises(NotAllowed):
        set_pinned(viewer(host), topic().pk, True)


# --- decisions ----------------------------------------------------------------------------------
def test_hiding_the_last_post_moves_the_topic_back_where_it_was():
    talk = topic(replies=2)
    last = Post.objects.get(topic=talk, number=3)
    earlier = Post.objects.get(topic=talk, number=2)
    put(last, State.HIDDEN)
    talk.refresh_from_db()
    assert (talk.last_post_number, talk.last_activity) == (2, earlier.shown_at)
    put(last, State.SHOWN)
    talk.refresh_from_db()
    assert talk.last_post_number == 3
    assert right()


def test_a_topic_and_its_opener_are_always_in_the_same_state():
    talk = topic(replies=2)
    opener = Post.objects.get(topic=talk, number=1)
    for subject, state in ((opener, "hidden"), (talk, "shown"), (talk, "removed")):
        put(subject, State(state))
        talk.refresh_from_db()
        opener.refresh_from_db()
        assert talk.state == opener.state == state
        assert right()
