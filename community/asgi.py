"""The live entrance: sockets and long-poll through ASGI.

In production only ``/ws/`` and the rooms' event feeds come here (see ``deploy/``). In the
embedded mode this one process answers everything.
"""

import os
from urllib.parse import urlsplit

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402  (needs the apps loaded)
from django.conf import settings  # noqa: E402

from forum.chat.routing import live_http, websocket_application  # noqa: E402


class ExactOrigin:
    """Lets a socket in only from our own pages.

    A browser names the page that opens a socket in ``Origin``. It must equal one of
    ``ROOM_ALLOWED_ORIGINS``; where that is empty, its host and port must be the ones that the
    socket itself was asked on. No ``Origin`` at all is refused too: no browser omits it.
    """

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        if self.allows(origin, host):
            return await self.application(scope, receive, send)
        # Closing before accepting answers the handshake with 403.
        await receive()
        await send({"type": "websocket.close", "code": 4403})
        return None

    @staticmethod
    def allows(origin: str, host: str) -> bool:
        if settings.ROOM_ALLOWED_ORIGINS:
            return origin.lower() in {each.lower() for each in settings.ROOM_ALLOWED_ORIGINS}
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower() != ""


application = ProtocolTypeRouter(
    {
        "http": live_http(django_application),
        "websocket": ExactOrigin(websocket_application),
    }
)
