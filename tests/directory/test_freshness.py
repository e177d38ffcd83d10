"""Listings are true or say that they may not be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.actions.freshness import age_listings
from directory.actions.listings import mark_checked
from directory.models import Freshness, Group
from directory.search import GroupSearch, find_groups
from directory.tasks import age_listings_nightly
from tests.factories.directory import group

pytestmark = pytest.mark.django_db


def due(days: int) -> Group:
    return group(review_due=timezone.localdate() + timedelta(days=days))


def test_a_listing_grows_old_by_the_clock_and_comes_later():
    fresh, late, stale = due(10), due(-10), due(-90)
    age_listings()
    by_id = dict(Group.objects.values_list("pk", "freshness"))
    assert by_id == {fresh.pk: "current", late.pk: "due", stale.pk: "overdue"}
    assert find_groups(GroupSearch()).ids == (fresh.pk, late.pk, stale.pk)


def test_a_second_night_changes_nothing():
    due(-90)
    assert age_listings_nightly() == 1
    assert age_listings_nightly() == 0


def test_checking_makes_a_listing_current_again_and_says_by_whom():
    stale = due(-90)
    age_listings()
    assert mark_checked(stale.pk, "the peer support team")
    stale.refresh_from_db()
    assert stale.freshness == Freshness.CURRENT
    assert stale.review_due > timezone.localdate()
    assert not mark_checked(stale.pk, "the peer support team")


def test_a_stale_listing_asks_people_to_ring_first(client):
    stale = due(-90)
    age_listings()
    body = client.get(stale.get_absolute_url()).content.decode()
    assert "Nobody has checked this listing for a long time" in body
