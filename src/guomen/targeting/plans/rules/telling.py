"""A plan in words for officers: where a record stands and what comes next. Traders read none of it."""

from guomen.kernel.terms import Text
from guomen.targeting.plans.rules.machine import Automaton, Machine, automaton
from guomen.targeting.plans.terms import Standing, State


def standing_told(plan: Machine, place: int) -> Text:
    """The plan, where it stands, and what brings a change: "CSP-3 i=10 f=0.1: …; a failure brings every lot"."""
    table = automaton(plan)
    parts = [table.standings[place].state.text, _by_conforming(table, place), _by_failure(table, place)]
    said = [part for part in parts if part is not None]
    return Text(
        f"{plan.title.zh}：{'；'.join(part.zh for part in said)}", f"{plan.title.en}: {'; '.join(p.en for p in said)}"
    )


def moves_told(plan: Machine) -> list[tuple[Standing, Text]]:
    """The plan's state diagram in words: each standing once, with what leads away from it."""
    table = automaton(plan)
    places: dict[Standing, list[int]] = {}
    for place, standing in enumerate(table.standings):
        places.setdefault(standing, []).append(place)
    told = []
    for standing, same in places.items():
        said = (_by_conforming(table, same[0]), _by_failure(table, same[0]), _by_failures(table, same))
        parts = [part for part in said if part is not None]
        told.append((standing, Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))))
    return told


def share_told(rate: float) -> Text:
    """A share of lots in words."""
    if rate >= 1:
        return Text("逐批", "every lot")
    return Text(f"抽查{rate:.4g}", f"{rate:.4g} of lots")


def _by_conforming(table: Automaton, place: int) -> Text | None:
    ahead = table.ahead(place)
    if ahead is None:
        return None
    lots, there = ahead
    share, state = share_told(table.standings[there].rate), table.standings[there].state.text
    return Text(
        f"再连续合格{lots}批：{share.zh}（{state.zh}）",
        f"{lots} more conforming in a row: {share.en} ({state.en})",
    )


def _by_failure(table: Automaton, place: int) -> Text | None:
    here, there = table.standings[place], table.standings[table.moves[0][place]]
    if table.ends(place):
        return Text("由主管机关决定何时恢复", "the authority decides when it is taken up again")
    if there == here:
        return None if here.rate < 1 else Text("不合格则重新计数", "a failure starts the count anew")
    if there.state is State.EVERY_LOT:
        return Text("不合格则逐批查验", "a failure brings every lot")
    share = share_told(there.rate)
    return Text(f"不合格则{share.zh}（{there.state.text.zh}）", f"a failure brings {share.en} ({there.state.text.en})")


def _by_failures(table: Automaton, places: list[int]) -> Text | None:
    """Where failures lead that add up, if the first alone leads nowhere else."""
    here = table.standings[places[0]]
    if table.standings[table.moves[0][places[0]]] != here:
        return None
    elsewhere = [table.standings[table.moves[0][place]] for place in places]
    there = next((standing for standing in elsewhere if standing != here), None)
    if there is None:
        return None
    share = share_told(there.rate)
    return Text(
        f"不合格累计到规定数则{share.zh}（{there.state.text.zh}）",
        f"failures that add up bring {share.en} ({there.state.text.en})",
    )
