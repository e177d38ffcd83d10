"""Where sockets go. The live entrance mounts ``websocket_application`` and ``live_http``."""

from __future__ import annotations

from forum.chat.consumers import websocket_application, websocket_urlpatterns
from forum.chat.long_poll import live_http

__all__ = ["live_http", "websocket_application", "websocket_urlpatterns"]
