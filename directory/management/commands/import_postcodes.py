"""``manage.py import_postcodes FILE``: ONS NSPL or ONSPD, Code-Point Open; csv, zip or folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from directory.actions.places import place_venues, store_postcodes
from directory.gazetteer import GazetteerError


class Command(BaseCommand):
    help = (
        "Fill the postcode table from a file as published. Streamed and resumable: run it again "
        "after an interruption and it goes on; run it twice and nothing changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--again", action="store_true", help="Read a file that is in already.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.exists():
            raise CommandError(f"There is no file {path}.")
        try:
            with tqdm(unit=" postcodes", desc=path.name, file=self.stderr, disable=None) as bar:
                result = store_postcodes(
                    path, again=options["again"], progress=lambda done: bar.update(done - bar.n)
                )
        except GazetteerError as wrong:
            raise CommandError(f"Nothing more was imported: {wrong}") from None
        if result.already:
            self.stdout.write(f"This file is in already ({result.read:,} lines). Nothing changed.")
            return
        if result.resumed_at:
            self.stdout.write(f"Went on after line {result.resumed_at:,}.")
        moved = place_venues(lambda ids: tqdm(ids, unit=" venues", file=self.stderr, disable=None))
        self.stdout.write(
            self.style.SUCCESS(
                f"{result.read:,} postcodes read, {result.stored:,} stored, "
                f"{result.without_place:,} without a place; {moved:,} venues placed exactly."
            )
        )
