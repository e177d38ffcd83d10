"""Filling the postcode table and the borough outlines from the published files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.gazetteer import Row, rows
from directory.models import Borough, ImportRun, Postcode, Venue

BATCH = 5_000
KIND = "postcodes"


@dataclass(frozen=True, slots=True)
class PostcodesResult:
    """``read``: lines with a postcode. ``stored``: those with a place. ``resumed_at``: lines that
    an interrupted earlier run had already stored. ``already``: the same file was in before."""

    read: int = 0
    stored: int = 0
    without_place: int = 0
    resumed_at: int = 0
    already: bool = False


def fingerprint(path: Path) -> str:
    """Size and both ends of a file: tells one from another without reading it all."""
    if path.is_dir():
        names = sorted(f"{each.name}:{each.stat().st_size}" for each in path.rglob("*.csv"))
        return hashlib.blake2b("\n".join(names).encode(), digest_size=16).hexdigest()
    size = path.stat().st_size
    found = hashlib.blake2b(str(size).encode(), digest_size=16)
    with path.open("rb") as raw:
        found.update(raw.read(1_000_000))
        if size > 1_000_000:
            raw.seek(max(1_000_000, size - 1_000_000))
            found.update(raw.read())
    return found.hexdigest()


def store_postcodes(
    path: Path, *, again: bool = False, progress: Callable[[int], None] = lambda done: None
) -> PostcodesResult:
    """Put a postcode file into the table, batch by batch, each batch with its place in the file.

    Interrupted, it goes on where it stopped; run again on the same file it changes nothing
    (``again`` reads it anew). Raises ``GazetteerError``. Memory: one batch.
    """
    mark = fingerprint(path)
    run = ImportRun.objects.filter(kind=KIND, fingerprint=mark).order_by("-pk").first()
    if run is not None and run.finished_at is not None and not again:
        return PostcodesResult(run.position, run.counts.get("stored", 0), already=True)
    if run is None or run.finished_at is not None:
        run = ImportRun(kind=KIND, source=path.name[:200], fingerprint=mark)
    resumed_at = run.position
    stored = int(run.counts.get("stored", 0))
    without = int(run.counts.get("without_place", 0))
    found: Iterator[Row] = rows(path)
    for _ in islice(found, resumed_at):
        pass
    progress(resumed_at)
    while batch := list(islice(found, BATCH)):
        placed = {
            row.code: Postcode(
                code=row.code,
                latitude=row.latitude,
                longitude=row.longitude,
                borough_code=row.borough_code,
            )
            for row in batch
            if row.latitude is not None and row.longitude is not None
        }
        with transaction.atomic():
            Postcode.objects.bulk_create(
                placed.values(),
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=["latitude", "longitude", "borough_code"],
                batch_size=1_000,
            )
            stored += len(placed)
            without += sum(row.latitude is None for row in batch)
            run.position += len(batch)
            run.counts = {"stored": stored, "without_place": without}
            run.save()
        progress(run.position)
    run.finished_at = timezone.now()
    run.save()
    return PostcodesResult(run.position, stored, without, resumed_at)


def place_venues(progress: Callable[[Iterable[Any]], Iterable[Any]] = lambda rows: rows) -> int:
    """Give venues the exact point and the borough of their postcode, now that it is known.

    Points that staff or a feed gave stay. Returns how many venues changed.
    """
    from directory.actions.listings import place_venue

    changed = 0
    ids = list(
        Venue.objects.exclude(postcode="").filter(point_is_exact=False).values_list("pk", flat=True)
    )
    for pk in progress(ids):
        with transaction.atomic():
            venue = Venue.objects.select_for_update().get(pk=pk)
            before = (venue.latitude, venue.longitude, venue.borough_id)
            place_venue(venue)
            if (venue.latitude, venue.longitude, venue.borough_id) != before:
                venue.save()
                changed += 1
    return changed


@dataclass(frozen=True, slots=True)
class BoundariesResult:
    """``changed`` outlines were stored, ``same`` were there already, ``unknown`` codes belong to
    no borough here."""

    changed: int = 0
    same: int = 0
    unknown: tuple[str, ...] = ()


@transaction.atomic
def store_outlines(features: Iterable[dict[str, Any]]) -> BoundariesResult:
    """Keep the outline and the middle of each borough whose ONS code the feature names.

    Raises ``ValueError`` on a feature that is no polygon: then nothing is stored.
    """
    boroughs = {borough.gss_code: borough for borough in Borough.objects.exclude(gss_code="")}
    changed = same = 0
    unknown = []
    for number, feature in enumerate(features, 1):
        code = _code_of(feature)
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not code:
            raise ValueError(f"feature {number} names no ONS area code")
        borough = boroughs.get(code)
        if borough is None:
            unknown.append(code)
            continue
        points = _points(geometry, number)
        if borough.outline == geometry:
            same += 1
            continue
        borough.outline = geometry
        lats, lons = [point[1] for point in points], [point[0] for point in points]
        borough.latitude = round((min(lats) + max(lats)) / 2, 5)
        borough.longitude = round((min(lons) + max(lons)) / 2, 5)
        borough.save()
        changed += 1
    return BoundariesResult(changed, same, tuple(unknown))


def _code_of(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    for name, value in (properties or {}).items():
        if (
            name.lower().startswith("lad")
            and name.lower().endswith("cd")
            and isinstance(value, str)
        ):
            return value
    return ""


def _points(geometry: Any, number: int) -> list[tuple[float, float]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"feature {number} is no polygon")
    polygons = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
    try:
        found = [(float(lon), float(lat)) for rings in polygons for lon, lat, *_ in rings[0]]
    except (TypeError, ValueError, IndexError, KeyError):
        raise ValueError(f"feature {number} has coordinates that cannot be read") from None
    if len(found) < 4 or any(not (-180 <= lon <= 180 and -90 <= lat <= 90) for lon, lat in found):
        raise ValueError(f"feature {number} has coordinates outside the world")
    return found
