"""From the rulings on the lines of a consignment, and what was drawn, to its channel."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from guomen.catalogue.terms import Channel, strictest
from guomen.kernel.terms import Reason, Text
from guomen.targeting.terms import EXAMINING, STOPS, Arm, Instruction, LineDecision, Ruling, When

# Chances are kept to this many decimals, so that the order of a multiplication leaves no trace.
DECIMALS = 9
PICKED = Reason("draw.lot.picked", Text("抽批：抽中。", "The lot draw picked this line."))
PASSED = Reason("draw.lot.passed", Text("抽批：未抽中。", "The lot draw did not pick this line."))
CONTROL = Reason("draw.control.picked", Text("随机对照抽查：抽中。", "The random control arm picked this consignment."))


def line_rate(rulings: Iterable[Ruling]) -> float:
    """The chance that the line's own draw or a rule stops it: 1 where a rule leaves no choice, else the highest rate.

    One number is drawn and held against every rate, so the highest rate decides.
    """
    stopping = [ruling for ruling in rulings if ruling.when is When.ALWAYS and ruling.channel.severity >= STOPS]
    if any(ruling.certain for ruling in stopping):
        return 1.0
    return max((ruling.rate or 0.0 for ruling in stopping), default=0.0)


def left_to_chance(rulings: Iterable[Ruling]) -> bool:
    """Whether any ruling is applied to a share of lots only, so that a number must be drawn."""
    return any(ruling.rate is not None and 0.0 < ruling.rate < 1.0 for ruling in rulings)


def probability(control_rate: float, line_rates: Iterable[float]) -> float:
    """1 − (1 − control rate)(1 − highest line rate): two numbers are drawn, and one of them stands for all lines."""
    return round(1.0 - (1.0 - control_rate) * (1.0 - max(line_rates, default=0.0)), DECIMALS)


def combine_line(
    item_no: int,
    rulings: Sequence[Ruling],
    uniform: float | None,
    control_rate: float,
    control: Channel | None,
    history: int | None,
    learned: Sequence[Ruling] = (),
    value: float | None = None,
) -> LineDecision:
    """What becomes of a line: the strictest of the rulings applied, every reason kept.

    uniform: the line's drawn number, None where nothing was left to chance. control: the channel of the control arm
    where it picked the consignment. history: the sampling state read. learned: rulings on a value that reaches its
    office's line; value: that which the model in charge gives.
    """
    standing = [ruling for ruling in rulings if ruling.when is When.ALWAYS]
    applied = [ruling for ruling in standing if applies(ruling, uniform)]
    channels = [ruling.channel for ruling in (*applied, *learned)] + ([control] if control else [])
    awaited = {When.ALWAYS}
    if EXAMINING & set(channels):
        awaited.add(When.IF_INSPECTED)
        channels += [ruling.channel for ruling in rulings if ruling.when is When.IF_INSPECTED]
    if Channel.SAMPLE in channels:
        awaited.add(When.IF_SAMPLED)
    kept = [*(ruling for ruling in rulings if ruling.when in awaited), *learned]
    ruled = line_rate(rulings)
    rate = 1.0 if learned else ruled
    return LineDecision(
        item_no=item_no,
        channel=strictest(channels),
        probability=probability(control_rate, [rate]),
        arm=arm_of(ruled, bool(learned), uniform, control),
        rate=rate,
        uniform=uniform,
        history=history,
        reasons=_told(kept, strictest(channels)) + draw_reasons(rate, uniform, control),
        instructions=_asked(ruling for ruling in kept if applies(ruling, uniform)),
        value=value,
    )


def applies(ruling: Ruling, uniform: float | None) -> bool:
    """Whether a ruling is applied to a line that drew this number."""
    return ruling.certain or (uniform is not None and ruling.rate is not None and uniform < ruling.rate)


def arm_of(rate: float, learned: bool, uniform: float | None, control: Channel | None) -> Arm:
    """Why the line is looked at: no choice, its value, its own draw, the control arm; or that it is not.

    rate: that of the rules alone.
    """
    if rate >= 1.0:
        return Arm.MANDATORY
    if learned:
        return Arm.LEARNED
    if uniform is not None and uniform < rate:
        return Arm.LOT
    return Arm.CONTROL if control else Arm.NONE


def draw_reasons(rate: float, uniform: float | None, control: Channel | None) -> tuple[Reason, ...]:
    """What the draws said, where they had anything to say."""
    own = () if uniform is None or not 0.0 < rate < 1.0 else (PICKED if uniform < rate else PASSED,)
    return (*own, CONTROL) if control else own


def _told(rulings: Iterable[Ruling], channel: Channel) -> tuple[Reason, ...]:
    """The reasons of the rulings kept.

    Where the channel itself does not say that goods are opened, a trader does not read what is asked of opened goods:
    it would tell him that they were picked.
    """
    hidden = channel not in EXAMINING
    return tuple(
        replace(reason, public=None) if hidden and ruling.when is not When.ALWAYS and reason.public else reason
        for ruling in rulings
        for reason in ruling.reasons
    )


def _asked(rulings: Iterable[Ruling]) -> tuple[Instruction, ...]:
    return tuple(dict.fromkeys(instruction for ruling in rulings for instruction in ruling.instructions))


def consignment_arm(arms: Iterable[Arm]) -> Arm:
    """The weightiest of the lines' arms."""
    return min(arms, key=list(Arm).index, default=Arm.NONE)
