"""What every page of words gives to whoever opens it."""

from __future__ import annotations

import itertools
import re

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from community.pages.models import BoroughPage, HomePage, SiteIdentity, StandardPage
from community.safety.models import HouseRules, SafeSpaceSettings
from directory.models import Borough

ADDRESSES = (
    "/",
    "/about/",
    "/about/four-ways/",
    "/about/values-and-principles/",
    "/boroughs/",
    "/boroughs/barking-and-dagenham/",
    "/boroughs/havering/",
    "/boroughs/redbridge/",
    "/boroughs/waltham-forest/",
    "/urgent-help/",
    "/house-rules/",
    "/how-we-keep-this-safe/",
    "/privacy/",
    "/accessibility/",
    "/terms/",
)
# What makes a browser fetch something; a plain link is only followed when it is clicked.
FETCHED = re.compile(
    r"""<(?:script|img|link|iframe|source|video|audio|use|object|embed)\b[^>]*"""
    r"""(?:src|href|srcset|data)=["'](?P<url>[^"']+)["']""",
    re.IGNORECASE,
)


MALFORMED = {"unexpected-end-tag", "expected-closing-tag-but-got-eof", "duplicate-attribute"}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_opening_page_is_made(opening_pages):
    assert set(opening_pages) == set(ADDRESSES)


@pytest.fixture
def every_page(client: Client, opening_pages: tuple[str, ...]) -> dict[str, str]:
    """The HTML of every opening page, by address."""
    return {address: page(client, address) for address in ADDRESSES}


def test_a_page_has_one_title_a_skip_link_help_and_a_way_out(every_page):
    for address, html in every_page.items():
        assert len(re.findall(r"<h1\b", html)) == 1, address
        assert '<html lang="en-GB"' in html, address
        assert '<a class="nhsuk-skip-link cg-skip" href="#main">' in html, address
        assert 'id="main"' in html, address
        assert 'class="cg-strip__urgent" href="/urgent-help/"' in html, address
        assert re.search(r'<a class="cg-exit" href="https://[^"]+"', html), address


def test_a_page_fetches_nothing_from_anywhere_else(every_page):
    for address, html in every_page.items():
        fetched = [found["url"] for found in FETCHED.finditer(html)]
        assert fetched, address
        for url in fetched:
            assert url.startswith(("/", "data:", "#")), (address, url)
            assert not url.startswith("//"), (address, url)


def test_a_page_is_well_formed(every_page):
    for address, html in every_page.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(html)
        assert not {kind for _where, kind, _what in parser.errors} & MALFORMED, address
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), address


def test_headings_never_skip_a_level(every_page):
    for address, html in every_page.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", html.partition("<main")[2])]
        for above, below in itertools.pairwise(levels):
            assert below <= above + 1, (address, levels)


def test_the_home_page_has_one_sentence_one_search_box_and_three_doors(client, opening_pages):
    html = page(client, "/")

    assert html.count('type="search"') == 1
    assert 'action="/groups/" method="get"' in html
    assert 'name="q"' in html
    assert re.findall(r'class="cg-door__link" href="([^"]+)"', html) == [
        "/groups/",
        "/forum/",
        "/support/",
    ]


def test_the_home_page_asks_a_small_fixed_number_of_questions(
    client, opening_pages, django_assert_max_num_queries
):
    client.get("/")

    with django_assert_max_num_queries(10):
        client.get("/")


def test_the_urgent_numbers_are_those_of_the_settings(client, opening_pages):
    home = HomePage.objects.get()
    settings = SafeSpaceSettings.for_site(home.get_site())
    settings.local_name = "Local crisis line"
    settings.local_number = "0300 555 1000"
    settings.listening_number = "116 999"
    settings.save()

    html = page(client, "/urgent-help/")

    assert 'href="tel:03005551000"' in html
    assert 'href="tel:116999"' in html
    assert 'href="tel:999"' in html
    assert "116 123" not in html


def test_the_house_rules_page_shows_the_version_in_force_and_the_ones_before(client, opening_pages):
    long_ago = timezone.now() - timezone.timedelta(days=400)
    HouseRules.objects.all().delete()
    HouseRules.objects.create(number=1, summary="Be kind.", body="First", effective_from=long_ago)
    HouseRules.objects.create(number=2, summary="Be gentle.", body="## Now\n\nSecond")
    HouseRules.objects.create(
        number=3,
        summary="Not yet.",
        body="Third",
        effective_from=timezone.now() + timezone.timedelta(days=9),
    )

    html = page(client, "/house-rules/")

    assert "Version 2, in force since" in html
    assert "<h3>Now</h3>" in html
    assert "Version 1, from" in html
    assert "Not yet." not in html


def test_the_house_rules_page_stands_before_any_rule_is_written(client, opening_pages):
    HouseRules.objects.all().delete()

    assert "are being written" in page(client, "/house-rules/")


def test_a_borough_page_searches_within_its_borough(client, opening_pages):
    html = page(client, "/boroughs/havering/")

    assert '<input type="hidden" name="borough" value="havering">' in html


def test_a_new_borough_gets_its_page_without_a_developer(client, opening_pages):
    from community.pages.content import ensure_pages

    Borough.objects.create(name="Newham", slug="newham", gss_code="E09000025")

    assert ensure_pages().created == ("/boroughs/newham/",)
    assert "Groups in Newham" in page(client, "/boroughs/newham/")


def test_a_page_that_is_not_published_is_not_there(client, opening_pages):
    StandardPage.objects.get(slug="terms").unpublish()

    assert client.get("/terms/").status_code == 404


def test_the_name_and_the_way_out_are_settings(client, opening_pages):
    SiteIdentity.objects.update(
        service_name="Open Door",
        organisation="A charity",
        exit_url="https://weather.example/",
        feedback_email="hello@open-door.example",
        accountable_person="safety lead",
    )

    html = page(client, "/privacy/")

    assert "Privacy – Open Door</title>" in re.sub(r"\s+", " ", html)
    assert "run by A charity" in html
    assert "the safety lead answers for safety" in html
    assert 'class="cg-exit" href="https://weather.example/"' in html
    assert "mailto:hello@open-door.example" in html
    assert client.get("/manifest.webmanifest").json()["name"] == "Open Door"


def test_a_page_view_writes_nothing(client, opening_pages, django_assert_num_queries):
    """Not even the settings row that Wagtail would make on the first view."""
    SiteIdentity.objects.all().delete()
    SafeSpaceSettings.objects.all().delete()

    assert client.get("/").status_code == 200
    assert client.get("/urgent-help/").status_code == 200
    assert not SiteIdentity.objects.exists()
    assert not SafeSpaceSettings.objects.exists()


def test_a_borough_belongs_to_one_page(opening_pages):
    assert BoroughPage.objects.count() == 4
    assert BoroughPage.objects.values("borough").distinct().count() == 4


def test_crawlers_are_asked_to_leave_conversations_alone(client):
    body = client.get("/robots.txt").content.decode()

    assert "Disallow: /forum/" in body
    assert "Disallow: /groups/" not in body


def test_an_editor_can_look_at_every_page_before_it_is_published(opening_pages):
    for opened in HomePage.objects.get().get_descendants(inclusive=True).specific():
        assert opened.make_preview_request().status_code == 200, opened.slug
