"""Journeys in a real Chromium, against the real ASGI entrance.

``live_site`` serves the test's own database, with the demonstration community in it, through
uvicorn in a thread: sockets, long-poll, static files and all. ``new_page`` opens pages in a
context of their own, with JavaScript or without, and at the end of the test fails it for what
a person would not see: a script error, a request to another host, a breach of the
Content-Security-Policy, an answer of 500.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.chromium import CHROMIUM, FLAGS

PATIENCE = 15_000  # milliseconds: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)
PHONE, TABLET, DESKTOP = (
    {"width": 360, "height": 740},
    {"width": 768, "height": 1024},
    {"width": 1280, "height": 900},
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here + os.sep):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@dataclass(frozen=True)
class LiveSite:
    """A running site: ``live_site.url + "/forum/"``."""

    url: str

    def session_cookie(self, email: str) -> dict[str, str]:
        """Somebody signed in, as a cookie for a browser's context."""
        client = Client()
        client.force_login(get_user_model().objects.get(email=email))
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.url}


@pytest.fixture(scope="session")
def _asgi_server(worker_databases: object) -> Iterator[str]:
    """One server for all journeys of this worker; the database under it changes."""
    from community.asgi import application

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        ws="websockets-sansio",
        ws_max_size=32_768,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener])), name="live-site", daemon=True
    )
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the live site did not start"
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def live_site(demo_community: None, _asgi_server: str) -> LiveSite:
    """The site with the demonstration community in it, laid anew for each test."""
    return LiveSite(_asgi_server)


# Not for the whole session: while Playwright's loop lives in this thread no async test can run.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this folder's journeys."""
    # With that loop Django keeps other connections for this thread: the ones it has now would
    # be out of reach when the databases under them are laid anew.
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Django would take that loop for an async view, and refuse the test its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Watch:
    """What goes wrong in a page without a word to its reader."""

    def __init__(self, site: LiveSite) -> None:
        self.site = site
        self.seen: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"script error: {error.error}"))

    def _request(self, request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.seen.append(f"a request to another host: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 500:
            self.seen.append(f"{response.status}: {response.url}")

    def _console(self, message) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.seen.append(f"policy breached: {message.text}")


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, live_site: LiveSite) -> Iterator[NewPage]:
    """``new_page(email=None, javascript=True, size=DESKTOP)`` → a page in a context of its own.

    With an ``email`` that person is signed in. Paths may be given short: ``page.goto("/forum/")``.
    """
    watch = Watch(live_site)
    contexts: list[BrowserContext] = []

    def open_page(
        email: str | None = None, *, javascript: bool = True, size: dict[str, int] = DESKTOP
    ) -> Page:
        context = browser.new_context(
            base_url=live_site.url,
            java_script_enabled=javascript,
            viewport=size,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        if email:
            context.add_cookies([live_site.session_cookie(email)])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.seen, "\n".join(dict.fromkeys(watch.seen))


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A visitor's page at a desk."""
    return new_page()


@pytest.fixture
def plain_page(new_page: NewPage) -> Page:
    """A visitor's page with JavaScript off."""
    return new_page(javascript=False)
