"""The opening pages in a real Chromium: accessibility rules, and the way out.

Pages are rendered first and handed to the browser as they are: no server, no other process.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

from tests.chromium import CHROMIUM, FLAGS
from tests.pages.test_pages import ADDRESSES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

SITE = "http://127.0.0.1:1"
NEUTRAL = "https://weather.example/"
Open = Callable[..., Page]


@pytest.fixture
def open_page(client: Client, opening_pages: tuple[str, ...], monkeypatch) -> Iterator[Open]:
    """``open_page("/privacy/", width=360, scheme="dark")`` → that page in a browser."""
    from community.pages.models import SiteIdentity

    SiteIdentity.objects.update(exit_url=NEUTRAL)
    rendered = {
        address: (response.status_code, response.content.decode(), dict(response.headers))
        for address in (*ADDRESSES, "/nothing-here/")
        for response in [client.get(address)]
    }
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    elsewhere: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if route.request.url == NEUTRAL:
            route.fulfill(status=200, body="<title>Weather</title>Dry.", content_type="text/html")
        elif path in rendered:
            status, body, headers = rendered[path]
            route.fulfill(status=status, body=body, headers=headers)
        elif path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            assert found, path
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            route.fulfill(status=200, body=Path(found).read_bytes(), content_type=kind)
        elif route.request.url.startswith(SITE):
            route.fulfill(status=404, body="")
        else:
            elsewhere.append(route.request.url)
            route.abort()

    contexts: list[BrowserContext] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def open_one(address: str, *, width: int = 1280, scheme: str = "light") -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            contexts.append(context)
            context.route("**/*", answer)
            page = context.new_page()
            page.goto(SITE + address)
            return page

        yield open_one
        for context in contexts:
            context.close()
        browser.close()
    assert elsewhere == []


def test_axe_finds_nothing_on_any_page_at_any_size(open_page):
    found = []
    for width, scheme in ((360, "light"), (1280, "light"), (768, "dark")):
        page = open_page("/", width=width, scheme=scheme)
        for address in (*ADDRESSES, "/nothing-here/"):
            page.goto(SITE + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            found += [
                (address, width, scheme, violation["id"])
                for violation in Axe().run(page).response["violations"]
            ]

    assert found == []


def test_shift_three_times_leaves_and_each_press_is_spoken(open_page):
    page = open_page("/house-rules/")
    spoken = page.locator("[aria-live=assertive]")

    page.keyboard.press("Shift")
    assert "two more times" in spoken.text_content()
    page.keyboard.press("Shift")
    assert "once more" in spoken.text_content()
    page.keyboard.press("Shift")
    page.wait_for_url(NEUTRAL)


def test_shift_with_a_letter_is_writing_and_not_leaving(open_page):
    page = open_page("/")
    page.locator("#home-q").focus()

    for letter in ("A", "B", "C", "D"):
        page.keyboard.press(f"Shift+{letter}")

    assert page.url == SITE + "/"
    assert page.locator("#home-q").input_value() == "ABCD"


def test_the_button_leaves_and_back_does_not_return(open_page):
    page = open_page("/house-rules/")
    page.goto(SITE + "/how-we-keep-this-safe/")

    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(NEUTRAL)
    page.go_back(wait_until="commit")
    page.wait_for_url(NEUTRAL)

    assert page.title() == "Weather"


def test_somebody_who_left_may_come_back_on_purpose(open_page):
    page = open_page("/privacy/")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(NEUTRAL)

    page.goto(SITE + "/terms/")
    page.wait_for_timeout(200)

    assert page.url == SITE + "/terms/"
    assert page.get_by_role("heading", level=1).is_visible()


def test_the_first_key_leads_past_the_frame(open_page):
    page = open_page("/about/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_opens_without_a_script_of_ours(open_page):
    page = open_page("/", width=360)
    menu = page.get_by_role("navigation", name="Menu")
    assert not menu.is_visible()

    page.locator("summary", has_text="Menu").click()

    assert menu.get_by_role("link", name="Find a group").is_visible()


def test_the_first_screen_of_a_small_phone_shows_the_search_and_the_doors(open_page):
    page = open_page("/", width=360)

    for door in page.locator(".cg-door__link").all():
        box = door.bounding_box()
        assert box["y"] + box["height"] < 740
    assert page.locator("#home-q").bounding_box()["y"] < 500


def test_nothing_that_can_be_pressed_is_too_small(open_page):
    """24 by 24 CSS pixels at least, but for links inside a sentence."""
    for address in ("/", "/urgent-help/", "/boroughs/havering/"):
        page = open_page(address, width=360)
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
                .filter(each => !each.closest('p, li > :not(a):not(form), .cg-skip'))
                .filter(each => each.checkVisibility() && !each.matches('.cg-skip'))
                .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
                .filter(([, box]) => box.width < 24 || box.height < 24)
                .map(([words, box]) => `${words} ${box.width}x${box.height}`)"""
        )
        assert small == [], address
