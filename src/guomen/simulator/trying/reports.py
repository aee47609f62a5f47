"""What a trial says, as data and as a table."""

import math
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text as Line

from guomen.kernel.terms import Text
from guomen.simulator.trying.goods import CLASSES
from guomen.simulator.trying.tallies import OF_CLASS, Interval, class_rows, compared, measured
from guomen.simulator.trying.trials import Trials

# What a report tells, in order: a count or a ratio, its name, whether it is a share.
MEASURES: dict[str, tuple[Text, bool]] = {
    "nonconforming": (Text("真正不合格批数", "nonconforming, in truth"), False),
    "detected": (Text("查出", "detected"), False),
    "leaked": (Text("漏放批数", "released unseen"), False),
    "leakage": (Text("漏放比例（占不合格）", "leakage, share of the nonconforming"), True),
    "residual": (Text("漏放比例（占全部）", "leakage, share of all"), True),
    "harm_leaked": (Text("漏放危害（加权）", "harm released, weighted"), False),
    "opened": (Text("开箱查验批数", "inspections"), False),
    "opened_share": (Text("查验率", "share inspected"), True),
    "hit_rate": (Text("查验命中率", "hit rate"), True),
    "tests": (Text("实验室检测项数", "laboratory tests"), False),
    "false_alarms": (Text("误报批数", "false alarms"), False),
    "delay_days": (Text("平均延误（天/批）", "delay, days a consignment"), False),
    "waiting": (Text("等待查验而无人力", "waiting, no capacity"), False),
    "cost": (Text("查验与检测费用（元）", "cost, CNY"), False),
    "cost_per_detection": (Text("每查出一批费用（元）", "cost per detection, CNY"), False),
}
RANDOM_ARM = {
    "visible_leaked": Text("目视可见而漏放的货物项（真实）", "lines released with a visible fault, in truth"),
    "visible_estimate": Text("由随机抽查估计", "the same, estimated from what chance opened"),
}


def method_of(trials: Trials) -> Text:
    """What the intervals rest on."""
    if len(trials.seeds) > 1:
        return Text(
            f"95%区间：{len(trials.seeds)}个种子，按种子配对（t分布）。",
            f"95 % intervals over {len(trials.seeds)} seeds, differences paired by seed (Student's t).",
        )
    return Text(
        "仅一个种子：95%区间由各周变动推得，不含世界之间的差异。",
        "One seed: 95 % intervals from how its weeks vary; how worlds vary is not in them. Use --seeds.",
    )


def as_json(trials: Trials) -> dict[str, Any]:
    """The whole report. Every measure: policy, current, difference, each with low and high (null where unknown)."""
    parameters = trials.parameters
    return {
        "world": parameters.name,
        "policy": trials.policy.name,
        "changes": {f"{one.name}{f'/{one.office}' if one.office else ''}": one.value for one in trials.policy.changes},
        "read_from": trials.source,
        "seeds": list(trials.seeds),
        "days": parameters.days,
        "figures": [{"name": one.name, "value": one.value, "source": one.source} for one in parameters.figures],
        "method": method_of(trials).as_json(),
        "measures": {name: _three(trials, name) for name in MEASURES},
        "random_arm": {name: _three(trials, name) for name in RANDOM_ARM},
        "classes": [
            {**mine, "current": {name: other[name] for name in OF_CLASS}}
            for mine, other in zip(class_rows(trials.tried), class_rows(trials.current), strict=True)
        ],
        "episodes": {name: _episodes(tallies) for name, tallies in _sides(trials)},
        "retrained": [tally.retrained for tally in trials.tried],
    }


def _sides(trials: Trials) -> list[tuple[str, Any]]:
    return [("policy", trials.tried), ("current", trials.current)]


def _three(trials: Trials, name: str) -> dict[str, Any]:
    return {
        "policy": _plain(measured(name, trials.tried)),
        "current": _plain(measured(name, trials.current)),
        "difference": _plain(compared(name, trials.tried, trials.current)),
    }


def _plain(interval: Interval) -> dict[str, float | None]:
    """JSON has no word for what is not a number."""
    return {name: None if value is None or math.isnan(value) else value for name, value in interval.as_json().items()}


def _episodes(tallies: Any) -> dict[str, Any]:
    waits = sorted(wait for tally in tallies for wait in tally.waits)
    return {
        "begun": sum(tally.episodes for tally in tallies),
        "found": len(waits),
        "median_days": waits[len(waits) // 2] if waits else None,
    }


def as_table(trials: Trials) -> Group:
    """The report for a terminal."""
    title = f"{trials.policy.title.en} in {trials.parameters.title().en}, seeds {trials.seeds[0]}–{trials.seeds[-1]}"
    table = Table("", trials.policy.name, "current", "difference", title=title)
    for name, (words, share) in MEASURES.items():
        told = _three(trials, name)
        table.add_row(words.en, *(written(told[side], share) for side in ("policy", "current", "difference")))
    for name, said in RANDOM_ARM.items():
        told = _three(trials, name)
        table.add_row(said.en, *(written(told[side], False) for side in ("policy", "current", "difference")))
    classes = Table("hazard class (goods lines)", "wrong", "found", "released", "found by current")
    for mine, other in zip(class_rows(trials.tried), class_rows(trials.current), strict=True):
        numbers = [f"{mine[name]:,.0f}" for name in OF_CLASS]
        classes.add_row(CLASSES[mine["class"]].en, *numbers, f"{other['found']:,.0f}")
    return Group(table, classes, Line(method_of(trials).en), Line(_about_episodes(trials)))


def _about_episodes(trials: Trials) -> str:
    told = []
    for name, tallies in _sides(trials):
        one = _episodes(tallies)
        days = "none found" if one["median_days"] is None else f"median {one['median_days']} days to the first find"
        told.append(f"{name}: {one['found']} of {one['begun']} contaminations found, {days}")
    return "; ".join(told)


def written(interval: dict[str, float | None], share: bool) -> str:
    """12.3 % [11.0, 13.6] or 1,234 [1,200, 1,268]; a dash where there is nothing to tell."""
    value, low, high = interval["value"], interval["low"], interval["high"]
    if value is None:
        return "–"
    return _number(value, share) + (
        "" if low is None or high is None else f" [{_plainly(low, share)}, {_plainly(high, share)}]"
    )


def _number(value: float, share: bool) -> str:
    return f"{_plainly(value, share)} %" if share else _plainly(value, share)


def _plainly(value: float, share: bool) -> str:
    if share:
        return f"{100 * value:.2f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
