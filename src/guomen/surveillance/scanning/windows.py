"""The windows of a scan: circles of neighbouring places, or places put together by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from guomen.surveillance.scanning.checks import checked_coordinates, checked_count, not_scannable
from guomen.surveillance.scanning.terms import Numbers, Places

EARTH_KM = 6371.0088  # mean radius (IUGG)
DISTANCES = ("euclid", "great-circle")
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Shape:
    """How windows are made: circles by this distance, of at most this share of the weight and so many places; or the
    lists of places in windows.
    """

    distance: str = "euclid"
    max_share: float = 0.5
    nearest: int | None = None
    windows: Sequence[Sequence[int]] | None = None


@dataclass(frozen=True, slots=True)
class Nest:
    """Windows within one another. order: places from the centre outward; ends: how many of them each window takes;
    radii: distance of its farthest place.
    """

    order: Places
    ends: Places
    radii: Numbers


def nests(coordinates: ArrayLike | None, weight: Numbers, shape: Shape) -> tuple[Nest, ...]:
    """All windows of this shape; weight: a number a place, its population. Raises NotScannable."""
    if shape.windows is not None:
        return given(shape.windows, len(weight))
    if coordinates is None:
        raise not_scannable(
            "coordinates", "没有坐标，也没有窗口。", "There are neither coordinates nor windows.",
            "请给出其一。", "Give either.",
        )  # fmt: skip
    return circles(checked_coordinates(coordinates, len(weight), shape.distance), weight, shape)


def circles(coordinates: Numbers, weight: Numbers, shape: Shape) -> tuple[Nest, ...]:
    """Circles about each place, as far as share and number of places allow.

    Places at the same distance enter together. The same places about two centres are one window. Raises NotScannable.
    """
    max_share, nearest = shape.max_share, len(weight) if shape.nearest is None else shape.nearest
    checked_count("nearest", nearest, 1)
    if not 0 < max_share <= 1:
        raise not_scannable(
            "share", "人口上限须大于 0、不超过 1。", "The greatest share must be above 0 and at most 1.",
            "例如 0.5。", "For example 0.5.",
        )  # fmt: skip
    room = max_share * float(weight.sum()) * (1 + _SAME)
    about = [_nest(away, weight, room, nearest) for away in _distances(coordinates, shape.distance)]
    if not any(len(nest.ends) for nest in about):
        raise not_scannable(
            "no_window", f"每个地点单独都超过总数的 {max_share:g}。",
            f"Every place by itself has more than {max_share:g} of all.",
            "请提高 max_share，或分得更细。", "Raise max_share, or part the places more finely.",
        )  # fmt: skip
    return _distinct([nest for nest in about if len(nest.ends)], len(weight))


def given(windows: Sequence[Sequence[int]], places: int) -> tuple[Nest, ...]:
    """Windows as lists of place numbers. Raises NotScannable for an empty one, or a number that is no place's."""
    if not len(windows):
        raise not_scannable(
            "no_window", "没有窗口。", "There are no windows.", "请至少给出一个。", "Give one at least."
        )  # fmt: skip
    for window in windows:
        if not len(window) or min(window) < 0 or max(window) >= places or len(set(window)) < len(window):
            raise not_scannable(
                "window", f"窗口无效：{list(window)}。", f"This is no window: {list(window)}.",
                f"请用 0 至 {places - 1} 的不同编号。", f"Use different numbers from 0 to {places - 1}.",
            )  # fmt: skip
    listed = [Nest(np.array(one, np.intp), np.array([len(one)]), np.array([np.nan])) for one in windows]
    return _distinct(listed, places)


def _distances(coordinates: Numbers, distance: str) -> Iterator[Numbers]:
    """From each place to all, one place after another."""
    if distance == "euclid":
        for here in coordinates:
            yield np.sqrt(((coordinates - here) ** 2).sum(axis=1))
    elif distance == "great-circle":
        across, up = np.radians(coordinates).T
        for lon, lat in zip(across, up, strict=True):
            half = np.sin((up - lat) / 2) ** 2 + np.cos(up) * np.cos(lat) * np.sin((across - lon) / 2) ** 2
            yield 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    else:
        listed = ", ".join(DISTANCES)
        raise not_scannable(
            "distance", f"没有“{distance}”这种距离。", f"There is no distance {distance!r}.",
            f"可选：{listed}。", f"Choose from: {listed}.",
        )  # fmt: skip


def _nest(away: Numbers, weight: Numbers, room: float, nearest: int) -> Nest:
    order = np.argsort(away, kind="stable")[: nearest + 1]
    radii = away[order]
    whole = np.append(radii[1:] > radii[:-1] * (1 + _SAME), len(order) == len(weight))
    fits = np.cumsum(weight[order]) <= room
    ends = np.flatnonzero(whole & fits) + 1
    ends = ends[ends <= nearest]
    reach = int(ends[-1]) if len(ends) else 0
    return Nest(order[:reach], ends, radii[ends - 1])


def _distinct(every: Sequence[Nest], places: int) -> tuple[Nest, ...]:
    """The same without windows that hold what an earlier one holds; a sum of random numbers tells them apart."""
    marks = np.random.default_rng(20170301).integers(0, 2**64, size=places, dtype=np.uint64)
    held = np.concatenate([np.cumsum(marks[nest.order])[nest.ends - 1] for nest in every])
    first = np.zeros(len(held), dtype=bool)
    first[np.unique(held, return_index=True)[1]] = True
    found, at = [], 0
    for nest in every:
        mine = first[at : at + len(nest.ends)]
        at += len(nest.ends)
        if mine.any():
            found.append(Nest(nest.order[: nest.ends[mine][-1]], nest.ends[mine], nest.radii[mine]))
    return tuple(found)
