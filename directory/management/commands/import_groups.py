"""``manage.py import_groups FILE|URL --format oruk1|oruk3|csv [--dry-run]``"""

from __future__ import annotations

import hashlib
import json
import logging
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from directory.actions.imports import Importing, RowOutcome, sweep_absent, take_in
from directory.models import Borough, ImportRun
from directory.open_referral import columns, fetching, source
from directory.open_referral.reading import Refused, read_service

MOST_TOLD = 200
OUTCOMES = ("new", "changed", "same", "refused")


class Command(BaseCommand):
    help = (
        "Import groups from another directory: Open Referral UK 1.0 or 3.0 (a file or an address) "
        "or CSV. Idempotent by source id; never overwrites what was edited here. Ends with 0 when "
        "listings came in, with 1 when the feed cannot be read or no row of it could be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("location", metavar="FILE|URL")
        parser.add_argument("--format", required=True, choices=["oruk1", "oruk3", "csv"])
        parser.add_argument("--dry-run", action="store_true", help="Do everything, keep nothing.")
        parser.add_argument(
            "--source", default="", help="Name of the source; default: from the location."
        )
        parser.add_argument(
            "--serves",
            action="append",
            default=[],
            metavar="BOROUGH",
            help="Slug of a borough that all of these serve; may be given again.",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="For CSV: which column is which field; may be given again.",
        )
        parser.add_argument(
            "--report", default="", metavar="FILE", help="Write what happened as JSON."
        )
        parser.add_argument(
            "--strict", action="store_true", help="End with 1 when any row was refused."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Wagtail logs a line for every revision; the bar and the summary say it better.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        location: str = options["location"]
        name = (options["source"] or source_name(location)).strip()[:120]
        if not name:
            raise CommandError("Give the source a name: --source NAME")
        serves = tuple(options["serves"])
        unknown = set(serves) - set(
            Borough.objects.filter(slug__in=serves).values_list("slug", flat=True)
        )
        if unknown:
            raise CommandError(f"There is no borough {', '.join(sorted(unknown))}.")
        if options["report"] and not Path(options["report"]).resolve().parent.is_dir():
            raise CommandError(f"There is no folder for {options['report']}.")
        try:
            with self.opened(location, options["format"]) as rows:
                rows = self.shaped(rows, options)
                report = self.run(
                    rows, name, serves, dry_run=options["dry_run"], kind=options["format"]
                )
        except source.FeedError as wrong:
            self.keep_failure(options["format"], name, str(wrong), options["dry_run"])
            raise CommandError(f"Nothing was imported: {wrong}") from None
        if options["report"]:
            Path(options["report"]).write_text(
                json.dumps(report, indent=2, ensure_ascii=False), encoding="utf-8"
            )
        counts = report["counts"]
        if not report["rows_read"]:
            raise CommandError("The feed has no services in it. Nothing was imported.")
        if counts["refused"] == report["rows_read"]:
            raise CommandError("Every row was refused. Nothing was imported.")
        if options["strict"] and counts["refused"]:
            raise CommandError(f"{counts['refused']} rows were refused.")

    # --- reading ------------------------------------------------------------------------------
    @contextmanager
    def opened(self, location: str, kind: str) -> Iterator[Callable[[], Iterator[Any]]]:
        if fetching.is_address(location):
            with fetching.url_rows(
                location, kind, lambda words: self.stderr.write(f"Reading {words}")
            ) as rows:
                yield rows
        else:
            yield source.file_rows(Path(location), kind)

    def shaped(
        self, rows: Callable[[], Iterator[Any]], options: dict[str, Any]
    ) -> Callable[[], Iterator[Any]]:
        """CSV lines as services; JSON as it is."""
        if options["format"] != "csv":
            if options["map"]:
                raise CommandError("--map is for CSV.")
            return rows
        first = next(iter(rows()), None)
        if first is None:
            return rows
        chosen = {}
        for pair in options["map"]:
            column, mark, field = pair.rpartition("=")
            if not mark or not column:
                raise CommandError(f"--map takes COLUMN=FIELD, not “{pair}”.")
            chosen[column] = field
        names = [column for column in first if column != "__spare__"]
        try:
            mapping = columns.mapping_for(names, chosen)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from None
        if "name" not in mapping:
            raise CommandError(
                "No column gives a name. Say which: --map COLUMN=name. "
                f"Columns: {', '.join(names)[:300]}"
            )
        return lambda: (columns.to_service(row, mapping) for row in rows())

    # --- taking in ----------------------------------------------------------------------------
    def run(
        self,
        rows: Callable[[], Iterator[Any]],
        name: str,
        serves: tuple[str, ...],
        *,
        dry_run: bool,
        kind: str,
    ) -> dict[str, Any]:
        counts: Counter[str] = Counter()
        told: list[dict[str, Any]] = []
        seen: dict[str, int] = {}
        total = sum(1 for _ in rows())
        started = timezone.now()
        if dry_run:
            # Everything for real, then taken back: what it says is what would happen.
            with transaction.atomic():
                self.walk(rows, total, Importing(name, serves), counts, told, seen)
                gone = sweep_absent(Importing(name, serves), set(seen))
                transaction.set_rollback(True)
        else:
            self.walk(rows, total, Importing(name, serves), counts, told, seen)
            gone = sweep_absent(Importing(name, serves), set(seen))
        summary = {
            each: counts[each] for each in (*OUTCOMES, "held", "conflicts", "notes", "moved")
        }
        report = {
            "source": name,
            "format": kind,
            "dry_run": dry_run,
            "rows_read": total,
            "counts": summary,
            "rows": told,
            "no_longer_in_the_feed": gone[:MOST_TOLD],
        }
        if not dry_run:
            ImportRun.objects.create(
                kind=kind,
                source=name,
                started_at=started,
                finished_at=timezone.now(),
                position=total,
                counts=summary,
                problems=told[:MOST_TOLD],
            )
        self.tell(report)
        return report

    def walk(
        self,
        rows: Callable[[], Iterator[Any]],
        total: int,
        run: Importing,
        counts: Counter[str],
        told: list[dict[str, Any]],
        seen: dict[str, int],
    ) -> None:
        with tqdm(
            rows(), total=total, unit="row", desc=run.source, disable=None, file=self.stderr
        ) as bar:
            for number, raw in enumerate(bar, 1):
                found = self.one(raw, number, run, seen)
                counts[found.outcome] += 1
                counts["held"] += found.held
                for each in ("conflicts", "notes", "moved"):
                    counts[each] += len(getattr(found, each))
                if found.reasons or found.conflicts or found.notes or found.moved or found.held:
                    told.append(self.line(number, raw, found))

    @staticmethod
    def one(raw: Any, number: int, run: Importing, seen: dict[str, int]) -> RowOutcome:
        try:
            incoming = read_service(raw)
        except Refused as refusal:
            return RowOutcome("refused", reasons=(str(refusal),))
        except (ValueError, TypeError, OverflowError, RecursionError) as wrong:
            # A shape that nobody foresaw: this row is named, the others go on.
            return RowOutcome("refused", reasons=(f"it cannot be read ({type(wrong).__name__})",))
        first = seen.setdefault(incoming.source_id, number)
        if first != number:
            return RowOutcome(
                "refused", incoming.fields["name"], (f"its id is the same as in row {first}",)
            )
        return take_in(incoming, run)

    @staticmethod
    def line(number: int, raw: Any, found: RowOutcome) -> dict[str, Any]:
        row_id = raw.get("id") if isinstance(raw, dict) else None
        name = found.name or (raw.get("name") if isinstance(raw, dict) else "")
        return {
            "row": number,
            "id": str(row_id)[:200] if isinstance(row_id, str | int) else None,
            "name": name[:200] if isinstance(name, str) else "",
            "outcome": found.outcome,
            **({"held": True} if found.held else {}),
            **{
                each: list(getattr(found, each))
                for each in ("reasons", "conflicts", "moved", "notes")
                if getattr(found, each)
            },
        }

    # --- telling ------------------------------------------------------------------------------
    def tell(self, report: dict[str, Any]) -> None:
        for line in report["rows"][:MOST_TOLD]:
            self.tell_row(line)
        if len(report["rows"]) > MOST_TOLD:
            more = len(report["rows"]) - MOST_TOLD
            self.stdout.write(f"… and {more} more rows; --report FILE has them all.")
        for name in report["no_longer_in_the_feed"][:20]:
            self.stdout.write(f"GONE  {name}: not in the feed now; it stays until staff decide")
        counts, would = report["counts"], "would be " if report["dry_run"] else ""
        said = [
            f"{counts['new']} {would}new",
            f"{counts['changed']} {would}changed",
            f"{counts['same']} unchanged",
            f"{counts['refused']} refused",
            f"{counts['held']} held",
            f"{counts['conflicts']} conflicts kept as they are here",
        ]
        self.stdout.write(self.style.SUCCESS(f"{report['rows_read']} rows: {', '.join(said)}."))

    def tell_row(self, line: dict[str, Any]) -> None:
        which = f"row {line['row']}"
        if line["id"]:
            which += f" (id {line['id']})"
        if line["name"]:
            which += f" {line['name']}"
        for reason in line.get("reasons", ()):
            self.stdout.write(self.style.ERROR(f"REFUSED  {which}: {reason}"))
        if line.get("conflicts"):
            kept = ", ".join(line["conflicts"])
            self.stdout.write(self.style.WARNING(f"KEPT OURS  {which}: {kept}"))
        if line.get("held"):
            self.stdout.write(self.style.WARNING(f"HELD  {which}: a person reads it first"))
        for each in line.get("moved", ()):
            self.stdout.write(f"MOVED  {which}: {each}")
        for each in line.get("notes", ()):
            self.stdout.write(f"NOTE  {which}: {each}")

    @staticmethod
    def keep_failure(kind: str, name: str, words: str, dry_run: bool) -> None:
        if not dry_run:
            ImportRun.objects.create(
                kind=kind, source=name, problems=[{"error": words[:1000]}], counts={"failed": 1}
            )


def source_name(location: str) -> str:
    """A steady name for where rows come from: the host and path, or the file's name."""
    if fetching.is_address(location):
        parts = urlsplit(location)
        path = parts.path.rstrip("/")
        name = f"{parts.hostname or ''}{path}"
        return name if len(name) <= 120 else hashlib.sha256(name.encode()).hexdigest()[:40]
    return Path(location).stem
