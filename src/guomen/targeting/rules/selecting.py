"""How an office selects what rules leave open: by lot rates, or by learned value under its capacity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Reason, Text
from guomen.targeting.capacity.rules import chances
from guomen.targeting.capacity.terms import KINDS
from guomen.targeting.registry.frames import Lines
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Fallback, Learned, Moved, Valued, lines_at
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.terms import Ruling

BY_RATES, BY_CAPACITY = "rates", "capacity"
# Of reasons that say why rates hold; the cause follows.
FALLBACK = "learned.fallback."
# Contributions that an officer is told of a pick.
TOLD = 5
# From how much unrest on it is told.
STIR_TOLD = 0.001
CHECKS = {Channel.PHYSICAL: Text("查验", "physical checks"), Channel.SAMPLE: Text("取样检测", "samples")}
WHY = {
    Fallback.NO_PACE: Text("当班尚未划线", "no line is drawn for the shift"),
    Fallback.NO_MODEL: Text("没有在用模型", "no model is in charge"),
    Fallback.NO_HISTORY: Text("尚无可用于划线的历史", "there is no history to draw a line from"),
    Fallback.DAMAGED: Text("模型文件校验不符", "a file of the model is not what its manifest says"),
    Fallback.MISSING: Text("找不到模型", "the model is not there"),
    Fallback.FAILED: Text("模型计算失败", "the model failed"),
}
REPLACED = Reason(
    "learned.rate_replaced",
    Text("本机构按能力选批：上述比例不适用。", "This office selects under its capacity: the lot rate is not applied."),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """How an office selects on a day. obeyed: kinds of check whose line is obeyed; replaced: whether lot rates below 1
    give way to it; fallen: kinds of check for which rates hold all the same, and why.
    """

    capacity: bool = False
    obeyed: tuple[Channel, ...] = ()
    replaced: bool = False
    fallen: tuple[tuple[Channel, Fallback], ...] = ()


def policy_word(book: Rulebook, name: str, office: str, on: date, otherwise: str) -> str:
    """The value of a policy that need not be set, or that editions before it did not know."""
    try:
        return book.snapshot.policy(name, on, book.offices.get(office, "")).value
    except LookupError:
        return otherwise


def policy_of(book: Rulebook, office: str, on: date) -> str:
    """Policy `targeting.selection`; rates where an edition knows no such policy."""
    return policy_word(book, "targeting.selection", office, on, BY_RATES)


def selection(docket: Docket, office: str, on: date) -> Selection:
    """What the office's policy, its paces and the models that can be asked come to."""
    book = docket.rulebook
    if policy_of(book, office, on) != BY_CAPACITY:
        return Selection()
    learned = docket.learned or Learned()
    drawn = Channel(book.policy("targeting.drawn_channel", on, office).value)
    why = {kind: learned.why_not(office, kind) for kind in KINDS}
    # A kind of check for which no model was ever put in charge is no fault, unless lots are drawn for it.
    idle = (Fallback.NO_PACE, Fallback.NO_MODEL)
    return Selection(
        capacity=True,
        obeyed=tuple(kind for kind, fault in why.items() if fault is None),
        replaced=why.get(drawn, Fallback.NO_PACE) is None,
        fallen=tuple((kind, fault) for kind, fault in why.items() if fault and (kind is drawn or fault not in idle)),
    )


def fallback_stated(docket: Docket, chosen: Selection) -> Ruling | None:
    """Say where and why rates hold although the office selects under capacity."""
    if not chosen.fallen:
        return None
    reasons = tuple(_fallback(kind, fault) for kind, fault in chosen.fallen)
    return Ruling(Channel.RELEASE, reasons=reasons)


def _fallback(kind: Channel, fault: Fallback) -> Reason:
    text = Text(
        f"{CHECKS[kind].zh}未按学习值选批（{WHY[fault].zh}）：适用规则比例与随机对照。",
        f"No learned selection for {CHECKS[kind].en} ({WHY[fault].en}): lot rates and the random arm hold.",
    )
    return Reason(f"{FALLBACK}{fault}", text, source=f"target:{kind}")


def unless_replaced(judge: Callable[..., Ruling]) -> Callable[..., Ruling]:
    """A judge of lot rates, under selection: a rate below 1 gives way where the office's line is obeyed."""

    def judged(docket: Docket, chosen: Selection, *values: Any) -> Ruling:
        ruling = judge(docket, *values)
        if not chosen.replaced or ruling.certain:
            return ruling
        return Ruling(Channel.RELEASE, reasons=(*ruling.reasons, REPLACED))

    return judged


def control_arm(book: Rulebook, office: str, on: date) -> tuple[float, Channel]:
    """The share of consignments that policy has the random control arm pick at least, and the channel they take."""
    place = (control_arm, office, on)
    if place not in book.memo:
        book.memo[place] = (
            book.policy("targeting.control_arm_rate", on, office).number,
            Channel(book.policy("targeting.control_arm_channel", on, office).value),
        )
    found: tuple[float, Channel] = book.memo[place]
    return found


@dataclass(frozen=True, slots=True)
class RandomArm:
    """A share of consignments picked at random, and the channel they take. model: the digest of the model by whose
    values chances differ, with the pace's unit and policy's even part (capacity.rules.chances); empty: all alike.
    """

    channel: Channel
    rate: float
    model: str = ""
    unit: float | None = None
    even: float = 1.0

    def chance(self, highest: Mapping[str, Any]) -> Any:
        """The chance of a consignment whose highest line has these values, by model; of many at once, of each."""
        return chances(self.rate, highest[self.model], self.unit, self.even) if self.model in highest else self.rate


# One number is held against all of them.
Arms = tuple[RandomArm, ...]


def random_arms(docket: Docket, chosen: Selection, office: str, on: date) -> Arms:
    """The random arm: the policy's, raised to the pace's where an office's line is obeyed."""
    rate, channel = control_arm(docket.rulebook, office, on)
    arms = {channel: RandomArm(channel, rate)}
    for kind in chosen.obeyed:
        assert docket.learned is not None
        pace, least = docket.learned.paces[office, kind], rate if kind is channel else 0.0
        even = even_of(docket.rulebook, office, on)
        of_value = (pace.model, pace.random_unit, even) if pace.random_unit is not None and 0.0 < even < 1.0 else ()
        arms[kind] = RandomArm(kind, max(least, pace.random_rate), *of_value)
    return tuple(arms.values())


def even_of(book: Rulebook, office: str, on: date) -> float:
    """The part of the random arm that falls on all alike; all of it where an edition knows no such policy."""
    return float(policy_word(book, "targeting.random_even_share", office, on, "1"))


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one office under one selection."""

    office: str
    chosen: Selection


@dataclass(frozen=True, slots=True)
class Picks:
    """The rows that reach their office's line for a kind of check, and the ruling on each."""

    kind: Channel
    rows: NDArray[np.int64]
    rulings: tuple[Ruling, ...]


def learned_picks(
    learned: Learned, asked: Lines, valued: Valued, groups: Sequence[Group], group: NDArray[np.int64]
) -> list[Picks]:
    """Every line whose value reaches its office's line; group: of each row its place in `groups`."""
    found = []
    for kind in KINDS:
        models = {learned.model_of(one.office, kind) for one in groups if kind in one.chosen.obeyed}
        for digest in sorted(models & valued.of_model.keys()):
            lines = np.array([_threshold(learned, one, kind, digest) for one in groups])[group]
            rows = np.flatnonzero(valued.of_model[digest] >= lines)
            if len(rows):
                values, told = valued.of_model[digest][rows], _explained(learned, digest, lines_at(asked, rows))
                unrest = valued.unrest[digest][rows].tolist() if digest in valued.unrest else [0.0] * len(rows)
                rulings = [
                    Ruling(kind, reasons=(_picked(kind, digest, value, line, moved, stir),))
                    for value, line, moved, stir in zip(
                        values.tolist(), lines[rows].tolist(), told, unrest, strict=True
                    )
                ]
                found.append(Picks(kind, rows, tuple(rulings)))
    return found


def _threshold(learned: Learned, one: Group, kind: Channel, digest: str) -> float:
    obeys = kind in one.chosen.obeyed and learned.model_of(one.office, kind) == digest
    threshold = learned.paces[one.office, kind].threshold if obeys else None
    return np.inf if threshold is None else threshold


def _explained(learned: Learned, digest: str, lines: Lines) -> Sequence[Sequence[Moved]]:
    """What moved each line's value; nothing where the model cannot say: a pick stands on its value."""
    try:
        told = learned.scorers[digest].explain(lines)
    except Exception:  # whatever a model's own library raises
        told = ()
    return told if len(told) == lines.height else [()] * lines.height


def _picked(
    kind: Channel, digest: str, value: float, line: float, moved: Sequence[Moved], unrest: float = 0.0
) -> Reason:
    zh = "；".join(f"{one.text.zh} {one.amount:+.2f}" for one in moved[:TOLD]) or "无法给出各项贡献"
    en = "; ".join(f"{one.text.en} {one.amount:+.2f}" for one in moved[:TOLD]) or "its parts cannot be told"
    if unrest >= STIR_TOLD:
        zh += f"；近期或有异常（可能性比平常高{unrest:.1%}）"
        en += f"; something may lately have happened to these goods ({unrest:.1%} likelier than usual)"
    short = digest[:12]
    text = Text(
        f"学习值{value:.6g}达到当班{CHECKS[kind].zh}线{line:.6g}（模型{short}）：{zh}。",
        f"Learned value {value:.6g} reaches the shift's line {line:.6g} for {CHECKS[kind].en} (model {short}): {en}.",
    )
    return Reason("learned.picked", text, source=f"model:{short}")
