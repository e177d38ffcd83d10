"""An organiser lists a group, staff approve it, it appears; a change goes the same way."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group as StaffGroup
from django.urls import reverse
from wagtail.models import Workflow, WorkflowContentType

from community.accounts.models import CircleMembership
from community.accounts.queries import viewer_for
from community.notices.models import Notice
from community.safety.models import Case
from directory.actions.listings import edit_group, register_group
from directory.listing_forms import ListingForm
from directory.models import Group, Venue
from directory.search import GroupSearch, find_groups
from directory.workflow import EDITORS, ensure_workflow
from tests.factories.accounts import MemberFactory
from tests.factories.directory import BoroughFactory, TermFactory, group

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return MemberFactory(known=True)


@pytest.fixture
def editor():
    member = MemberFactory()
    member.is_staff = True
    member.save()
    ensure_workflow()
    member.groups.add(StaffGroup.objects.get(name=EDITORS))
    return member


@pytest.fixture
def typed():
    return {
        "name": "Pond Friends",
        "kind": "informal",
        "summary": "Looking into ponds together.",
        "what_happens": "We dip nets and look at newts.",
        "repeats": "fortnightly",
        "days": ["TU"],
        "starts_on": "2026-11-24",
        "start_time": "14:00",
        "end_time": "16:00",
        "in_person": "on",
        "venue_name": "Pond Hut",
        "venue_address": "1 Pond Lane",
        "venue_postcode": "rm11ej",
        "boroughs": [BoroughFactory().pk],
        "terms": [TermFactory().pk],
        "join": "drop_in",
        "cost": "free",
    }


def details(typed):
    form = ListingForm(typed)
    assert form.is_valid(), form.errors
    return form.details()


def approve(client, editor, made):
    client.force_login(editor)
    task = Group.objects.get(pk=made.pk).current_workflow_task_state
    address = reverse(
        "wagtailsnippets_directory_group:workflow_action", args=[made.pk, "approve", task.pk]
    )
    assert client.post(address, {"comment": ""}).status_code == 302
    made.refresh_from_db()


def test_a_listing_waits_until_staff_approve_and_then_appears(client, organiser, editor, typed):
    client.force_login(organiser)
    answer = client.post("/groups/register/", typed)
    assert answer.status_code == 302
    made = Group.objects.get(name="Pond Friends")
    assert not made.live
    assert find_groups(GroupSearch(text="pond")).total == 0
    assert "Waiting for an editor" in client.get("/groups/mine/").content.decode()
    assert client.get(made.get_absolute_url()).status_code == 200
    client.logout()
    assert client.get(made.get_absolute_url()).status_code == 404

    approve(client, editor, made)
    client.logout()
    body = client.get(made.get_absolute_url()).content.decode()
    assert "Every second Tuesday, 2 to 4pm" in body
    assert find_groups(GroupSearch(text="newts")).ids == (made.pk,)
    assert Notice.objects.filter(member=organiser, kind="listing").count() == 1


def test_the_organiser_gets_the_circle_of_the_group(organiser, typed):
    result = register_group(viewer_for(organiser), details(typed))
    roles = CircleMembership.objects.filter(circle=result.group.circle).values_list("user", "role")
    assert list(roles) == [(organiser.pk, "organiser")]


def test_a_change_waits_while_the_old_words_stay(client, organiser, editor, typed):
    made = register_group(viewer_for(organiser), details(typed)).group
    approve(client, editor, made)
    client.force_login(organiser)
    changed = {**typed, "summary": "All about frogs.", "days": ["WE"]}
    assert client.post(f"/groups/{made.slug}/edit/", changed).status_code == 302
    client.logout()
    body = client.get(made.get_absolute_url()).content.decode()
    assert "ponds together" in body
    assert "Tuesday" in body
    approve(client, editor, made)
    client.logout()
    body = client.get(made.get_absolute_url()).content.decode()
    assert "All about frogs" in body
    assert "every second wednesday" in body.lower()


def test_publishing_an_older_draft_never_undoes_a_moderators_decision(organiser, typed):
    made = register_group(viewer_for(organiser), details(typed)).group
    draft = made.get_latest_revision()
    Group.objects.filter(pk=made.pk).update(state="hidden")
    draft.publish()
    made.refresh_from_db()
    assert made.live
    assert made.state == "hidden"
    assert not made.is_public


def test_an_editor_never_approves_words_they_have_not_read(organiser, typed):
    viewer = viewer_for(organiser)
    made = register_group(viewer, details(typed)).group
    first = made.current_workflow_task_state.pk
    edit_group(viewer, made.pk, details({**typed, "summary": "Other words."}))
    made = Group.objects.get(pk=made.pk)
    assert made.current_workflow_task_state.pk != first
    assert made.current_workflow_task_state.revision == made.latest_revision


def test_a_phone_number_in_a_sentence_is_refused_beside_its_field_and_nothing_is_stored(
    client, organiser, typed
):
    client.force_login(organiser)
    bad = {**typed, "what_happens": "Ring me on 07700 900123 any time."}
    answer = client.post("/groups/register/", bad)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "07700 900123" in body
    assert 'id="id_what_happens_error"' in body
    assert not Group.objects.exists()
    assert not Venue.objects.exists()


def test_words_that_must_be_read_first_are_held_with_a_case(organiser, typed):
    viewer = viewer_for(organiser)
    words = {**typed, "what_happens": "I want to kill myself tonight."}
    result = register_group(viewer, details(words))
    assert result.verdict.held
    assert result.verdict.support
    assert result.group.state == "held"
    assert Case.objects.filter(subject_type="directory.group").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"summary": ""}, "summary"),
        ({"days": []}, "days"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "someday"}, "starts_on"),
        ({"in_person": ""}, "in_person"),
        ({"venue_postcode": "nowhere"}, "venue_postcode"),
        ({"boroughs": []}, "boroughs"),
        ({"venue_is_private": "on"}, "venue_public_area"),
        ({"minimum_age": "50", "maximum_age": "20"}, "maximum_age"),
        ({"not_on": "Christmas"}, "not_on"),
        ({"name": "x" * 500}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"repeats": "hourly"}, "repeats"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_what_was_typed_stays(
    client, organiser, typed, change, field
):
    client.force_login(organiser)
    answer = client.post("/groups/register/", {**typed, **change})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "We dip nets" in answer.content.decode()
    assert not Group.objects.exists()


def test_a_group_that_may_be_here_already_is_shown_once(client, organiser, typed):
    group(name="Pond Friends")
    client.force_login(organiser)
    answer = client.post("/groups/register/", typed)
    assert answer.status_code == 409
    assert "Is your group here already?" in answer.content.decode()
    assert client.post("/groups/register/", {**typed, "continue": "1"}).status_code == 302


def test_a_visitor_is_asked_to_sign_in_and_a_stranger_may_not_edit(client, organiser, typed):
    assert client.get("/groups/register/").status_code == 302
    made = group(name="Somebody's")
    client.force_login(organiser)
    assert client.get(f"/groups/{made.slug}/edit/").status_code == 403
    assert client.post(f"/groups/{made.slug}/edit/", typed).status_code == 403


def test_a_draft_never_moves_the_venue_of_a_public_listing(organiser, typed):
    viewer = viewer_for(organiser)
    made = register_group(viewer, details(typed)).group
    venue = Group.objects.get(pk=made.pk).venue
    edit_group(viewer, made.pk, details({**typed, "venue_address": "2 Other Road"}))
    venue.refresh_from_db()
    assert venue.address_1 == "1 Pond Lane"
    assert Group.objects.get(pk=made.pk).venue == venue


def test_the_workflow_is_made_once():
    first = ensure_workflow()
    assert ensure_workflow() == first
    assert Workflow.objects.filter(name=first.name).count() == 1
    assert WorkflowContentType.objects.count() == 1
    perms = StaffGroup.objects.get(name=EDITORS).permissions.values_list("codename", flat=True)
    assert {"change_group", "publish_group", "access_admin"} <= set(perms)
