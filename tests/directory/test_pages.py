"""The pages: what they say, what hostile addresses get, and what they cost."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.safety.viewers import RESIDENT
from directory.queries import free_slug, groups_in_borough
from tests.factories.directory import (
    BoroughFactory,
    LanguageFactory,
    PostcodeFactory,
    TermFactory,
    VenueFactory,
    group,
    weekly,
)

pytestmark = pytest.mark.django_db


def test_a_resident_finds_a_group_by_word_and_postcode_and_opens_it(client):
    PostcodeFactory()
    group(
        name="Thursday Gardeners",
        slug="thursday-gardeners",
        venue=VenueFactory(),
        terms=[TermFactory()],
    )
    body = client.get("/groups/?q=gardening+rm11ej").content.decode()
    assert "Thursday Gardeners" in body
    assert "1 group for “gardening” near RM1 1EJ" in body
    assert client.get("/groups/thursday-gardeners/").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "within=abc",
        "within=-3",
        "within=nan",
        "within=1e999",
        "within=5",
        "page=-1",
        "page=0",
        "page=abc",
        f"page={10**30}",
        "q=%00",
        "q=" + "a" * 10_000,
        "postcode=hello",
        "postcode=%00",
        "age=-1",
        "age=x",
        f"age={10**12}",
        "kind=zzz",
        "borough=atlantis",
        "day=XX",
        "access=nothing",
        "interest=%00",
        "mode=x",
        "language=%ff",
        "borough=%00",
    ],
)
def test_a_bad_parameter_is_answered_beside_its_field_and_never_breaks_the_page(client, query):
    answer = client.get(f"/groups/?{query}")
    assert answer.status_code == 422
    assert "Something needs another look" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "q=%F0%9F%8C%B1",
        "q=%27%3B+DROP+TABLE",
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "q=%25%5F",
        "unknown=1",
        "q=&postcode=&within=&age=",
        "free=on&places=1&self_referral=true",
        "q=%E2%80%AE%E2%80%8B",
        "q=" + "%CC%81" * 60,
    ],
)
def test_strange_words_are_only_words(client, query):
    answer = client.get(f"/groups/?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_page_that_is_not_there_is_404_and_shows_the_way_to_the_last(client):
    group()
    answer = client.get("/groups/?page=9")
    assert answer.status_code == 404
    assert "Go to the last page" in answer.content.decode()


def test_a_postcode_nobody_knows_is_said_and_groups_are_still_shown(client):
    group(name="Chess")
    body = client.get("/groups/?postcode=ZZ1+1ZZ").content.decode()
    assert "We do not know the postcode ZZ1 1ZZ" in body
    assert "Chess" in body


def test_nothing_found_shows_other_ways_and_urgent_help(client):
    group(name="From home", online_only=True)
    body = client.get("/groups/?q=zzzzzz").content.decode()
    assert "From home" in body
    assert 'href="/urgent-help/"' in body
    assert "/support/" in body


def test_refining_in_place_gets_only_the_answer_and_caches_know(client):
    group()
    part = client.get("/groups/?q=meeting", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'id="results"' in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    back = client.get(
        "/groups/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in back.content.decode()


def test_every_choice_is_in_the_address_and_can_be_taken_away(client):
    BoroughFactory()
    group(boroughs=[BoroughFactory()], kind="informal")
    body = client.get("/groups/?borough=havering&kind=informal&free=1").content.decode()
    assert 'href="?kind=informal&amp;free=1"' in body
    assert 'href="?borough=havering&amp;free=1"' in body


def test_a_full_postcode_tells_which_borough_one_may_go_to_groups_of(client):
    PostcodeFactory()
    BoroughFactory()
    body = client.get("/groups/?postcode=RM1+1EJ").content.decode()
    assert "RM1 1EJ is in Havering" in body
    assert "is in Havering" not in client.get("/groups/?postcode=RM1").content.decode()


def test_a_listing_says_when_it_was_checked_and_how_to_say_it_is_wrong(client):
    made = group(last_checked_by="the peer support team")
    body = client.get(made.get_absolute_url()).content.decode()
    assert "by the peer support team" in body
    assert reverse("safe_space:report", args=["directory.group", made.public_id]) in body


def test_a_closed_group_says_so_and_shows_the_way_on(client):
    made = group(status="defunct")
    body = client.get(made.get_absolute_url()).content.decode()
    assert "not running any more" in body


def test_structured_data_is_json_that_cannot_end_its_element(client):
    made = group(name="</script><b>Bold", schedules=[weekly()], venue=VenueFactory())
    body = client.get(made.get_absolute_url()).content.decode()
    element = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.S)
    data = json.loads(element[1])
    kinds = {each["@type"] for each in data["@graph"]}
    assert kinds == {"Organization", "EventSeries", "Event"}
    assert data["@graph"][0]["name"] == made.name


def test_the_groups_of_a_borough_come_with_their_words():
    havering = BoroughFactory()
    group(name="Serves", boroughs=[havering])
    group(name="Everyone", serves_everywhere=True)
    group(name="Elsewhere")
    cards = groups_in_borough(havering, RESIDENT, 5)
    assert [card.name for card in cards] == ["Serves", "Everyone"]
    assert groups_in_borough("atlantis", RESIDENT, 5) == []


def test_slugs_stay_free_of_routes_and_of_each_other():
    group(name="Chess", slug="chess")
    assert free_slug("Chess") == "chess-2"
    assert free_slug("Register") == "register-group"
    assert free_slug("🌱") == "group"


def _full(at: int) -> None:
    group(
        name=f"Group {at}",
        venue=VenueFactory(borough=BoroughFactory()),
        boroughs=[BoroughFactory()],
        terms=[TermFactory()],
        languages=[LanguageFactory()],
        schedules=[weekly()],
    )


LISTS = ["/groups/", "/groups/?q=group&postcode=RM1", "/open-referral/v3/services?full=true"]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_queries_however_long(client, address):
    for at in range(3):
        _full(at)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    assert len(few) < 40
    for at in range(3, 15):
        _full(at)
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
