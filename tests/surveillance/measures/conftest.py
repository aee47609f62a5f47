import csv
from datetime import date
from typing import Any

import pytest

from guomen.catalogue.models import Composition, MeasureBasis
from guomen.kernel.editions.operations import new_edition
from tests.decisions import world

_PERIOD = ("valid_from", "valid_to")


def lay_down_law() -> None:
    """The clauses and the compositions that the product ships."""
    edition = new_edition(at=world.NOON, note="law for tests")
    for name, model in (("measure_bases", MeasureBasis), ("compositions", Composition)):
        with (world.REFERENCE / f"{name}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                fields: dict[str, Any] = {**row, "key": "/".join(list(row.values())[:3]), "since_edition": edition}
                fields |= {end: date.fromisoformat(row[end]) if row[end] else None for end in _PERIOD}
                if "targets" in fields:
                    fields["targets"] = row["targets"].split(";")
                model.objects.create(**fields)


@pytest.fixture
def agency(db: None) -> None:
    world.set_up()
    world.lay_down("inspection.evidence_megabytes", "1", type="number")
    lay_down_law()
