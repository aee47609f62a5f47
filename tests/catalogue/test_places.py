"""Every country and port of the shipped reference data has its place on a map, but for two uninhabited islands."""

import csv
import json
from pathlib import Path

import pytest
from pytest_django import Settings

from guomen.catalogue.queries.places import boundaries, place_of

REFERENCE = Path(__file__).parents[2] / "reference"


@pytest.mark.parametrize(
    ("kind", "file", "without"), [("country", "countries", {"BV", "HM"}), ("port", "ports", set())]
)
def test_what_is_in_the_catalogue_is_on_the_map(settings: Settings, kind: str, file: str, without: set[str]) -> None:
    settings.REFERENCE = REFERENCE
    with (REFERENCE / f"{file}.csv").open(encoding="utf-8") as lines:
        codes = {row["code"] for row in csv.DictReader(lines)}
    assert {code for code in codes if place_of(kind, code) is None} == without


def test_boundaries_are_only_those_that_the_agency_supplies(settings: Settings, tmp_path: Path) -> None:
    settings.REFERENCE = tmp_path
    assert boundaries() == ()
    assert place_of("country", "IT") is None
    ring = [[100.0, 10.0], [101.0, 11.0], [100.0, 10.0]]
    layer = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}]}  # fmt: skip
    settings.REFERENCE = tmp_path / "own"
    (settings.REFERENCE / "maps").mkdir(parents=True)
    (settings.REFERENCE / "maps" / "boundaries.geojson").write_text(json.dumps(layer))
    assert boundaries() == (((10.0, 100.0), (11.0, 101.0), (10.0, 100.0)),)
