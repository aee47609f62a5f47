"""How the replay is scored. What is worth keeping was laid down before it was first counted."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from guomen.surveillance.clusters.grouping import Raised
from guomen.surveillance.clusters.keys import Key
from guomen.surveillance.naming.matching import name_all
from tests.surveillance.naming.words import rasff, shipped

# The keys that the handbook calls clean, with the day of their first notice.
SIX = (
    (Key("ethylene_oxide", "IN", "nuts_seeds"), date(2020, 9, 9)),
    (Key("salmonella_enteritidis", "NG", "nuts_seeds"), date(2022, 8, 4)),
    (Key("chlorate", "TH", "poultry"), date(2023, 8, 10)),
    (Key("chlorpyrifos", "UA", "fats_oils"), date(2023, 5, 18)),
    (Key("aflatoxin_b1", "EG"), date(2020, 10, 12)),
    (Key("ethylene_oxide", "", "additives_flavourings"), date(2021, 4, 22)),
)
WITHIN_NOTICES, WITHIN_DAYS, AFTER = 6, 21, 120
MANY, TIMES = 10, 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """When a key was raised, by which alarm, after how many days and notices of it; None where it was not."""

    key: Key
    first: date
    on: date | None = None
    by: Key | None = None
    telling: str = ""
    notices: int = 0

    @property
    def days(self) -> int:
        return (self.on - self.first).days if self.on else -1

    @property
    def in_time(self) -> bool:
        """Within 6 notices or 21 days."""
        return self.on is not None and (self.notices <= WITHIN_NOTICES or self.days <= WITHIN_DAYS)


def of(occurrences: pl.DataFrame, key: Key) -> pl.DataFrame:
    """The notices under a key: notice and day, each once."""
    mine = [pl.col(name) == value for name, value in zip(key._fields, key, strict=True) if value]
    return occurrences.filter(*mine).select("notice", "day").unique()


def finding(key: Key, first: date, raised: list[Raised], occurrences: pl.DataFrame) -> Found:
    """The first telling, from the key's first notice on, with an alarm of the key, of one under it or over it."""
    days = of(occurrences, key)["day"]
    for one in raised:
        by = [alarm.key for alarm in one.alarms if key.covers(alarm.key) or alarm.key.covers(key)]
        if by and one.on >= first:
            seen = int(((days >= first) & (days <= one.on)).sum())
            return Found(key, first, one.on, by[0], one.telling.value, seen)
    return Found(key, first)


def seen_by(key: Key, on: date, occurrences: pl.DataFrame) -> int:
    """How many notices of a key there were by a day."""
    return int((of(occurrences, key)["day"] <= on).sum())


def listed(path: str) -> list[tuple[Key, date]]:
    """The handbook's emerging keys in the catalogue's words, each once with its first day; without a hazard, none."""
    words, found = shipped(), dict[Key, date]()
    for level, text, first in pl.read_csv(path).select("level", "key", "first_date").iter_rows():
        parts = dict(zip(level.split("+"), text.split(" | "), strict=True))
        hazards = [one.code for one in name_all(parts["haz"], words.hazards) if one.code]
        origins = [one.code for one in name_all(parts.get("origin", ""), words.origins) if one.code]
        products = [one.code for one in name_all(parts.get("Product Category", ""), words.categories) if one.code]
        for origin in origins or [""]:
            for hazard in hazards[:1]:
                key = Key(hazard, origin, (products or [""])[0])
                day = date.fromisoformat(first)
                found[key] = min(day, found.get(key, day))
    return sorted(found.items(), key=lambda one: (one[1], one[0]))


def further(occurrences: pl.DataFrame, key: Key, on: date) -> tuple[int, float]:
    """Notices of a key in the 120 days after a day, and how many an average 120 days of the year before had."""
    days = of(occurrences, key)["day"]
    after = int(((days > on) & (days <= on + timedelta(days=AFTER))).sum())
    year = int(((days > on - timedelta(days=485)) & (days <= on - timedelta(days=AFTER))).sum())
    return after, year * AFTER / 365


def worth(one: Raised, occurrences: pl.DataFrame) -> bool:
    """Whether a telling was worth keeping, by what came after it alone: in the 120 days after it its leading key had at
    least 10 further notices, and at least twice as many as in an average 120 days of a year that ended 120 days before.
    """
    after, usual = further(occurrences, one.leading, one.on)
    return after >= MANY and after >= TIMES * usual


def reaches(one: Raised, occurrences: pl.DataFrame) -> bool:
    """The softer measure: from the first notice that it rests on, its leading key has 10 notices in 120 days."""
    alarm = one.alarms[0]
    days = of(occurrences, one.leading)["day"]
    first = one.on - timedelta(days=alarm.window - 1)
    return int(((days >= first) & (days < first + timedelta(days=AFTER))).sum()) >= MANY


__all__ = ["SIX", "Found", "finding", "further", "listed", "of", "rasff", "reaches", "seen_by", "worth"]
