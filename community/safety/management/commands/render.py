"""``manage.py render``: what members' words become on a page. Stores nothing."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from community import text
from community.safety.management.commands._lines import Answer, answer_lines
from community.safety.verdicts import Surface


class Command(BaseCommand):
    """Render each line by itself: ``{"id", "text"}`` → ``{"id", "html"}``."""

    help = (
        'Reads JSON lines {"id", "text", "surface"} on standard input and writes JSON lines '
        '{"id", "html"}. A chat.message is rendered as a line, anything else as a body.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        answer_lines(sys.stdin.buffer, sys.stdout, _rendered)


def _rendered(given: Answer) -> Answer:
    as_line = given.get("surface") == Surface.CHAT_LINE
    return {"html": (text.render_line if as_line else text.render)(given["text"])}
