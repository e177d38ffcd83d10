"""The frame around every page: who is looking, what is new, where one is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from community.pages.chrome import Chrome, QuietChrome, nav_for
from community.safety.viewers import RESIDENT, Viewer

MEMBER = Viewer(user_id=7, display_name="Quiet Heron")


def header(viewer: Viewer, unread: int = 0) -> str:
    request = RequestFactory().get("/forum/")
    request.viewer = viewer
    chrome = Chrome(request)
    chrome.unread_notices = unread
    chrome.logo_url = ""
    return Template('{% include "includes/header.html" %}').render(
        Context({"chrome": chrome, "request": request})
    )


@pytest.mark.django_db
def test_a_resident_is_offered_to_sign_in_or_join():
    html = header(RESIDENT)

    assert 'href="/accounts/login/"' in html
    assert 'href="/accounts/signup/"' in html
    assert 'href="/desk/"' not in html


@pytest.mark.django_db
def test_a_member_sees_their_own_name_and_what_is_new():
    html = header(MEMBER, unread=3)

    assert "Quiet Heron" in html
    assert 'href="/me/notices/"' in html
    assert '<span class="cg-count">3' in html
    assert 'action="/accounts/logout/" method="post"' in html
    assert 'href="/desk/"' not in html


@pytest.mark.django_db
def test_each_of_the_staff_finds_their_own_work():
    moderator = header(replace(MEMBER, is_moderator=True))
    of_one_circle = header(replace(MEMBER, moderated_circle_ids=frozenset({4})))
    worker = header(replace(MEMBER, is_worker=True))

    assert 'href="/desk/"' in moderator
    assert 'href="/desk/"' in of_one_circle
    assert 'href="/desk/"' not in worker
    assert 'href="/support/work/"' in worker
    assert 'href="/support/work/"' not in moderator


@pytest.mark.django_db
def test_a_name_that_tries_to_be_markup_stays_a_name():
    assert "<b>" not in header(replace(MEMBER, display_name="<b>Heron</b>"))


def test_a_resident_costs_no_question_about_notices(rf):
    """No ``django_db`` mark: a query here would fail the test."""
    request = rf.get("/")

    assert Chrome(request).unread_notices == 0
    assert Chrome(request).viewer is RESIDENT


@pytest.mark.django_db
def test_a_member_costs_one_question_about_notices(rf, django_assert_num_queries):
    request = rf.get("/")
    request.viewer = MEMBER
    chrome = Chrome(request)

    with django_assert_num_queries(1):
        assert (chrome.unread_notices, chrome.unread_notices) == (0, 0)


def test_navigation_says_where_one_is():
    current = {item.key: item.current for item in nav_for("/forum/t/3/a-topic/")}

    assert current["forum"] == "true"
    assert current["groups"] == ""
    assert {item.current for item in nav_for("/")} == {""}
    assert next(item for item in nav_for("/groups/") if item.key == "groups").current == "page"


def test_the_quiet_frame_offers_everything_the_other_one_does():
    """A template must not learn of a part that is missing when things are broken."""
    public = {name for name in dir(Chrome) if not name.startswith("_")} - {"identity"}

    assert public <= set(dir(QuietChrome))
