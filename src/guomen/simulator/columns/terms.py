"""What a world in columns is made of: its size, its risks, and what disturbs it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Goods:
    """A commodity: its code (4 to 13 digits), its share of the traffic (relative), and its share of nonconforming
    consignments; None: it follows from the world's base rate. harm: expected weight of a nonconformity.
    """

    code: str
    share: float = 1.0
    base_rate: float | None = None
    harm: float = 1.0


@dataclass(frozen=True, slots=True)
class Outbreaks:
    """Contamination episodes in a heading of an origin: how many start in a week, how far they raise log-odds, how
    many weeks they last in the mean. At the start as many are on as there are at any time.
    """

    weekly: float = 0.3
    raises: float = 3.2
    lasts: float = 16.0


@dataclass(frozen=True, slots=True)
class Churn:
    """What changes without notice: share of trade links per week that take another supplier, share of suppliers per
    week whose quality turns into its opposite.
    """

    links: float = 0.01
    quality: float = 0.003


@dataclass(frozen=True, slots=True)
class Collapse:
    """From `week` on the riskiest `moved` share of the traffic is declared under three headings that were safe, through
    traders of good record, and those headings' mean true risk becomes `risk`; nothing is left where hits were made.

    before: the share of the traffic that those headings had; safe: how far below the rest their log-odds were.
    """

    week: int = 52
    moved: float = 0.05
    risk: float = 0.25
    before: float = 0.1
    safe: float = 4.0


@dataclass(frozen=True, slots=True)
class Cheats:
    """Traders who adapt: share of links that cheat, how far that raises log-odds, chance that one who is caught comes
    back next week through a supplier nobody knows.
    """

    links: float = 0.01
    raises: float = 3.0
    returns: float = 0.7


@dataclass(frozen=True, slots=True)
class Shape:
    """A world's size, risks and disturbances. The defaults are the handbook's IQ-sim, stationary.

    Log-odds of nonconformity = base + N(0, importer_sd) + N(0, supplier_sd) + N(0, heading_sd) + N(0, origin_sd)
    + N(0, cell_sd) per heading and origin + anomaly_slope x document anomaly, N(0, 1); base such that the mean is
    base_rate. activity: shape of the gamma by which importers differ in traffic. goods: instead of `headings` made-up
    ones. places: (port, office) pairs instead of `ports` made-up ones. season_traffic, season_risk: amplitude of the
    year's wave in traffic (share) and, per heading with its own phase, in log-odds.
    """

    importers: int = 1200
    suppliers: int = 2500
    headings: int = 120
    origins: int = 40
    ports: int = 12
    weekly: int = 700
    weeks: int = 104
    base_rate: float = 0.03
    importer_sd: float = 0.8
    supplier_sd: float = 1.0
    heading_sd: float = 0.7
    origin_sd: float = 0.5
    cell_sd: float = 0.8
    anomaly_slope: float = 0.4
    activity: float = 0.5
    suppliers_each: float = 4.0
    season_traffic: float = 0.0
    season_risk: float = 0.0
    first_day: date = date(2018, 1, 1)
    goods: tuple[Goods, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    outbreaks: Outbreaks | None = None
    churn: Churn | None = None
    collapse: Collapse | None = None
    cheats: Cheats | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """One week. frame: what is declared. truth: what nobody in the port knows. true_risk: the chance, known only here.

    frame: reference, day, importer, producer, heading, goods_code, origin, port, office, anomaly, value, net_mass.
    truth: link, nonconforming, outbreak (an episode is on), moved (in the stratum of a collapse, after it), cheat.
    """

    number: int
    first_day: date
    frame: pl.DataFrame
    truth: pl.DataFrame
    true_risk: Floats
