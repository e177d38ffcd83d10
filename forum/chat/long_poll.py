"""``GET /rooms/<slug>/events``: the same news for a page whose sockets do not get through.

Two entrances, one answer. Through the live entrance (ASGI) the request waits up to twenty-five
seconds for news. Through the pages' own entrance (WSGI) it is answered at once and the page is
told to ask again in a few seconds: a page worker is never kept waiting.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from forum.chat import events
from forum.chat.actions import admission
from forum.chat.consumers import cookies_of
from forum.chat.hub import Hub, Waiter

logger = logging.getLogger(__name__)

WAIT_SECONDS = 25.0
AGAIN_SECONDS = 3.0
PATH = re.compile(r"^/rooms/(?P<slug>[-a-zA-Z0-9_]{1,80})/events/?\Z")

# Close codes as HTTP says them.
STATUS = {
    events.Close.SIGNED_OUT: 401,
    events.Close.AGREEMENT: 403,
    events.Close.SUSPENDED: 403,
    events.Close.REMOVED: 403,
    events.Close.NO_ROOM: 404,
    events.Close.FULL: 409,
    events.Close.CLOSED: 410,
}


def place(after: str | None, epoch: str | None) -> tuple[str | None, int | None]:
    """Where a page says it is. Raises ``ValueError`` on anything that is not a place."""
    if after in (None, ""):
        return None, None
    if len(after) > 18 or not after.isascii() or not after.isdigit():
        raise ValueError("after is a number")
    if epoch is not None and len(epoch) > 36:
        raise ValueError("epoch is too long")
    # A page that names no epoch speaks of the present one.
    return epoch or None, int(after)


def answer(
    cookies: dict[str, str], slug: str, epoch: str | None, seq: int | None, again: float
) -> tuple[int, bytes, admission.Admission, int]:
    """Status, JSON, who asked, and how far the log goes. Runs on a database thread."""
    admitted = admission.admit(cookies, slug, None)
    if admitted.close_code is not None:
        return STATUS[admitted.close_code], refusal(admitted.close_code), admitted, 0
    if seq is not None and epoch is None:
        epoch = admission.epoch_of(admitted.room_id)
    view = admission.view_again(admitted.room_id, admitted.viewer, epoch, seq)
    if view is None:
        code = events.Close.NO_ROOM
        return STATUS[code], refusal(code), admitted, 0
    me = events.Who(id=admitted.public_id, name=admitted.viewer.display_name, host=admitted.is_host)
    frame = events.Poll(
        epoch=view.epoch,
        seq=view.head,
        fresh=view.fresh,
        state=view.state,
        again=again,
        items=view.items,
        pending=view.pending,
        me=me,
    )
    return 200, events.encode(frame), admitted, view.head


def refusal(code: int) -> bytes:
    return events.encode(events.Error(str(code), events.CLOSE_WORDS[code]))


def bad_request() -> bytes:
    return events.encode(events.Error("room.place", "“after” is a number, “epoch” a room’s."))


Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def live_http(inner: Asgi) -> Asgi:
    """Wraps the HTTP entrance of the live process: event feeds wait in the hub."""

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        match = PATH.match(scope["path"]) if scope["method"] == "GET" else None
        if match is None:
            await inner(scope, receive, send)
            return
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=10)
        try:
            epoch, seq = place(query.get("after", [None])[0], query.get("epoch", [None])[0])
        except ValueError:
            await _reply(send, 400, bad_request())
            return
        await _reply(send, *await _wait(scope, receive, match["slug"], epoch, seq))

    return application


async def _wait(
    scope: dict[str, Any], receive: Any, slug: str, epoch: str | None, seq: int | None
) -> tuple[int, bytes]:
    hub = Hub.here()
    cookies = cookies_of(scope)
    try:
        status, body, admitted, head = await hub.ask(answer, cookies, slug, epoch, seq, 0.0)
        if status != 200 or seq is None or head != seq:
            return status, body
        waiter = Waiter()
        try:
            room = await hub.enter(waiter, admitted.room_id)
            if room.last == seq:
                await _first(waiter.woken.wait(), _gone(receive), WAIT_SECONDS)
        finally:
            await hub.leave(waiter)
        status, body, _, _ = await hub.ask(answer, cookies, slug, epoch, seq, 0.0)
    except Exception:
        logger.exception("an event feed could not be answered")
        error = events.Error("room.error", "Something went wrong. The page will ask again.", 3)
        return 503, events.encode(error)
    return status, body


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first(news: Any, gone: Any, seconds: float) -> None:
    tasks = {asyncio.ensure_future(news), asyncio.ensure_future(gone)}
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _reply(send: Any, status: int, body: bytes) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"cache-control", b"no-store, private"),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
