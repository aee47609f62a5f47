"""How often an outside body's reports are tested again: as often as it may, for all we know, be wrong."""

from dataclasses import dataclass

from scipy.stats import beta


@dataclass(frozen=True, slots=True)
class Agreement:
    """What re-tests of a body's reports said: how many agreed, how many did not."""

    agreed: int
    disagreed: int

    @property
    def tested(self) -> int:
        """Reports verified."""
        return self.agreed + self.disagreed

    def rate(self, quantile: float) -> float:
        """The share of reports that disagree, at a quantile of its posterior (uniform prior: Bayes-Laplace)."""
        return float(beta.ppf(quantile, 1 + self.disagreed, 1 + self.agreed))


def verification_share(agreement: Agreement, *, certainty: float, floor: float) -> float:
    """The share of a body's reports that is tested again, between floor and 1.

    It is the disagreement that cannot be excluded: the upper credible bound at `certainty`. A body nobody has verified
    is tested nearly always, one with a long clean record at the floor, and a disagreement raises the share at once.
    """
    return min(1.0, max(floor, agreement.rate(certainty)))
