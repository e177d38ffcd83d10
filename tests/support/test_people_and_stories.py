"""Workers introduced, stories told with consent."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.urls import reverse

from community.safety import subjects
from community.safety.models import Case, State
from community.support import queries
from community.support.actions import stories
from community.support.models import Story
from community.support.permissions import NotAllowed
from directory.models import Borough
from tests.factories.accounts import MemberFactory, viewer
from tests.factories.support import StoryFactory, WorkerProfileFactory

pytestmark = pytest.mark.django_db


def test_only_workers_who_said_yes_are_introduced(client):
    shown = WorkerProfileFactory(first_name="Asha", slug="asha")
    hidden = WorkerProfileFactory(first_name="Ben", slug="ben", listed=False)
    gone = WorkerProfileFactory(first_name="Cleo", slug="cleo")
    gone.user.is_active = False
    gone.user.save()
    page = client.get(reverse("support:workers")).content.decode()
    assert shown.first_name in page
    assert "Ben" not in page
    assert "Cleo" not in page
    for profile in (hidden, gone):
        assert client.get(reverse("support:worker", args=[profile.slug])).status_code == 404
    assert shown.user.email not in page


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("", {"Asha", "Ben"}),
        ("?borough=redbridge", {"Asha"}),
        ("?mode=in-person", {"Ben"}),
        ("?mode=pigeon", set()),
        ("?borough=atlantis", set()),
        ("?line=%00&borough=" + "x" * 300, set()),
    ],
)
def test_workers_are_found_by_borough_and_way_of_meeting(client, search, names):
    redbridge = Borough.objects.create(name="Redbridge", slug="redbridge")
    WorkerProfileFactory(first_name="Asha", slug="asha", borough=redbridge)
    WorkerProfileFactory(first_name="Ben", slug="ben", meets_in_person=True)
    answer = client.get(reverse("support:workers") + search)
    assert answer.status_code == 200
    assert {each.first_name for each in answer.context["workers"]} == names


def test_a_borough_page_names_its_workers(django_assert_num_queries):
    redbridge = Borough.objects.create(name="Redbridge", slug="redbridge")
    havering = Borough.objects.create(name="Havering", slug="havering")
    WorkerProfileFactory(first_name="Asha", borough=redbridge)
    WorkerProfileFactory(first_name="Ben", borough=havering)
    WorkerProfileFactory(first_name="Cleo", borough=None)
    page = Template("{% load support_tags %}{% workers_for borough %}")
    with django_assert_num_queries(2):
        drawn = page.render(Context({"borough": redbridge}))
    assert "Asha" in drawn
    assert "Cleo" in drawn
    assert "Ben" not in drawn
    assert page.render(Context({"borough": None})).strip() == ""


def test_a_story_is_told_only_while_the_worker_consents(client):
    told, draft = StoryFactory(), StoryFactory(draft=True)
    page = client.get(reverse("support:stories")).content.decode()
    assert told.title in page
    assert draft.title not in page
    assert client.get(reverse("support:story", args=[draft.slug])).status_code == 404
    assert stories.take_back_consent(told.author_id, told.slug)
    assert not stories.take_back_consent(told.author_id, told.slug)
    assert client.get(reverse("support:story", args=[told.slug])).status_code == 404
    client.force_login(told.author)
    assert client.get(reverse("support:story", args=[told.slug])).status_code == 200


@pytest.mark.parametrize("state", ["held", "hidden"])
def test_a_held_or_hidden_story_is_seen_by_its_author_and_moderators_only(client, state):
    story = StoryFactory(**{state: True})
    where = reverse("support:story", args=[story.slug])
    assert client.get(where).status_code == 404
    client.force_login(MemberFactory(role="worker"))
    assert client.get(where).status_code == 404
    for person in (story.author, MemberFactory(role="moderator")):
        client.force_login(person)
        assert client.get(where).status_code == 200


def test_a_story_with_a_telephone_number_is_sent_back_with_the_reason(client):
    profile = WorkerProfileFactory()
    client.force_login(profile.user)
    answer = client.post(
        reverse("support:story-new"),
        {"title": "How I came here", "body": "Ring me on 07700 900123.", "consent": "on"},
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["body"]
    assert not Story.objects.exists()


def test_a_story_of_danger_waits_for_a_moderator(client):
    profile = WorkerProfileFactory()
    result = stories.save_story(
        profile.user_id,
        title="How I came here",
        body="I want to end my life tonight.",
        consent=True,
    )
    assert result.verdict.held
    story = Story.objects.get()
    assert story.state == State.HELD
    assert Case.objects.get().subject_type == "support.story"
    assert queries.story(viewer(MemberFactory()), story.slug) is None


def test_a_worker_writes_changes_and_takes_back_a_story(client):
    profile = WorkerProfileFactory()
    client.force_login(profile.user)
    form = {"title": "How I came here", "body": "I **read** for a year.", "consent": "on"}
    client.post(reverse("support:story-new"), form)
    story = Story.objects.get()
    assert (story.slug, story.state) == ("how-i-came-here", State.SHOWN)
    assert "<strong>read</strong>" in story.body_html
    edit = reverse("support:story-edit", args=[story.slug])
    assert "I **read** for a year." in client.get(edit).content.decode()
    client.post(edit, {"title": "How I came here", "body": "Changed my mind."})
    story.refresh_from_db()
    assert story.consented_at is None
    assert Story.objects.count() == 1


def test_a_hidden_story_stays_hidden_when_its_author_edits_it():
    story = StoryFactory(hidden=True)
    stories.save_story(
        story.author_id, title=story.title, body="Other words.", consent=True, slug=story.slug
    )
    story.refresh_from_db()
    assert story.state == State.HIDDEN


def test_nobody_edits_somebody_elses_story(client):
    story = StoryFactory()
    client.force_login(WorkerProfileFactory().user)
    assert client.get(reverse("support:story-edit", args=[story.slug])).status_code == 404
    with pytest.raises(Story.DoesNotExist):
        stories.save_story(
            MemberFactory(role="worker").pk and WorkerProfileFactory().user_id,
            title="x",
            body="y",
            consent=True,
            slug=story.slug,
        )


def test_somebody_not_introduced_as_a_worker_tells_no_story(client):
    user = MemberFactory(role="worker")
    with pytest.raises(NotAllowed):
        stories.save_story(user.pk, title="A title", body="Words", consent=True)
    client.force_login(user)
    form = {"title": "A title", "body": "Words"}
    assert client.post(reverse("support:story-new"), form).status_code == 403


def test_anybody_can_report_a_story_without_an_account(client):
    story = StoryFactory()
    page = client.get(reverse("support:story", args=[story.slug])).content.decode()
    where = reverse("safe_space:report", args=["support.story", story.pk])
    assert where in page
    assert client.post(where, {"kind": "wrong_information"}).status_code == 200
    assert Case.objects.get().subject_title == story.title
    assert subjects.get("support.story").find(story.pk, viewer(MemberFactory())) == story


def test_public_pages_answer_and_say_that_this_is_no_crisis_line(client):
    WorkerProfileFactory(slug="asha")
    for name in ("home", "workers", "stories", "call-back", "one-to-one"):
        answer = client.get(reverse(f"support:{name}"))
        assert answer.status_code == 200, name
        assert "/urgent-help/" in answer.content.decode()
    for name in ("home", "call-back", "one-to-one"):
        assert (
            "This is not a crisis line" in client.get(reverse(f"support:{name}")).content.decode()
        )


def test_the_workers_page_costs_the_same_however_many():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.workers()
        return len(caught)

    WorkerProfileFactory()
    few = count()
    WorkerProfileFactory.create_batch(5)
    assert count() == few == 2
