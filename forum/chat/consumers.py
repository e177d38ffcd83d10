"""The socket of a live room: frame in → action → frame out. No ORM here, and no decisions.

A raw ASGI application behind Channels' routing: one coroutine reads, one writes. Whatever a
client sends, the answer is a frame or a close code of ours, never a traceback.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from channels.routing import URLRouter
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.http import parse_cookie
from django.urls import path

from forum.chat import events
from forum.chat.actions import admission, sessions
from forum.chat.events import CLOSE_WORDS, Close
from forum.chat.hub import CLOSE_SECONDS, Hub, Socket
from forum.chat.permissions import NotAllowed, RoomConflict
from forum.chat.revocation import session_mark

logger = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]
SendMessage = Callable[[dict[str, Any]], Awaitable[None]]

HELLO_SECONDS = 5.0
# This many times over the limit in a row, and the socket ends (the page comes back later).
FLOOD = 40


class _Ended(Exception):
    """The conversation is over; ``code`` is ``None`` when the other side ended it."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(code)
        self.code = code


def cookies_of(scope: dict[str, Any]) -> dict[str, str]:
    """The browser's cookies, whether or not a middleware has read them."""
    if "cookies" in scope:
        return scope["cookies"]
    for name, value in scope.get("headers", []):
        if name == b"cookie":
            return parse_cookie(value.decode("latin-1"))
    return {}


async def room_socket(scope: dict[str, Any], receive: Receive, send: SendMessage) -> None:
    """``/ws/rooms/<slug>/``."""
    message = await receive()
    if message["type"] != "websocket.connect":
        return
    await send({"type": "websocket.accept"})
    try:
        hello = await asyncio.wait_for(_hello(receive), HELLO_SECONDS)
    except TimeoutError:
        await _goodbye(send, Close.SILENT)
        return
    except _Ended as ended:
        await _goodbye(send, ended.code)
        return
    slug = scope["url_route"]["kwargs"]["slug"]
    await Conversation(Hub.here(), scope, receive, send).run(slug, hello)


async def _goodbye(send: SendMessage, code: int | None) -> None:
    if code is None:
        return
    # The browser may be gone already; what it raises differs from server to server.
    with contextlib.suppress(Exception):
        await send({"type": "websocket.close", "code": code, "reason": CLOSE_WORDS.get(code, "")})


async def _frame(receive: Receive) -> events.Incoming:
    """The next frame. Raises ``_Ended`` at the end and on anything that is not a frame."""
    message = await receive()
    if message["type"] == "websocket.disconnect":
        raise _Ended
    text = message.get("text")
    if text is None or len(text) > events.MAX_FRAME:
        raise _Ended(Close.BAD_FRAME)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise _Ended(Close.BAD_FRAME) from None
    if len(data) > events.MAX_FRAME:
        raise _Ended(Close.BAD_FRAME)
    try:
        return events.decode.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise _Ended(Close.BAD_FRAME) from None


async def _hello(receive: Receive) -> events.Hello:
    frame = await _frame(receive)
    if not isinstance(frame, events.Hello):
        raise _Ended(Close.BAD_FRAME)
    return frame


class Conversation:
    """One page and the hub, from hello to goodbye."""

    def __init__(
        self, hub: Hub, scope: dict[str, Any], receive: Receive, send: SendMessage
    ) -> None:
        self.hub = hub
        self.cookies = cookies_of(scope)
        self.receive = receive
        self.send = send
        self.socket: Socket | None = None
        self.room_id = 0
        self.floods = 0

    async def run(self, slug: str, hello: events.Hello) -> None:
        if hello.room != slug:
            await _goodbye(self.send, Close.BAD_FRAME)
            return
        try:
            admitted = await self.hub.ask(admission.admit, self.cookies, slug, hello.csrf)
        except Exception:
            logger.exception("somebody could not be let in")
            await _goodbye(self.send, Close.RESYNC)
            return
        if admitted.close_code is not None:
            await _goodbye(self.send, admitted.close_code)
            return
        key = self.cookies.get(settings.SESSION_COOKIE_NAME, "")
        self.socket = Socket(admitted.viewer, key, session_mark(key))
        self.socket.is_host = admitted.is_host
        self.room_id = admitted.room_id
        writer = asyncio.create_task(self._write(asyncio.current_task()))
        try:
            # Position before data: hear and buffer, then read, then go on from there.
            await self.hub.know(self.socket)
            await self.hub.enter(self.socket, self.room_id)
            await self._begin(admitted, hello)
            await self._read()
        except _Ended as ended:
            if ended.code is not None:
                self.socket.close(ended.code)
        except asyncio.CancelledError:
            # Only our own writer cancels us, when the page could not be reached any more.
            if not writer.done():
                raise
        except Exception:
            logger.exception("a conversation ended early")
            self.socket.close(Close.RESYNC)
        finally:
            await self._leave(writer)

    async def _leave(self, writer: asyncio.Task[None]) -> None:
        if not writer.done():
            if self.socket.close_code is None:
                writer.cancel()
            # A page that does not read cannot keep us: it has had its seconds.
            await asyncio.wait({writer}, timeout=CLOSE_SECONDS)
            writer.cancel()
        await self.hub.forget(self.socket)
        await self.hub.leave(self.socket)

    async def _begin(self, admitted: admission.Admission, hello: events.Hello) -> None:
        view = await self.hub.ask(
            admission.view_again, self.room_id, admitted.viewer, hello.epoch, hello.seq
        )
        if view is None:
            raise _Ended(Close.NO_ROOM)
        socket = self.socket
        socket.folds = view.folds
        if view.why:
            socket.say(events.Reset(why=view.why))
        socket.say(
            events.Snapshot(
                epoch=view.epoch,
                seq=view.head,
                fresh=view.fresh,
                me=events.Who(
                    id=admitted.public_id,
                    name=admitted.viewer.display_name,
                    host=admitted.is_host,
                ),
                state=view.state,
                items=view.items,
                pending=view.pending,
                more=view.more,
            )
        )
        socket.start(view.head)

    # --- out ---
    async def _write(self, reader: asyncio.Task[None] | None) -> None:
        socket = self.socket
        try:
            while (text := await socket.next_text()) is not None:
                await self.send({"type": "websocket.send", "text": text})
                socket.beaten()
            await _goodbye(self.send, socket.close_code)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            # The page is gone; how a server says so differs. The reader hears it as well.
            logger.debug("a page could not be written to: %r", error)
        # Give the closing handshake a moment, then stop waiting for a silent page.
        await asyncio.sleep(CLOSE_SECONDS)
        if reader is not None and not reader.done():
            reader.get_loop().call_soon(reader.cancel)

    # --- in ---
    async def _read(self) -> None:
        socket = self.socket
        while True:
            frame = await _frame(self.receive)
            if socket.close_code is not None:
                continue  # drain what was on its way until the page says goodbye
            wait = max(socket.bucket.take(), socket.person.bucket.take() if socket.person else 0)
            if wait:
                self._too_fast(frame, wait)
                continue
            self.floods = 0
            if isinstance(frame, events.Send):
                await self._line(frame)
            elif isinstance(frame, events.Here):
                await self._here()
            elif isinstance(frame, events.Ping):
                head = socket.room.last if socket.room is not None else 0
                socket.say(events.Heartbeat(head=head))
            else:
                raise _Ended(Close.BAD_FRAME)  # hello is said once

    def _too_fast(self, frame: events.Incoming, wait: float) -> None:
        """Asked to slow down, never punished; a flood that goes on ends for now."""
        self.floods += 1
        if self.floods > FLOOD:
            raise _Ended(Close.TOO_FAST)
        words = "That was a lot at once. Your words are kept: try again in a moment."
        if isinstance(frame, events.Send):
            self.socket.say(
                events.Ack(
                    cid=frame.cid,
                    status="declined",
                    wait=wait,
                    reasons=(events.Reason("room.too_fast", words),),
                )
            )
        elif self.floods == 1:
            self.socket.say(events.Error("room.too_fast", words, wait=wait))

    async def _line(self, frame: events.Send) -> None:
        try:
            result = await self.hub.send(self.socket, frame.cid, frame.body)
        except Exception:
            # The page keeps the words and tries again with the same cid.
            logger.exception("a line could not be taken")
            self.socket.say(
                events.Error("room.error", "We could not take that just now. Trying again…")
            )
            return
        self.socket.say(result.ack())

    async def _here(self) -> None:
        if not self.socket.is_host:
            return
        try:
            await self.hub.ask(sessions.renew_lease, self.room_id, self.socket.viewer)
        except (NotAllowed, RoomConflict):
            self.hub.poll_soon()


websocket_urlpatterns = [path("ws/rooms/<slug:slug>/", room_socket)]

# Cookies are read here; who it is, is asked at hello on our own threads. Channels' session and
# auth middleware would ask on one thread shared by all, and look at the session at each send.
websocket_application = CookieMiddleware(URLRouter(websocket_urlpatterns))
