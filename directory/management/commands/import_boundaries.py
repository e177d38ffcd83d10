"""``manage.py import_boundaries FILE``: borough outlines from ONS GeoJSON."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from directory.actions.places import store_outlines
from directory.open_referral.source import Envelope, FeedError, json_rows


class Command(BaseCommand):
    help = (
        "Store borough outlines from an ONS GeoJSON file (a collection, or a feature a line). "
        "Streamed, idempotent; all of the file or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            result = store_outlines(
                tqdm(features(path), unit=" areas", file=self.stderr, disable=None)
            )
        except (FeedError, ValueError) as wrong:
            raise CommandError(f"Nothing was imported: {wrong}") from None
        if result.unknown:
            self.stdout.write(f"Not boroughs here: {', '.join(result.unknown[:12])}")
        self.stdout.write(
            self.style.SUCCESS(
                f"{result.changed} outlines stored, {result.same} were there already."
            )
        )


def features(path: Path) -> Iterator[dict[str, Any]]:
    """Each feature of a collection, of one feature, or of a file with one on each line."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        if path.suffix == ".geojsonl":
            for number, line in enumerate(stream, 1):
                if line.strip():
                    try:
                        yield json.loads(line)
                    except ValueError as wrong:
                        raise FeedError(f"line {number} is not JSON: {wrong}") from None
        else:
            yield from json_rows(stream, Envelope(lists=("features",), single="geometry"))
