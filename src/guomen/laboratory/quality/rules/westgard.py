"""Control rules: which patterns of control values say that a method has left its state of control.

z counts standard deviations from the mean, in order of time. A pattern is marked at the point that completes it, and at
each later point that still completes it. "Beyond" is strict: a point on a limit, or on the mean, is not beyond it.
Sources: Westgard, Barry, Hunt and Groth 1981, Clin Chem 27:493 (1-2s, 1-3s, 2-2s, R-4s, 4-1s, 10-x); Westgard,
"Westgard rules and multirules", westgard.com (8-x, 9-x, 12-x and, for three materials, 2of3-2s, 3-1s, 6-x; 7-T).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guomen.kernel.terms import Refusal, Text

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

_CLASSIC = "Westgard et al. 1981, Clin Chem 27:493"
_MULTIRULE = "Westgard, “Westgard rules and multirules”, westgard.com"


@dataclass(frozen=True, slots=True)
class Rule:
    """A control rule: its code, how many points complete it, what it says, where it was published."""

    code: str
    points: int
    text: Text
    source: str
    rejects: bool = True


def _beyond(points: int, limit: int, source: str) -> Rule:
    return Rule(
        f"{points}-{limit}s",
        points,
        Text(f"连续{points}点同侧超出{limit}s", f"{points} in a row beyond the same {limit}s limit"),
        source,
    )


def _side(points: int, source: str) -> Rule:
    text = Text(f"连续{points}点位于均值同一侧", f"{points} in a row on one side of the mean")
    return Rule(f"{points}-x", points, text, source)


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("1-2s", 1, Text("1点超出2s（警告）", "1 beyond a 2s limit (a warning)"), _CLASSIC, rejects=False),
        Rule("1-3s", 1, Text("1点超出3s", "1 beyond a 3s limit"), _CLASSIC),
        _beyond(2, 2, _CLASSIC),
        Rule(
            "R-4s",
            2,
            Text("同一批内一点高于+2s、另一点低于-2s", "one beyond +2s and another beyond −2s in the same run"),
            _CLASSIC,
        ),
        _beyond(4, 1, _CLASSIC),
        _side(10, _CLASSIC),
        Rule("2of3-2s", 2, Text("3点中2点同侧超出2s", "2 of 3 in a row beyond the same 2s limit"), _MULTIRULE),
        _beyond(3, 1, _MULTIRULE),
        _side(6, _MULTIRULE),
        Rule("7-T", 7, Text("连续7点递增或递减", "7 in a row rising, or falling"), _MULTIRULE),
        _side(8, _MULTIRULE),
        _side(9, _MULTIRULE),
        _side(12, _MULTIRULE),
    )
}
WESTGARD = ("1-2s", "1-3s", "2-2s", "R-4s", "4-1s", "10-x")
# The longest pattern: how many points before a new one have to be known to judge it.
MEMORY = max(rule.points for rule in RULES.values())


def violations(
    z: Sequence[float] | Numbers, rules: Collection[str] = WESTGARD, *, runs: Sequence[object] | None = None
) -> list[list[str]]:
    """For each point the codes of the rules that it breaks, in the order of `rules`.

    runs: which run (批) each point belongs to; points of a run stand together. R-4s looks within a run. Without runs,
    two neighbours count as one run, as on the chart of one material. Raises Refusal for an unknown rule and for a
    value that is no number.
    """
    values = np.asarray(z, dtype=np.float64).reshape(-1)
    _judgeable(values, rules)
    found: list[list[str]] = [[] for _ in range(len(values))]
    for code in dict.fromkeys(rules):
        for place in np.flatnonzero(_FLAGS[code](values, runs)):
            found[place].append(code)
    return found


def violations_across(
    z: Sequence[float] | Numbers,
    materials: Sequence[object],
    *,
    runs: Sequence[object] | None = None,
    rules: Collection[str] = WESTGARD,
) -> list[list[str]]:
    """As `violations`, for several control materials (levels) measured in turn.

    Each rule is looked for within every material across runs, and across materials in the order in which they were
    measured, as Westgard et al. describe for N = 2 and more. 7-T, a drift, is looked for within a material only.
    """
    values = np.asarray(z, dtype=np.float64).reshape(-1)
    levels = np.unique([str(one) for one in materials], return_inverse=True)[1]
    found = [set(codes) for codes in violations(values, [code for code in rules if code != "7-T"], runs=runs)]
    for level in np.unique(levels):
        places = np.flatnonzero(levels == level)
        own = None if runs is None else [runs[int(place)] for place in places]
        for place, codes in zip(places, violations(values[places], rules, runs=own), strict=True):
            found[place].update(codes)
    return [[code for code in dict.fromkeys(rules) if code in codes] for codes in found]


def rejects(codes: Collection[str]) -> bool:
    """Whether one of the rules broken says that the run is not to be accepted (all but the warning 1-2s)."""
    return any(RULES[code].rejects for code in codes)


def _judgeable(values: Numbers, rules: Collection[str]) -> None:
    unknown = [code for code in rules if code not in RULES]
    if unknown:
        raise Refusal(
            "quality.rule_unknown",
            Text(f"没有质控规则“{unknown[0]}”。", f"There is no control rule “{unknown[0]}”."),
            Text(f"可用的规则：{'、'.join(RULES)}。", f"There are: {', '.join(RULES)}."),
        )
    if not np.isfinite(values).all():
        raise Refusal(
            "quality.value",
            Text("质控值不是有限的数。", "A control value is not a finite number."),
            Text("请核对质控值、均值和标准差。", "Check the value, the mean and the standard deviation."),
        )


def _lengths(flags: Flags) -> NDArray[np.int64]:
    """For each place, how many in a row that end there are true."""
    places = np.arange(len(flags))
    return places - np.maximum.accumulate(np.where(flags, -1, places))


def _in_a_row(points: int, limit: float) -> Callable[[Numbers, Sequence[object] | None], Flags]:
    def found(z: Numbers, runs: Sequence[object] | None) -> Flags:
        return (_lengths(z > limit) >= points) | (_lengths(z < -limit) >= points)

    return found


def _two_of_three(z: Numbers, runs: Sequence[object] | None) -> Flags:
    return _second_of_three(z > 2) | _second_of_three(z < -2)


def _second_of_three(flags: Flags) -> Flags:
    before = np.zeros_like(flags)
    before[1:] |= flags[:-1]
    before[2:] |= flags[:-2]
    return flags & before


def _opposite(z: Numbers, runs: Sequence[object] | None) -> Flags:
    high, low = z > 2, z < -2
    if runs is None:
        before_high, before_low = np.zeros_like(high), np.zeros_like(low)
        before_high[1:], before_low[1:] = high[:-1], low[:-1]
    else:
        first = _first_of_run(runs)
        before_high, before_low = _earlier(high, first), _earlier(low, first)
    return (high & before_low) | (low & before_high)


def _first_of_run(runs: Sequence[object]) -> NDArray[np.int64]:
    """For each point the place of the first point of its run; a run ends where the next one begins."""
    names = list(runs)
    starts = [place for place, name in enumerate(names) if place == 0 or name != names[place - 1]]
    return np.repeat(starts, np.diff([*starts, len(names)])) if starts else np.zeros(0, dtype=np.int64)


def _earlier(flags: Flags, first: NDArray[np.int64]) -> Flags:
    """Whether an earlier point of the same run is flagged."""
    before = np.concatenate([[0], np.cumsum(flags)])
    return before[: len(flags)] > before[first]


def _trend(z: Numbers, runs: Sequence[object] | None) -> Flags:
    steps, found = np.diff(z), np.zeros(len(z), dtype=np.bool_)
    found[1:] = (_lengths(steps > 0) >= RULES["7-T"].points - 1) | (_lengths(steps < 0) >= RULES["7-T"].points - 1)
    return found


_FLAGS: dict[str, Callable[[Numbers, Sequence[object] | None], Flags]] = {
    "1-2s": _in_a_row(1, 2),
    "1-3s": _in_a_row(1, 3),
    "2-2s": _in_a_row(2, 2),
    "R-4s": _opposite,
    "4-1s": _in_a_row(4, 1),
    "10-x": _in_a_row(10, 0),
    "2of3-2s": _two_of_three,
    "3-1s": _in_a_row(3, 1),
    "6-x": _in_a_row(6, 0),
    "7-T": _trend,
    "8-x": _in_a_row(8, 0),
    "9-x": _in_a_row(9, 0),
    "12-x": _in_a_row(12, 0),
}
