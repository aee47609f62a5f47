"""The laboratory's shipped policies, where a test needs them."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import transaction

from guomen.catalogue.models import Change, Policy
from guomen.kernel.editions.operations import new_edition

POLICIES = Path(__file__).parents[2] / "reference" / "policies.csv"


@transaction.atomic
def lay_down(prefix: str = "laboratory.") -> None:
    """Enact the shipped policies whose names begin so."""
    edition = new_edition(at=datetime(2018, 1, 1, tzinfo=UTC), note="tests of the laboratory")
    known = {"valid_from": date(2000, 1, 1), "since_edition": edition, "confidence": "low"}
    with POLICIES.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["name"].startswith(prefix):
                Policy.objects.create(key=row["name"], name=row["name"], type=row["type"], value=row["value"], **known)
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)
