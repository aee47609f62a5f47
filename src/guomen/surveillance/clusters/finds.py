"""What a night's look found, put into words and rows: odd series, odd rates, circles, emerging keys, pairs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from guomen.kernel.terms import Reason, Text
from guomen.surveillance.clusters.grouping import Alarm
from guomen.surveillance.clusters.models import Detection
from guomen.surveillance.clusters.places import OddPlace
from guomen.surveillance.clusters.reading import title_of
from guomen.surveillance.clusters.series import Odd
from guomen.surveillance.disproportionality.pairs import pairs
from guomen.surveillance.disproportionality.terms import NotAnswerable

EMERGING, SCAN, PAIRED = "gamma-poisson", "space-time permutation", "ebgm"
_YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Find:
    """An alarm with what it rests on: a series (counts or a rate), a circle, or neither: an emerging key."""

    alarm: Alarm
    odd: Odd | None = None
    place: OddPlace | None = None

    @property
    def emerging(self) -> bool:
        """Whether it is a key without a series of its own."""
        return self.odd is None and self.place is None

    @property
    def reason(self) -> Reason:
        """What an officer reads."""
        if self.place is not None:
            return _of_place(self.alarm, self.place)
        if self.odd is not None and self.odd.population is not None:
            return _of_rate(self.alarm, self.odd)
        name, window, recent = title_of(self.alarm.key), self.alarm.window, self.alarm.recent
        expected, p = f"{self.alarm.expected:.2g}", f"{self.alarm.probability:.2g}"
        text = Text(
            f"{name.zh}：{window}天内{recent}条信号，按此前情况应为{expected}条（p={p}）。",
            f"{name.en}: {recent} signals in {window} days, {expected} to be expected (p={p}).",
        )
        if self.odd is None:
            return Reason("cluster.emerging", text, EMERGING)
        return Reason("cluster.counts", text, self.odd.method)

    def detection(self) -> Detection:
        """Its row, without run, dossier and dates."""
        odd, key = self.odd, self.alarm.key._asdict()
        method = odd.method if odd else SCAN if self.place else EMERGING
        return Detection(
            key={"what": odd.what if odd else "signals", **key, **_circle(self.place)},
            method=method,
            options={"window": self.alarm.window},
            observed=odd.observed if odd else self.alarm.recent,
            population=odd.population if odd else None,
            expected=self.alarm.expected,
            bound=odd.bound if odd else None,
            probability=self.alarm.probability,
            curve=list(odd.curve) if odd else [],
            reasons=[self.reason.as_json()],
        )


def _circle(place: OddPlace | None) -> dict[str, float]:
    if place is None:
        return {}
    return {"latitude": place.latitude, "longitude": place.longitude, "radius": round(place.radius, 1)}


def _of_rate(alarm: Alarm, odd: Odd) -> Reason:
    name, p = title_of(alarm.key), f"{alarm.probability:.2g}"
    found, looked = f"{odd.observed:.3g}", f"{odd.population:.3g}"
    text = Text(
        f"{name.zh}：7天内查验折合{looked}行，不合格{found}行，按此前一年应为{alarm.expected:.2g}行（p={p}）。",
        f"{name.en}: in 7 days {found} of {looked} lines (weighted) were nonconforming, {alarm.expected:.2g} to be "
        f"expected from the year before (p={p}).",
    )
    return Reason("cluster.rate", text, "beta-binomial rate, weights 1/inclusion probability")


def _of_place(alarm: Alarm, place: OddPlace) -> Reason:
    name, p = title_of(alarm.key), f"{place.probability:.2g}"
    where, expected = f"{place.latitude:.1f}, {place.longitude:.1f}", f"{place.expected:.2g}"
    text = Text(
        f"{name.zh}：以{where}为中心{place.radius:.0f}公里内，{place.days}天{place.observed}条信号，"
        f"应为{expected}条（p={p}）。",
        f"{name.en}: {place.observed} signals in {place.days} days within {place.radius:.0f} km of {where}, {expected} "
        f"to be expected (p={p}).",
    )
    return Reason("cluster.place", text, "Kulldorff et al. 2005, PLoS Med 2:e59")


def paired(rows: pl.DataFrame, on: date) -> pl.DataFrame | None:
    """How much more often than by chance products and hazards were reported together in the year up to a day.

    rows: as keys.occurrences gives them. None where there are too few to say.
    """
    year = rows.filter(pl.col("day").is_between(on - _YEAR, on), pl.col("product") != "")
    told = year.select("notice", "product", "hazard").unique()
    try:
        return pairs(told, product="product", event="hazard", report="notice", zeros=True)
    except NotAnswerable:
        return None


def pair_detections(table: pl.DataFrame, group: Iterable[Alarm]) -> list[Detection]:
    """A row for each pair of hazard and goods that alarms name: reported together so much more often than by chance."""
    named = {(alarm.key.hazard, alarm.key.product) for alarm in group if alarm.key.hazard and alarm.key.product}
    wanted = pl.DataFrame(sorted(named), schema={"event": pl.String, "product": pl.String}, orient="row")
    found = table.join(wanted, on=["event", "product"], how="semi")
    return [_pair(row) for row in found.iter_rows(named=True)]


def _pair(row: dict[str, Any]) -> Detection:
    text = Text(
        f"一年内共同报告{row['a']:.0f}次，按各自频率应为{row['expected']:.2g}次；"
        f"EBGM {row['ebgm']:.2f}（90%区间下限{row['eb05']:.2f}）。",
        f"Reported together {row['a']:.0f} times in a year, {row['expected']:.2g} to be expected by chance; "
        f"EBGM {row['ebgm']:.2f} (lower end of 90 %: {row['eb05']:.2f}).",
    )
    return Detection(
        key={"what": "pairs", "hazard": row["event"], "origin": "", "product": row["product"]},
        method=PAIRED,
        observed=row["a"],
        expected=row["expected"],
        score=row["ebgm"],
        reasons=[Reason("cluster.pair", text, "DuMouchel 1999, Am Stat 53:177").as_json()],
    )
