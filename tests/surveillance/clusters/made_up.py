"""Small made-up years of notices, so that every test says what happened in them."""

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from guomen.surveillance.clusters.keys import NOTICES

START = date(2022, 1, 3)


def on_day(number: int) -> date:
    """The day `number` days after the start."""
    return START + timedelta(days=number)


def notices(rows: Iterable[tuple[int, str, str, str]]) -> pl.DataFrame:
    """Notices of (day number, hazards with ; between, origins with ; between, product)."""
    return pl.DataFrame(
        [
            (
                f"n{place}",
                on_day(day),
                hazards.split(";"),
                [o for o in origins.split(";") if o],
                [product] if product else [],
            )
            for place, (day, hazards, origins, product) in enumerate(rows)
        ],
        schema=NOTICES,
        orient="row",
    )


def steady(days: int = 420) -> list[tuple[int, str, str, str]]:
    """A source's ordinary life: forty hazards of every frequency, each with its own product and origin."""
    found = []
    for number in range(40):
        gap = 3 + number * number // 4
        for day in range(number % gap, days, gap):
            found.append((day, f"usual{number}", f"{'ABCDEFGH'[number % 8]}X", f"product{number % 6}"))
    return found
