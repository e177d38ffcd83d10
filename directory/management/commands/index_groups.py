"""``manage.py index_groups``: make the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from directory import index


class Command(BaseCommand):
    help = "Make every document of the search index anew, in chunks, while the site runs."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = index.rebuild(
            lambda rows: tqdm(rows, unit=" chunks", file=self.stderr, disable=None)
        )
        self.stdout.write(self.style.SUCCESS(f"{changed} documents changed."))
