"""The two entrances: who may open a socket, and what is loaded before the first request."""

import gc
import importlib

import pytest

from community.asgi import ExactOrigin, application


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("https://Community.Example.org", "community.example.org", True),
        ("http://127.0.0.1:8001", "127.0.0.1:8000", False),
        ("https://elsewhere.example", "community.example.org", False),
        ("https://community.example.org.elsewhere.example", "community.example.org", False),
        ("null", "community.example.org", False),
        ("", "community.example.org", False),
        ("", "", False),
        ("file://", "", False),
        ("http://[broken", "community.example.org", False),
    ],
)
def test_a_socket_opens_only_from_a_page_of_the_same_host(origin, host, allowed, settings):
    settings.ROOM_ALLOWED_ORIGINS = []
    assert ExactOrigin.allows(origin, host) is allowed


def test_where_origins_are_named_only_they_may_open_a_socket(settings):
    settings.ROOM_ALLOWED_ORIGINS = ["https://community.example.org"]

    assert ExactOrigin.allows("https://community.example.org", "live:8001")
    assert not ExactOrigin.allows("http://live:8001", "live:8001")
    assert not ExactOrigin.allows("http://community.example.org", "community.example.org")


@pytest.mark.asyncio
async def test_a_socket_from_elsewhere_is_closed_before_it_is_accepted():
    sent = []
    scope = {
        "type": "websocket",
        "path": "/ws/rooms/any/",
        "headers": [(b"origin", b"https://elsewhere.example"), (b"host", b"testserver")],
    }

    async def receive():
        return {"type": "websocket.connect"}

    async def send(event):
        sent.append(event)

    await application(scope, receive, send)

    assert [event["type"] for event in sent] == ["websocket.close"]


def test_the_page_entrance_hides_what_it_loaded_from_the_garbage_collector():
    gc.unfreeze()

    importlib.reload(importlib.import_module("community.wsgi"))

    try:
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
