"""Stepping a fixed frequency up, as Regulation (EU) 2019/2129, Article 5, does for goods of a country.

Where in twelve months the share of nonconforming consignments of goods from a country exceeds by 30 % that of the same
goods from all countries, physical checks go to the next higher baseline: 1, 5, 15, 30, then 50 %.
"""

from dataclasses import dataclass

# The baselines of Annex I below "every animal", and the step above the highest.
BASELINES = (0.01, 0.05, 0.15, 0.30, 0.50)
EXCESS = 0.30
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Found:
    """Of goods in twelve months: consignments looked at, and how many of them did not conform."""

    examined: int
    nonconforming: int

    @property
    def share(self) -> float:
        """The share that did not conform; 0 where none was looked at."""
        return self.nonconforming / self.examined if self.examined else 0.0


def exceeds(country: Found, all_countries: Found, excess: float = EXCESS) -> bool:
    """Whether goods of the country fail more often than those of all countries, itself among them, by the excess."""
    return country.nonconforming > 0 and country.share > all_countries.share * (1 + excess) + _SAME


def stepped(baseline: float, country: Found, all_countries: Found) -> float:
    """The frequency of physical checks: the baseline, or the next higher while the excess lasts."""
    if not exceeds(country, all_countries):
        return baseline
    return next((higher for higher in BASELINES if higher > baseline + _SAME), baseline)
