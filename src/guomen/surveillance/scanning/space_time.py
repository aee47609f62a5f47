"""Scans in space and time: cylinders over places and periods."""

from guomen.surveillance.scanning.terms import Numbers, Scan


def scan_space_time(
    cases: Numbers, coordinates: Numbers, *, population: Numbers | None = None, expected: Numbers | None = None,
    model: str = "permutation", distance: str = "euclid", max_share: float = 0.5, nearest: int | None = None,
    longest: int | None = None, current: bool = True, replicates: int = 999, seed: int = 0, most: int = 10,
) -> Scan:  # fmt: skip
    """Windows in place and time; cases, population, expected of shape (periods, places)."""
    raise NotImplementedError
