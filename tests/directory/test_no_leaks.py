"""A private address and a private link never leave: a canary walks every public output."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Group, IndexDocument
from directory.search import GroupSearch, find_groups
from tests.factories.directory import (
    BoroughFactory,
    OrganisationFactory,
    PostcodeFactory,
    TermFactory,
    VenueFactory,
    group,
    weekly,
)

pytestmark = pytest.mark.django_db

ADDRESS = "99 Canary Close"
NAME = "Canary House"
POSTCODE = "RM7 0RA"
LINK = "https://meet.example/canary-secret-link"
NOTE_OF_CHECKER = "recorder@canary.example"
SECRETS = [ADDRESS, NAME, POSTCODE, "RM70RA", LINK, "canary-secret", "51.57911", "0.17711"]


@pytest.fixture
def private_group() -> Group:
    PostcodeFactory(code="RM70RA", latitude=51.57911, longitude=0.17711)
    venue = VenueFactory(
        name=NAME,
        address_1=ADDRESS,
        postcode=POSTCODE,
        latitude=51.57911,
        longitude=0.17711,
        is_private=True,
        public_area="West Romford",
        borough=BoroughFactory(),
    )
    return group(
        name="Quiet circle",
        slug="quiet-circle",
        venue=venue,
        online=True,
        online_link=LINK,
        organisation=OrganisationFactory(),
        terms=[TermFactory()],
        boroughs=[BoroughFactory()],
        schedules=[weekly()],
    )


def outputs(made: Group) -> list[str]:
    feed = "/open-referral/v3"
    places = Client().get(f"{feed}/service_at_locations").json()["contents"]
    return [
        reverse("directory:search"),
        "/groups/?q=quiet",
        "/groups/?postcode=RM7+0RB&within=5",
        "/groups/?q=canary",
        f"/groups/?q={ADDRESS}",
        made.get_absolute_url(),
        reverse("directory:calendar", args=[made.slug]),
        f"{feed}/services",
        f"{feed}/services?full=true",
        f"{feed}/services?search=quiet",
        f"{feed}/services/{made.public_id}",
        f"{feed}/service_at_locations",
        f"{feed}/service_at_locations?full=true",
        *(f"{feed}/service_at_locations/{place['id']}" for place in places),
        f"{feed}/organizations?full_service=true",
        f"{feed}/organizations/{made.organisation.public_id}",
        f"{feed}/taxonomy_terms",
    ]


def test_no_public_output_has_the_private_address_or_the_private_link(private_group, client):
    for address in outputs(private_group):
        body = client.get(address).content.decode()
        # What somebody typed comes back in the box; that tells them nothing.
        body = body.replace(f'value="{ADDRESS}"', "").replace(f"“{ADDRESS}”", "")
        for secret in SECRETS:
            assert secret not in body, (address, secret)


def test_the_pages_say_the_area_instead(private_group, client):
    body = client.get(private_group.get_absolute_url()).content.decode()
    assert "West Romford" in body
    assert "shared with people who join" in body


def test_the_search_index_never_learns_them(private_group):
    text = json.dumps(list(IndexDocument.objects.values_list("body", flat=True)))
    for secret in [*SECRETS, "canary", "70ra"]:
        assert secret.lower() not in text.lower()


def test_searching_for_a_private_address_finds_nothing(private_group):
    for words in (NAME, ADDRESS, "canary"):
        assert find_groups(GroupSearch(text=words)).total == 0


def test_two_groups_at_one_private_address_cannot_be_told_to_be_neighbours(private_group, client):
    other = group(name="Other circle", venue=private_group.venue)
    ids = set()
    for made in (private_group, other):
        found = client.get(f"/open-referral/v3/services/{made.public_id}").json()
        place = next(
            at["location"]
            for at in found["service_at_locations"]
            if at["location"]["location_type"] == "physical"
        )
        assert set(place) <= {"id", "location_type", "name", "description", "accessibility"}
        ids |= {place["id"], *(each["id"] for each in place.get("accessibility", []))}
    assert len(ids) >= 2


def test_who_checked_a_listing_leaves_as_a_role_and_not_as_an_address(client):
    made = group(last_checked_by="the peer support team")
    found = client.get(f"/open-referral/v3/services/{made.public_id}").json()
    assert "assurer_email" not in found
    assert "assured_date" in found


@pytest.mark.parametrize(
    "state", [{"waiting": True}, {"hidden": True}, {"state": "held"}, {"state": "removed"}]
)
def test_what_is_not_public_is_in_no_output(state, client):
    made = group(name="Unseen circle", slug="unseen", **state)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get("/groups/unseen/calendar.ics").status_code == 404
    assert client.get(f"/open-referral/v3/services/{made.public_id}").status_code == 404
    for address in (
        "/groups/",
        "/open-referral/v3/services",
        "/open-referral/v3/service_at_locations",
    ):
        assert "Unseen circle" not in client.get(address).content.decode()
