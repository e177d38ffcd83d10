"""Makes the pages that a new site opens with; never touches a page that is there."""

from typing import Any

from django.core.management.base import BaseCommand

from community.pages.content import ensure_pages


class Command(BaseCommand):
    help = "Makes the opening pages that are missing. Pages that exist are left as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        created = ensure_pages().created
        for url in created:
            self.stdout.write(f"made {url}")
        if not created:
            self.stdout.write("All pages are there.")
