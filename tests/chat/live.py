"""A real live entrance in this process, and a real client for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn
from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

SECRET = "a" * 32


class Live:
    """uvicorn with the site's own ASGI application, on a free port."""

    def __init__(self) -> None:
        from community.asgi import application

        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self.listener = listener
        self.port = listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.loop: asyncio.AbstractEventLoop | None = None
        config = uvicorn.Config(
            application,
            log_config=None,
            ws_max_size=32768,
            ws_per_message_deflate=False,
            lifespan="off",
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        async def main() -> None:
            from forum.chat.hub import Hub

            self.loop = asyncio.get_running_loop()
            await self.server.serve(sockets=[self.listener])
            await Hub.here().close()

        asyncio.run(main())

    def start(self) -> None:
        self.thread.start()
        until = time.monotonic() + 10
        while not self.server.started:
            assert time.monotonic() < until, "the live entrance did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        self.thread.join(15)
        assert not self.thread.is_alive()

    def in_loop(self, make) -> Any:
        """Run ``make()`` (a coroutine function) in the server's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(make(), self.loop).result(10)

    def hub(self):
        from forum.chat.hub import Hub

        return Hub._hubs[self.loop]


def cookies_for(user) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: SECRET,
    }


class Page:
    """What a browser's page does: hello, numbers without a gap, lines, acks."""

    def __init__(
        self, live: Live, slug: str, user: Any = None, *, cookies: dict[str, str] | None = None
    ) -> None:
        self.live = live
        self.slug = slug
        self.cookies = cookies if cookies is not None else (cookies_for(user) if user else {})
        self.socket: ClientConnection | None = None
        self.epoch: str | None = None
        self.seq: int | None = None
        self.items: list[dict] = []
        self.frames: list[dict] = []
        self.raw: list[str] = []

    def open(self, *, origin: str | None = None, hello: bool = True, **fields: Any) -> Page:
        self.socket = connect(
            f"ws://127.0.0.1:{self.live.port}/ws/rooms/{self.slug}/",
            origin=self.live.origin if origin is None else origin,
            additional_headers={
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            },
            compression=None,
            max_size=None,
            legacy=True,
        )
        if hello:
            self.say({"t": "hello", "room": self.slug, "csrf": SECRET, **self.place(), **fields})
        return self

    def place(self) -> dict[str, Any]:
        return {} if self.epoch is None else {"epoch": self.epoch, "seq": self.seq}

    def say(self, frame: Any) -> None:
        self.socket.send(frame if isinstance(frame, (str, bytes)) else json.dumps(frame))

    def hear(self, timeout: float = 5) -> dict:
        text = self.socket.recv(timeout)
        self.raw.append(text)
        frame = json.loads(text)
        self.frames.append(frame)
        if frame["t"] == "snapshot":
            if frame["fresh"]:
                self.items = []
                self.seq = None
            self.epoch = frame["epoch"]
            self._take(frame["items"], start=frame["fresh"])
            assert self.seq in (None, frame["seq"]) or not frame["items"]
            self.seq = frame["seq"]
        elif frame["t"] == "events":
            self._take(frame["items"])
        return frame

    def _take(self, items: list[dict], *, start: bool = False) -> None:
        for item in items:
            if not (start and self.seq is None):
                assert item["seq"] == self.seq + 1, (item["seq"], self.seq)
            self.seq = item["seq"]
            self.items.append(item)

    def until(self, kind: str, timeout: float = 5, **like: Any) -> dict:
        """The next frame of this kind."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            frame = self.hear(left)
            if frame["t"] == kind and all(frame.get(name) == each for name, each in like.items()):
                return frame
        raise TimeoutError(f"no {kind}")

    def until_seq(self, seq: int, timeout: float = 5) -> None:
        end = time.monotonic() + timeout
        while (self.seq or 0) < seq:
            self.hear(max(0.01, end - time.monotonic()))

    def send(self, cid: str, body: str) -> dict:
        self.say({"t": "send", "cid": cid, "body": body})
        return self.until("ack", cid=cid)

    def bodies(self) -> list[str]:
        return [item["body"] for item in self.items if item.get("body")]

    def code(self, timeout: float = 6) -> int:
        """The code with which the socket ends."""
        end = time.monotonic() + timeout
        try:
            while True:
                self.hear(max(0.01, end - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def drop(self) -> None:
        """The line goes dead without a goodbye."""
        self.socket.socket.shutdown(socket.SHUT_RDWR)
        self.socket.socket.close()

    def close(self) -> None:
        if self.socket is not None:
            with contextlib.suppress(Exception):
                self.socket.close()


@contextlib.contextmanager
def live_entrance() -> Iterator[Live]:
    live = Live()
    live.start()
    try:
        yield live
    finally:
        live.stop()
