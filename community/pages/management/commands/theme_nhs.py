"""Writes ``static/css/nhs.css`` from the installed NHS design system: run after an upgrade."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from community.pages import nhs_css


class Command(BaseCommand):
    help = "Writes static/css/nhs.css from the installed NHS design system, in our colours."

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "static" / "css" / "nhs.css"
        target.write_text(nhs_css.themed(), encoding="utf-8")
        self.stdout.write(f"{target}: {target.stat().st_size:,} bytes")
