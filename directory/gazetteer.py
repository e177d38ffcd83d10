"""Reading the published postcode files: ONS NSPL and ONSPD, Code-Point Open, and cuts of them.

Streamed: a file of 2.7 million lines is never held whole. Zip archives are read as published.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, sqrt, tan
from pathlib import Path
from typing import IO

POSTCODE = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode")
LATITUDE = ("lat", "latitude")
LONGITUDE = ("long", "lon", "lng", "longitude")
# Code-Point Open's columns, which come without a first line.
CODE_POINT = 10


class GazetteerError(Exception):
    """The file cannot be read as a postcode file. The message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A postcode without its space; ``None`` coordinates: the file has none for it."""

    code: str
    latitude: float | None
    longitude: float | None
    borough_code: str


def files_in(path: Path) -> list[str]:
    """Names of the CSV files to read: the file itself, or the data files inside an archive."""
    if not path.exists():
        raise GazetteerError(f"there is no file {path}")
    if path.is_dir():
        return sorted(str(each) for each in path.rglob("*.csv"))
    if not zipfile.is_zipfile(path):
        return [str(path)]
    with zipfile.ZipFile(path) as archive:
        names = [
            info.filename
            for info in archive.infolist()
            if info.filename.lower().endswith(".csv") and not info.is_dir()
        ]
    data = [
        name for name in names if "/data/" in f"/{name.lower()}" and "document" not in name.lower()
    ]
    whole = [name for name in data if "multi_csv" not in name.lower()]
    return sorted(whole or data or names)


@contextmanager
def opened(path: Path, name: str) -> Iterator[IO[str]]:
    with ExitStack() as stack:
        if path.is_file() and zipfile.is_zipfile(path):
            archive = stack.enter_context(zipfile.ZipFile(path))
            raw: IO[bytes] = stack.enter_context(archive.open(name))
        elif name.endswith(".gz"):
            raw = stack.enter_context(gzip.open(name))  # type: ignore[assignment]
        else:
            raw = stack.enter_context(Path(name).open("rb"))
        yield io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")


def rows(path: Path) -> Iterator[Row]:
    """Every postcode of the file or archive, in order. Raises ``GazetteerError``."""
    names = files_in(path)
    if not names:
        raise GazetteerError(f"{path} has no CSV file in it")
    for name in names:
        with opened(path, name) as stream:
            yield from _rows(stream, name)


def _rows(stream: IO[str], name: str) -> Iterator[Row]:
    csv.field_size_limit(1_000_000)
    reader = csv.reader(stream)
    try:
        first = next(reader, None)
        if first is None:
            raise GazetteerError(f"{name} is empty")
        read = _reader_for([cell.strip().casefold() for cell in first], first, name)
        if read is _code_point:
            found = read(first)
            if found:
                yield found
        for line in reader:
            found = read(line)
            if found:
                yield found
    except (csv.Error, EOFError, zipfile.BadZipFile, OSError) as wrong:
        raise GazetteerError(f"{name}, line {reader.line_num}: {wrong}") from None


def _reader_for(names: list[str], first: list[str], name: str) -> Callable[[list[str]], Row | None]:
    at_postcode = next((names.index(each) for each in POSTCODE if each in names), None)
    at_lat = next((names.index(each) for each in LATITUDE if each in names), None)
    at_lon = next((names.index(each) for each in LONGITUDE if each in names), None)
    if at_postcode is not None and at_lat is not None and at_lon is not None:
        at_borough = _borough_column(names)
        return lambda line: _by_name(line, at_postcode, at_lat, at_lon, at_borough)
    if len(first) >= CODE_POINT and first[2].strip().isdigit() and first[3].strip().isdigit():
        return _code_point
    raise GazetteerError(
        f"{name}: no columns for a postcode, a latitude and a longitude, and not Code-Point Open"
    )


def _borough_column(names: list[str]) -> int | None:
    """ "lad_code", "laua", "oslaua", or "lad25cd" of any year."""
    for at, name in enumerate(names):
        if name in {"lad_code", "laua", "oslaua", "ladcd", "district"}:
            return at
        if name.startswith("lad") and name.endswith("cd") and name[3:-2].isdigit():
            return at
    return None


def _code(raw: str) -> str:
    code = "".join(raw.upper().split())
    return code if 5 <= len(code) <= 7 and code.isalnum() and code.isascii() else ""


def _by_name(
    line: list[str], at_postcode: int, at_lat: int, at_lon: int, at_borough: int | None
) -> Row | None:
    if len(line) <= max(at_postcode, at_lat, at_lon):
        return None
    code = _code(line[at_postcode])
    if not code:
        return None
    try:
        latitude, longitude = float(line[at_lat]), float(line[at_lon])
    except ValueError:
        return Row(code, None, None, "")
    # Postcodes without a place stand at latitude 99.999999 in these files.
    if not (49 <= latitude <= 61.5 and -9 <= longitude <= 2.5):
        return Row(code, None, None, "")
    borough = line[at_borough].strip() if at_borough is not None and at_borough < len(line) else ""
    return Row(code, latitude, longitude, borough[:9])


def _code_point(line: list[str]) -> Row | None:
    if len(line) < CODE_POINT:
        return None
    code = _code(line[0])
    if not code:
        return None
    try:
        quality, east, north = int(line[1]), int(line[2]), int(line[3])
    except ValueError:
        return Row(code, None, None, "")
    # Quality 90: the place is not known.
    if quality >= 90 or not (0 < east < 700_000 and 0 < north < 1_300_000):
        return Row(code, None, None, "")
    return Row(code, *from_national_grid(east, north), line[8].strip()[:9])


def from_national_grid(east: float, north: float) -> tuple[float, float]:
    """Ordnance Survey grid metres → WGS84 latitude and longitude, right to about five metres.

    Transverse Mercator on Airy's ellipsoid undone, then the seven-parameter shift, both as the
    Ordnance Survey's guide to coordinate systems gives them.
    """
    a, b, scale = 6377563.396, 6356256.909, 0.9996012717
    lat0, lon0, east0, north0 = radians(49), radians(-2), 400_000.0, -100_000.0
    e2 = 1 - (b * b) / (a * a)
    n = (a - b) / (a + b)
    lat, arc = lat0, 0.0
    for _ in range(12):
        lat = (north - north0 - arc) / (a * scale) + lat
        minus, plus = lat - lat0, lat + lat0
        arc = (b * scale) * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * minus
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(minus) * cos(plus)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * minus) * cos(2 * plus)
            - 35 / 24 * n**3 * sin(3 * minus) * cos(3 * plus)
        )
        if abs(north - north0 - arc) < 0.00001:
            break
    s2 = sin(lat) ** 2
    nu = a * scale / sqrt(1 - e2 * s2)
    rho = a * scale * (1 - e2) / (1 - e2 * s2) ** 1.5
    eta2 = nu / rho - 1
    t, sec, d = tan(lat), 1 / cos(lat), east - east0
    lat_airy = (
        lat
        - t / (2 * rho * nu) * d**2
        + t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) * d**4
        - t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * d**6
    )
    lon_airy = (
        lon0
        + sec / nu * d
        - sec / (6 * nu**3) * (nu / rho + 2 * t**2) * d**3
        + sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * d**5
    )
    return _airy_to_wgs84(lat_airy, lon_airy, a, b)


def _airy_to_wgs84(lat: float, lon: float, a: float, b: float) -> tuple[float, float]:
    e2 = 1 - (b * b) / (a * a)
    nu = a / sqrt(1 - e2 * sin(lat) ** 2)
    x, y, z = nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), (1 - e2) * nu * sin(lat)
    tx, ty, tz, s = 446.448, -125.157, 542.060, 1 - 20.4894e-6
    rx, ry, rz = (radians(angle / 3600) for angle in (0.1502, 0.2470, 0.8421))
    x2 = tx + x * s - rz * y + ry * z
    y2 = ty + rz * x + y * s - rx * z
    z2 = tz - ry * x + rx * y + z * s
    a2, b2 = 6378137.0, 6356752.3141
    e2 = 1 - (b2 * b2) / (a2 * a2)
    p = sqrt(x2 * x2 + y2 * y2)
    found = atan2(z2, p * (1 - e2))
    for _ in range(6):
        nu = a2 / sqrt(1 - e2 * sin(found) ** 2)
        found = atan2(z2 + e2 * nu * sin(found), p)
    return round(degrees(found), 6), round(degrees(atan2(y2, x2)), 6)
