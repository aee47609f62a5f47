"""Kulldorff's spatial scan: circles over places, Poisson or binomial."""

from guomen.surveillance.scanning.terms import Numbers, Scan


def scan_space(
    cases: Numbers, population: Numbers, coordinates: Numbers, *, model: str = "poisson",
    expected: Numbers | None = None, distance: str = "euclid", max_share: float = 0.5, nearest: int | None = None,
    replicates: int = 999, seed: int = 0, most: int = 10,
) -> Scan:  # fmt: skip
    """Windows with more cases than elsewhere (Kulldorff 1997, Communications in Statistics 26(6))."""
    raise NotImplementedError
