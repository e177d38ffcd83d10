"""The ground that journeys walk on: the real site answers, with scripts and without."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

MEMBER = "member@demo.example"


def test_a_visitor_finds_the_first_page(page: Page):
    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Urgent help").first).to_be_visible()


def test_the_first_page_is_whole_without_scripts(plain_page: Page):
    plain_page.goto("/")

    expect(plain_page.get_by_role("heading", level=1)).to_be_visible()
    expect(plain_page.get_by_role("link", name="Urgent help").first).to_be_visible()


def test_a_member_is_signed_in_and_a_visitor_is_not(new_page):
    member, visitor = new_page(MEMBER), new_page()

    member.goto("/me/")
    visitor.goto("/me/")

    assert member.url.endswith("/me/")
    assert "/accounts/login/" in visitor.url


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_one_journey_changes_the_next_never_sees(time, live_site, page: Page):
    people = get_user_model().objects
    assert not people.filter(email="left@behind.example").exists()

    people.create(email="left@behind.example")
    page.goto("/forum/")


def test_nothing_is_wider_than_a_small_phone(new_page):
    phone = new_page(size=PHONE)

    for path in ("/", "/groups/", "/forum/", "/rooms/", "/support/", "/urgent-help/"):
        phone.goto(path)
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{path} is {width} px wide"


def test_a_socket_opens_from_our_own_page(page: Page):
    page.goto("/")

    outcome = page.evaluate(
        """() => new Promise((resolve) => {
            const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws/rooms/x/");
            socket.onopen = () => resolve("open");
            socket.onerror = () => resolve("refused");
        })"""
    )

    assert outcome == "open"
