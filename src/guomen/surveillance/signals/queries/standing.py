"""What a source has said so far under its references, to know again what is said twice."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from guomen.surveillance.signals.models import SignalSource
from guomen.surveillance.signals.terms import SignalReport, SignalState

# What a source says, beside the text, which is compared by its digest.
TOLD = (
    "language", "goods_words", "hazard_words", "origin_words", "party", "place", "latitude", "longitude", "happened_on",
    "reported_on", "cases", "deaths", "details",
)  # fmt: skip
# Codes count only where the source gives them itself: ours may have been found since.
CODES = ("goods", "hazard", "origin")
_COLUMNS = ("id", "reference", "version", "state", "digest", *TOLD, *CODES)
_LATEST = f"""
SELECT DISTINCT ON (reference) {", ".join(_COLUMNS)} FROM surveillance_signal
WHERE source_id = %s AND reference = ANY(%s) ORDER BY reference, version DESC
"""  # noqa: S608


@dataclass(slots=True)
class Standing:
    """The newest version under a reference. row: where it came in this very batch, as it will be written."""

    signal: int
    version: int
    state: str
    digest: str
    told: tuple[Any, ...]
    codes: tuple[str, ...]
    row: dict[str, Any] | None = None

    def says(self, report: SignalReport, digest: str) -> bool:
        """Whether the report says the same."""
        if report.retracted:
            return self.state != SignalState.CURRENT
        given = tuple(getattr(report, name) for name in CODES)
        return (
            digest == self.digest
            and told(report) == self.told
            and all(not code or code == ours for code, ours in zip(given, self.codes, strict=True))
        )


def told(report: SignalReport) -> tuple[Any, ...]:
    """What is compared of a report."""
    return tuple(dict(report.details) if name == "details" else getattr(report, name) for name in TOLD)


def standing(source: SignalSource, references: Collection[str]) -> dict[str, Standing]:
    """The newest version that the source has under each of the references, as far as there is one."""
    if not references:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [source.pk, list(set(references))])
        rows = cursor.fetchall()
    first, last = 5, 5 + len(TOLD)
    return {row[1]: Standing(row[0], row[2], row[3], row[4], _told(row[first:last]), row[last:]) for row in rows}


def _told(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row as Python values; JSON comes as text through a plain cursor."""
    return tuple(json.loads(value) if name == "details" and isinstance(value, str) else value
                 for name, value in zip(TOLD, row, strict=True))  # fmt: skip
