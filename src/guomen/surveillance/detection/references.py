"""Which periods a count is compared with: the same season of earlier years, and the year in blocks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.surveillance.detection.procedure import Series
from guomen.surveillance.detection.terms import Days

_SPACING = {52: 7, 365: 1}


@dataclass(frozen=True, slots=True)
class Years:
    """How to step back by years: `freq` periods each, or by the calendar where dates are given and evenly spaced.

    By the calendar a week goes with the week whose beginning is nearest to the same date of the earlier year.
    """

    freq: int
    dates: Days | None

    @classmethod
    def of(cls, series: Series, freq: int, by_date: bool) -> "Years":
        """By the calendar if asked, dates are known, and they are 7 days (freq 52) or 1 day (freq 365) apart."""
        dates = series.dates if by_date else None
        if dates is None or freq not in _SPACING or len(dates) < 2:
            return cls(freq, None)
        days = dates.astype("datetime64[D]")
        even = bool(np.all(np.diff(days).astype(int) == _SPACING[freq]))
        return cls(freq, days if even else None)

    def back(self, now: int, years: int) -> list[int]:
        """Indices of the same period 1 … `years` years before `now`, nearest first; they may be negative."""
        if self.dates is None:
            return [now - self.freq * year for year in range(1, years + 1)]
        today = self.dates[now]
        month = today.astype("datetime64[M]")
        day = (today - month.astype("datetime64[D]")).astype(int)
        found = []
        for year in range(1, years + 1):
            then = (month - 12 * year).astype("datetime64[D]") + day
            found.append(now - round(int((today - then).astype(int)) / _SPACING[self.freq]))
        return found

    def earliest(self, length: int, years: int, w: int) -> int:
        """The first period with w periods before the farthest year; `length` where there is none."""
        start = self.freq * years + w
        if self.dates is None:
            return start
        judged = range(max(0, start), length)
        return next((now for now in judged if self.back(now, years)[-1] - w >= 0), max(start, length))


def window_rows(years: Years, now: int, b: int, w: int) -> NDArray[np.intp]:
    """Rows of the 2w + 1 periods around the same period of b years before, oldest first; only those that exist."""
    rows = [year + around for year in reversed(years.back(now, b)) for around in range(-w, w + 1)]
    return np.array([row for row in rows if 0 <= row < now], dtype=np.intp)


def block_levels(years: Years, now: int, b: int, w: int, blocks: int) -> NDArray[np.intp]:
    """The season of every period up to `now`: `blocks` - 1 around it, 0 … between, -1 for what is too old.

    Between two windows of 2w + 1 periods the year is split into `blocks` - 1 runs as equal as whole periods allow,
    longer ones first. Noufaily et al. (2013), Stat Med 32:1206, sec. 3.2.
    """
    levels = np.full(now + 1, -1, dtype=np.intp)
    levels[now - w :] = blocks - 1
    later = now
    for year in years.back(now, b):
        levels[year - w : year + w + 1] = blocks - 1
        if blocks > 1:
            between = np.arange(year + w + 1, later - w)
            for level, run in enumerate(np.array_split(between, blocks - 1)):
                levels[run] = level
        later = year
    return levels
