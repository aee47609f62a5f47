"""Where countries and ports lie, for maps: reference/maps/places.csv; boundaries only if the agency has some."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A point that stands for a country or a port; in degrees, north and east. name: of the point itself."""

    latitude: float
    longitude: float
    name: str


def place_of(kind: str, code: str) -> Place | None:
    """The point of a "country" or a "port"; None where none is known."""
    return _places(Path(settings.REFERENCE) / "maps" / "places.csv").get((kind, code))


def backdrop() -> list[tuple[float, float]]:
    """Latitude and longitude of every country's point."""
    known = _places(Path(settings.REFERENCE) / "maps" / "places.csv")
    return [(place.latitude, place.longitude) for (kind, _code), place in known.items() if kind == "country"]


@lru_cache(maxsize=2)
def _places(path: Path) -> dict[tuple[str, str], Place]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["kind"], row["code"]): Place(float(row["latitude"]), float(row["longitude"]), row["place"])
            for row in csv.DictReader(lines)
        }


def boundaries() -> tuple[Line, ...]:
    """Lines of the layer that the agency supplies (reference/maps/boundaries.geojson); none where it supplies none.

    Each is a row of (latitude, longitude). The house draws no boundaries of its own.
    """
    return _layer(Path(settings.REFERENCE) / "maps" / "boundaries.geojson")


@lru_cache(maxsize=2)
def _layer(path: Path) -> tuple[Line, ...]:
    if not path.exists():
        return ()
    whole = msgspec.json.decode(path.read_bytes())
    shapes = [one.get("geometry") or {} for one in whole.get("features", [])]
    return tuple(
        tuple((float(point[1]), float(point[0])) for point in line)
        for shape in shapes
        for line in _lines(shape.get("type", ""), shape.get("coordinates") or [])
    )


def _lines(kind: str, found: list[Any]) -> list[Any]:
    """The lines of a GeoJSON geometry (RFC 7946); of points none."""
    if kind == "LineString":
        return [found]
    if kind in ("MultiLineString", "Polygon"):
        return found
    return [line for polygon in found for line in polygon] if kind == "MultiPolygon" else []
