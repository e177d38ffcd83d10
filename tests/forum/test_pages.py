"""The forum's pages as people meet them."""

from __future__ import annotations

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from community.safety.models import Agreement, Case, HouseRules, State
from forum.actions.drafts import save_draft
from forum.actions.posts import edit_post, post_reply
from forum.actions.reading import mark_read
from forum.actions.topics import start_topic
from forum.models import Draft, Post, ReadMarker, Topic
from tests.factories.forum import (
    PASSWORD,
    CategoryFactory,
    add_posts,
    block,
    joins,
    member,
    moderator,
    put,
    topic,
    viewer,
)
from tests.forum.conftest import ALARM, STOP, WAIT

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


# --- reading ----------------------------------------------------------------------------------
def test_a_resident_reads_a_public_topic(client):
    talk = topic(title="Beans & peas", replies=2)
    page = body(client.get(talk.get_absolute_url()))
    assert "Beans &amp; peas" in page
    assert "Reply number 2." in page
    assert "Sign in to reply" in page
    assert reverse("safe_space:report", args=["forum.topic", talk.pk]) in page


def test_a_wrong_slug_goes_to_the_right_address_for_good(client):
    talk = topic()
    for wrong in (f"/forum/t/{talk.pk}/other-words/", f"/forum/t/{talk.pk}/"):
        response = client.get(wrong + "?page=1")
        assert response.status_code == 301
        assert response["Location"] == f"{talk.get_absolute_url()}?page=1"


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "1.5", "９", "99999999999999999999"])
def test_a_page_that_is_not_there_is_404(client, page):
    talk = topic()
    assert client.get(talk.get_absolute_url(), {"page": page}).status_code == 404
    assert client.get(talk.category.get_absolute_url(), {"page": page}).status_code == 404
    assert client.get("/forum/latest/", {"page": page}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/forum/t/99999999999999999999999/x/",
        "/forum/p/99999999999999999999999/",
        "/forum/p/1/",
        "/forum/c/nowhere/",
        "/forum/c/nowhere/feed/",
        "/forum/everything/",
        "/forum/p/12345/waiting/",
        "/forum/p/12345/history/",
    ],
)
def test_an_address_of_nothing_is_404(client, path):
    assert client.get(path).status_code == 404


def test_pages_of_a_topic_hold_twenty_posts_by_number(client):
    talk = topic(replies=44)
    first, last = (
        client.get(talk.get_absolute_url()),
        client.get(f"{talk.get_absolute_url()}?page=3"),
    )
    assert 'id="n20"' in body(first)
    assert 'id="n21"' not in body(first)
    assert [f'id="n{n}"' in body(last) for n in (40, 41, 45)] == [False, True, True]
    assert 'aria-current="page"' in body(last)


def test_a_post_has_a_lasting_address(client):
    talk = topic(replies=30)
    post = Post.objects.get(topic=talk, number=25)
    response = client.get(reverse("forum:post", args=[post.pk]))
    assert response["Location"] == f"{talk.get_absolute_url()}?page=2#p{post.pk}"


def test_the_board_lists_places_by_shelf_and_the_latest_in_each(client):
    talk = topic(CategoryFactory(theme="wellbeing"), title="The newest thing", replies=1)
    page = body(client.get("/forum/"))
    assert "How we are" in page
    assert "The newest thing" in page
    assert f"{talk.get_absolute_url()}#n2" in page
    assert "1 topic · 2 posts" in page


def test_content_notes_fold_the_words(client):
    talk = topic(content_note="food")
    Post.objects.filter(topic=talk).update(content_note="food")
    page = body(client.get(talk.get_absolute_url()))
    assert "<details" in page
    assert "Content note:" in page


@pytest.mark.parametrize("kind", ["latest", "unanswered"])
def test_lists_over_all_places_show_only_where_one_may_enter(browser_of, kind):
    topic(title="Out in the open")
    category = CategoryFactory(for_circle=True)
    topic(category, title="Among ourselves")
    topic(CategoryFactory(for_members=True), title="For members")
    address = f"/forum/{kind}/"
    seen = {
        name: [words in body(browser_of(who).get(address)) for words in WORDS]
        for name, who in (
            ("resident", None),
            ("member", member()),
            ("insider", joins(member(), category.circle)),
        )
    }
    assert seen == {
        "resident": [True, False, False],
        "member": [True, True, False],
        "insider": [True, True, True],
    }


WORDS = ("Out in the open", "For members", "Among ourselves")


def test_what_one_has_not_read_is_marked_new_and_leads_to_the_first_of_it(browser_of):
    ana, talk = member(), topic(replies=24)
    browser = browser_of(ana)
    assert talk.title in body(browser.get("/forum/unread/"))
    browser.get(talk.get_absolute_url())
    assert ReadMarker.objects.get(member=ana).number == 20
    listed = body(browser.get(talk.category.get_absolute_url()))
    assert f"{talk.get_absolute_url()}?page=2#n21" in listed
    browser.get(f"{talk.get_absolute_url()}?page=2")
    assert talk.title not in body(browser.get("/forum/unread/"))
    add_posts(talk, [member()], ["Newer."])
    assert talk.title in body(browser.get("/forum/unread/"))


def test_reading_an_earlier_page_again_forgets_nothing():
    ana, talk = member(), topic(replies=3)
    assert mark_read(ana.pk, talk.pk, 4)
    assert not mark_read(ana.pk, talk.pk, 2)
    assert ReadMarker.objects.get(member=ana).number == 4


def test_everything_can_be_marked_as_read(browser_of):
    ana, talk = member(), topic()
    browser = browser_of(ana)
    browser.post("/forum/read/")
    assert talk.title not in body(browser.get("/forum/unread/"))


def test_where_one_has_written_is_listed(browser_of):
    ana, talk = member(), topic()
    topic(title="Somewhere else")
    post_reply(viewer(ana), talk.pk, body="Me too.")
    page = body(browser_of(ana).get("/forum/mine/"))
    assert talk.title in page
    assert "Somewhere else" not in page


def test_what_somebody_with_a_block_wrote_is_not_there_for_either(browser_of):
    ana, ben = member("Ana"), member("Ben")
    talk = topic(by=member("Cleo"))
    add_posts(talk, [ana, ben], ["Words of Ana.", "Words of Ben."])
    other = topic(talk.category, by=ben, title="Ben asks")
    block(ana, ben)
    for who, hidden, kept in ((ana, "Ben", "Ana"), (ben, "Ana", "Ben")):
        browser = browser_of(who)
        page = body(browser.get(talk.get_absolute_url()))
        assert f"Words of {kept}." in page
        assert f"Words of {hidden}." not in page
        assert "1 reply" in page
    browser = browser_of(ana)
    listed = body(browser.get(talk.category.get_absolute_url()))
    assert "Ben" not in listed
    assert "1 reply" in listed
    assert "Ben" not in body(browser.get("/forum/"))
    assert browser.get(other.get_absolute_url()).status_code == 404


def test_a_new_name_is_on_every_page_at_once(client, browser_of):
    ana = member("Before")
    talk = topic(by=ana)
    assert "Before" in body(client.get(talk.get_absolute_url()))
    ana.profile.display_name = "Afterwards"
    ana.profile.save()
    page = body(client.get(talk.get_absolute_url()))
    assert "Afterwards" in page
    assert "Before" not in page
    assert "Afterwards" in body(client.get(talk.category.get_absolute_url()))


# --- caches -----------------------------------------------------------------------------------
def test_a_visitors_page_answers_304_until_something_changes(client):
    talk = topic()
    for address in (talk.get_absolute_url(), talk.category.get_absolute_url(), "/forum/"):
        first = client.get(address)
        assert first["Cache-Control"] == "public, no-cache"
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        add_posts(talk, [member()], ["News."])
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_held_reply_does_not_even_change_the_etag(client):
    talk = topic()
    addresses = (talk.get_absolute_url(), talk.category.get_absolute_url(), "/forum/")
    before = [client.get(address)["ETag"] for address in addresses]
    post_reply(viewer(member()), talk.pk, body=WAIT)
    start_topic(viewer(member()), talk.category.slug, title="Quiet", body=WAIT)
    assert [client.get(address)["ETag"] for address in addresses] == before


def test_a_hidden_post_is_gone_at_once(client, browser_of):
    talk = topic(replies=1)
    ben = browser_of(member())
    for browser in (client, ben):
        assert "Reply number 1." in body(browser.get(talk.get_absolute_url()))
    put(Post.objects.get(topic=talk, number=2), State.HIDDEN)
    for browser in (client, ben):
        assert "Reply number 1." not in body(browser.get(talk.get_absolute_url()))


def test_a_members_page_is_nobody_elses(browser_of):
    response = browser_of(member()).get(topic().get_absolute_url())
    assert response["Cache-Control"] == "private, no-cache"
    assert "ETag" not in response


# --- writing ----------------------------------------------------------------------------------
def test_a_member_replies_and_lands_at_their_words(browser_of):
    ana, talk = member(), topic(replies=19)
    browser = browser_of(ana)
    response = browser.post(
        reverse("forum:reply", args=[talk.pk]), {"body": "Here I am."}, follow=True
    )
    post = Post.objects.get(author=ana)
    assert response.redirect_chain[-1][0] == f"{talk.get_absolute_url()}?page=2#p{post.pk}"
    assert "Here I am." in body(response)
    assert reverse("forum:edit", args=[post.pk]) in body(response)


def test_the_reply_box_of_a_topic_knows_its_place_and_its_draft(browser_of):
    ana, talk = member(), topic()
    save_draft(ana.pk, f"topic:{talk.pk}", body="Half a thought")
    page = body(browser_of(ana).get(talk.get_absolute_url()))
    assert "Half a thought</textarea>" in page
    assert f'data-place="topic:{talk.pk}"' in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"body": "  \n "}, "Write a few words first."),
        ({"body": "\x00\x01"}, "Write a few words first."),
        ({"body": "x" * 32_769}, "longer than one post can be"),
        ({"body": "fine", "content_note": "n" * 81}, "Make the note shorter"),
    ],
)
def test_bad_words_are_shown_again_with_what_is_wrong(browser_of, words, says):
    response = browser_of(member()).post(reverse("forum:reply", args=[topic().pk]), words)
    assert response.status_code == 422
    assert says in body(response)
    assert 'class="nhsuk-error-summary' in body(response)
    assert Post.objects.count() == 1
    if len(words["body"].strip()) > 3:
        assert words["body"] in body(response)


def test_a_refusal_says_why_marks_the_words_and_keeps_them(browser_of):
    ana, talk = member(), topic()
    response = browser_of(ana).post(
        reverse("forum:reply", args=[talk.pk]), {"body": f"<b>Ring me {STOP} today"}
    )
    assert response.status_code == 422
    page = body(response)
    assert "A rule of the tests says refuse." in page
    assert f"&lt;b&gt;Ring me <mark>{STOP}</mark> today" in page
    assert f"&lt;b&gt;Ring me {STOP} today</textarea>" in page
    assert "violat" not in page.lower()


def test_a_held_reply_leads_to_what_happens_next(browser_of):
    ana, talk = member(), topic()
    browser = browser_of(ana)
    response = browser.post(
        reverse("forum:reply", args=[talk.pk]), {"body": f"Hm {WAIT}"}, follow=True
    )
    page = body(response)
    assert "A person will read this first" in page
    assert "A moderator should have read it by" in page
    assert "cg-support" not in page
    assert WAIT in page
    shown = body(browser.get(talk.get_absolute_url()))
    assert "Waiting for a moderator" in shown
    assert WAIT in shown


def test_words_of_distress_bring_the_support_panel_at_once(browser_of):
    ana, talk = member(), topic()
    response = browser_of(ana).post(
        reverse("forum:reply", args=[talk.pk]), {"body": f"I cannot {ALARM}"}, follow=True
    )
    page = body(response)
    assert "116 123" in page
    assert "A person will read this first" in page
    open_space = topic(CategoryFactory(on_crisis="allow"))
    response = browser_of(ana).post(
        reverse("forum:reply", args=[open_space.pk]), {"body": f"I cannot {ALARM}"}, follow=True
    )
    assert "116 123" in body(response)
    assert open_space.title in body(response)


def test_a_new_topic_that_waits_is_seen_by_its_author_in_its_place(browser_of):
    ana, category = member(), CategoryFactory()
    browser = browser_of(ana)
    browser.post(
        reverse("forum:new_topic", args=[category.slug]), {"title": "Mine alone", "body": WAIT}
    )
    assert "Mine alone" in body(browser.get(category.get_absolute_url()))
    assert "Mine alone" in body(browser_of(moderator()).get(category.get_absolute_url()))
    assert "Mine alone" not in body(browser_of(member()).get(category.get_absolute_url()))


def test_a_form_for_a_topic_keeps_everything_that_was_typed(browser_of):
    category = CategoryFactory()
    response = browser_of(member()).post(
        reverse("forum:new_topic", args=[category.slug]),
        {"title": "", "body": "All of this", "content_note": "work"},
    )
    assert response.status_code == 422
    page = body(response)
    assert "Give it a title" in page
    assert "All of this</textarea>" in page
    assert 'value="work"' in page


def test_a_preview_stores_nothing_and_keeps_the_words(browser_of):
    talk = topic()
    response = browser_of(member()).post(
        reverse("forum:reply", args=[talk.pk]), {"body": "So **loud**", "do": "preview"}
    )
    assert response.status_code == 200
    assert "<strong>loud</strong>" in body(response)
    assert "So **loud**</textarea>" in body(response)
    assert Post.objects.count() == 1


def test_words_can_be_kept_for_later_without_javascript(browser_of):
    ana, category = member(), CategoryFactory()
    browser = browser_of(ana)
    address = reverse("forum:new_topic", args=[category.slug])
    response = browser.post(
        address, {"title": "T", "body": "For later", "do": "draft"}, follow=True
    )
    assert "For later</textarea>" in body(response)
    assert "Go on writing" in body(browser.get("/forum/drafts/"))
    draft = Draft.objects.get(member=ana)
    browser.post(reverse("forum:drop_draft", args=[draft.pk]))
    assert not Draft.objects.exists()


def test_nobody_drops_anybody_elses_draft(browser_of):
    ana = member()
    save_draft(ana.pk, "category:sleep", body="Mine")
    browser_of(member()).post(reverse("forum:drop_draft", args=[Draft.objects.get().pk]))
    assert Draft.objects.count() == 1


def test_drafts_are_kept_as_one_types(browser_of, client):
    ana, address = member(), reverse("forum:save_draft")
    browser = browser_of(ana)
    words = {"place": "topic:7", "title": "", "body": "So far"}
    assert browser.post(address, words).json() == {"message": "Kept as a draft"}
    assert Draft.objects.get(member=ana).body == "So far"
    assert browser.post(address, {**words, "place": "nowhere"}).status_code == 400
    assert browser.post(address, {"body": "x"}).status_code == 400
    assert client.post(address, words).status_code == 401
    assert browser.get(address).status_code == 405


def test_the_preview_beside_the_box_is_safe_html(browser_of, client):
    browser = browser_of(member())
    response = browser.post(reverse("forum:preview"), {"body": "<script>alert(1)</script> *so*"})
    assert body(response) == "<p>&lt;script&gt;alert(1)&lt;/script&gt; <em>so</em></p>\n"
    assert client.post(reverse("forum:preview"), {"body": "x"}).status_code == 401


def test_signed_out_while_writing_the_words_are_there_after_signing_in(client):
    ana, talk = member(), topic()
    address = reverse("forum:reply", args=[talk.pk])
    response = client.post(address, {"body": "Nearly lost"})
    target = urlsplit(response["Location"])
    assert target.path == reverse("account_login")
    assert parse_qs(target.query)["next"] == [address]
    EmailAddress.objects.create(user=ana, email=ana.email, verified=True, primary=True)
    signing_in = {"login": ana.email, "password": PASSWORD, "next": address}
    page = body(client.post(reverse("account_login"), signing_in, follow=True))
    assert "Nearly lost</textarea>" in page
    assert Post.objects.count() == 1


def test_somebody_who_has_not_agreed_reads_the_rules_and_finds_their_words_again(browser_of):
    rules = HouseRules.objects.create(number=1, summary="Be kind.", body="Be kind.")
    ana, talk = member(), topic()
    browser, address = browser_of(ana), reverse("forum:reply", args=[talk.pk])
    response = browser.post(address, {"body": "First words"})
    assert urlsplit(response["Location"]).path == reverse("safe_space:agree")
    assert parse_qs(urlsplit(response["Location"]).query)["next"] == [address]
    assert Post.objects.count() == 1
    Agreement.objects.create(member=ana, rules=rules)
    assert "First words</textarea>" in body(browser.get(address))


def test_a_double_press_is_one_post(browser_of):
    ana, talk = member(), topic()
    browser, words = browser_of(ana), {"body": "Once", "token": str(uuid.uuid4())}
    places = {browser.post(reverse("forum:reply", args=[talk.pk]), words)["Location"] for _ in "12"}
    assert len(places) == 1
    assert Post.objects.filter(author=ana).count() == 1


def test_a_token_that_was_tampered_with_stops_nobody(browser_of):
    talk = topic()
    response = browser_of(member()).post(
        reverse("forum:reply", args=[talk.pk]), {"body": "Still fine", "token": "' OR 1=1"}
    )
    assert response.status_code == 302


def test_a_topic_closed_while_one_wrote_says_so_and_keeps_the_words(browser_of):
    ana, talk = member(), topic(locked=True)
    response = browser_of(ana).post(reverse("forum:reply", args=[talk.pk]), {"body": "A bit late"})
    assert response.status_code == 403
    assert "closed" in body(response)
    assert "A bit late" in body(response)
    assert Draft.objects.get(member=ana).body == "A bit late"


def test_a_quotation_is_put_into_the_box(browser_of):
    talk = topic(body="First line\n\n> older words\nsecond line", by=member("Quill"))
    post = Post.objects.get(topic=talk)
    address = reverse("forum:reply", args=[talk.pk])
    page = body(browser_of(member()).get(address, {"quote": post.pk}))
    assert "&gt; **Quill** wrote:" in page
    assert "&gt; &gt; older words" in page
    for wrong in ("x", "99999999999999999999", str(post.pk + 1)):
        assert browser_of(member()).get(address, {"quote": wrong}).status_code == 200


def test_changing_ones_words_by_the_form(browser_of):
    ana, talk = member(), topic()
    post = post_reply(viewer(ana), talk.pk, body="Frist")
    browser, address = browser_of(ana), reverse("forum:edit", args=[post.post_id])
    assert "Frist</textarea>" in body(browser.get(address))
    browser.post(address, {"body": "First", "edit_count": "0"})
    page = body(browser.get(reverse("forum:history", args=[post.post_id])))
    assert "Frist" in page
    second = browser.post(address, {"body": "Fierce", "edit_count": "0"})
    assert second.status_code == 409
    assert "Fierce</textarea>" in body(second)
    assert 'value="1"' in body(second)
    assert browser.post(address, {"body": "", "edit_count": "1"}).status_code == 422
    refused = browser.post(address, {"body": STOP, "edit_count": "1"})
    assert refused.status_code == 422
    stranger = browser_of(member())
    assert stranger.get(address).status_code == 403
    assert stranger.post(address, {"body": "Mine now"}).status_code == 403


def test_taking_ones_words_back_asks_first(browser_of):
    ana, talk = member(), topic()
    post = post_reply(viewer(ana), talk.pk, body="Too much.")
    browser, address = browser_of(ana), reverse("forum:delete", args=[post.post_id])
    assert "cannot be undone" in body(browser.get(address))
    assert browser_of(member()).post(address).status_code == 403
    browser.post(address)
    assert "Too much." not in body(browser.get(talk.get_absolute_url()))


def test_moderators_find_the_case_beside_what_waits(browser_of):
    talk = topic()
    post_reply(viewer(member()), talk.pk, body=WAIT)
    page = body(browser_of(moderator()).get(talk.get_absolute_url()))
    assert reverse("safety:case", args=[Case.objects.get().public_id]) in page
    assert "1 not shown" in page


def test_only_moderators_pin_and_close(browser_of):
    talk = topic()
    address = reverse("forum:look_after", args=[talk.pk])
    assert browser_of(member()).post(address, {"do": "pin"}).status_code == 403
    assert browser_of(moderator()).post(address, {"do": "everything"}).status_code == 400
    browser_of(moderator()).post(address, {"do": "pin"})
    browser_of(moderator()).post(address, {"do": "close"})
    talk.refresh_from_db()
    assert (talk.pinned, talk.locked) == (True, True)
    assert "closed to new replies" in body(browser_of(member()).get(talk.get_absolute_url()))


def test_following_by_the_button(browser_of, client):
    ana, talk = member(), topic()
    browser, address = browser_of(ana), reverse("forum:follow", args=[talk.pk])
    browser.post(address, {"level": "watch"})
    assert "You hear of new replies here." in body(browser.get(talk.get_absolute_url()))
    assert browser.post(address, {"level": "shout"}).status_code == 400
    assert client.post(address, {"level": "watch"}).status_code == 302


def test_muted_topics_are_left_out_of_lists(browser_of):
    ana, talk = member(), topic()
    browser = browser_of(ana)
    browser.post(reverse("forum:follow", args=[talk.pk]), {"level": "mute"})
    assert talk.title not in body(browser.get("/forum/latest/"))


def test_a_forged_form_is_refused(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member(), backend="django.contrib.auth.backends.ModelBackend")
    response = strict.post(reverse("forum:reply", args=[topic().pk]), {"body": "Forged"})
    assert response.status_code == 403
    assert Post.objects.count() == 1


# --- pages of pages ---------------------------------------------------------------------------
def test_the_next_page_goes_on_where_the_last_one_ended_though_the_board_has_moved(client):
    category = CategoryFactory()
    talks = [topic(category, title=f"Talk number {n}") for n in range(30)]
    first = body(client.get(category.get_absolute_url()))
    onwards = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "after=" in onwards
    add_posts(talks[0], [member()], ["Up it goes."])
    second = body(client.get(onwards))
    assert [f"Talk number {n}<" in second for n in (4, 1)] == [True, True]
    assert "Talk number 5<" not in second
    plain = body(client.get(f"{category.get_absolute_url()}?page=2"))
    assert "Talk number 5<" in plain


@pytest.mark.parametrize("after", ["x", "1", "1.", ".1", "-1.2", "9" * 30 + ".1", "1." + "9" * 30])
def test_a_broken_mark_where_a_page_ended_is_passed_over(client, after):
    category = CategoryFactory()
    for n in range(26):
        topic(category, title=f"Talk {n}")
    response = client.get(category.get_absolute_url(), {"page": "2", "after": after})
    assert response.status_code == 200


def test_pinned_topics_come_first(client):
    category = CategoryFactory()
    topic(category, title="Kept at the top", pinned=True)
    topic(category, title="The newest")
    page = body(client.get(category.get_absolute_url()))
    assert page.index("Kept at the top") < page.index("The newest")


def test_an_edited_post_says_so(client):
    ana, talk = member(), topic()
    post = post_reply(viewer(ana), talk.pk, body="One")
    assert "Changed today" not in body(client.get(talk.get_absolute_url()))
    edit_post(viewer(ana), post.post_id, body="Two")
    assert "Changed today" in body(client.get(talk.get_absolute_url()))


def test_old_html_is_made_again_when_the_renderer_has_changed(client):
    talk = topic(body="Fresh *words*")
    Post.objects.filter(topic=talk).update(renderer=0, body_html="<p>stale</p>")
    page = body(client.get(talk.get_absolute_url()))
    assert "stale" not in page
    assert "<em>words</em>" in page
    assert Post.objects.get(topic=talk).renderer > 0


def test_a_page_whose_posts_are_all_gone_still_answers(client):
    talk = topic(replies=20)
    add_posts(talk, [member()], ["On page two."])
    put(Post.objects.get(topic=talk, number=21), State.HIDDEN)
    assert client.get(f"{talk.get_absolute_url()}?page=2").status_code == 200


def test_topics_are_never_lost_between_shown_and_held_pages(browser_of):
    host, talk = moderator(), topic(replies=20)
    put(Post.objects.get(topic=talk, number=21), State.REMOVED)
    assert Topic.objects.get(pk=talk.pk).last_post_number == 20
    assert browser_of(member()).get(f"{talk.get_absolute_url()}?page=2").status_code == 404
    assert "Removed" in body(browser_of(host).get(f"{talk.get_absolute_url()}?page=2"))
