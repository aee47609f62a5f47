"""What is looked at when a sample changes hands: its label, its parts, seal and temperature; whether it may go."""

from collections.abc import Sequence
from datetime import date

from guomen.kernel.terms import Conflict, Refusal, Text
from guomen.laboratory import queries
from guomen.laboratory.models import Sample
from guomen.laboratory.rules import broken_seal
from guomen.laboratory.terms import Deed, Hand, PortionKind, PortionState, read_label

_REMARK = Text("请在备注中说明后接收，或拒收。", "Say so in a remark and take the sample in, or refuse it.")


def own_label(sample: Sample, scanned: str, deed: Deed | None = None) -> None:
    """The label read must be the sample's; at the bench also its test portion's, of a re-test its portion's.

    Raises Refusal for another sample's label, and for a part that is not there to be opened.
    """
    read = read_label(scanned)
    if read in (sample.label, queries.source_portion(sample)):
        return
    part = queries.portion(read)
    if part is not None and part.sample_id == sample.pk:
        if deed is not Deed.PREPARE or part.kind == PortionKind.TEST:
            return
        kind = PortionKind(part.kind).text
        raise Refusal(
            "portion.wrong_place",
            Text(
                f"{read} 是该样品的{kind.zh}，不用于检测。",
                f"{read} is this sample's {kind.en}: it is not for the test.",
            ),
            Text("请取检测份。", "Take the test portion."),
        )
    raise wrong_label(sample.label, read)


def wrong_label(label: str, read: str) -> Refusal:
    """The refusal for a bag of another sample; says whose it is where that is known."""
    part = queries.portion(read)
    owner = part.sample.label if part else ""
    whose = Text(f"（属于样品 {owner}）", f" (it belongs to {owner})") if owner else Text("", "")
    return Refusal(
        "sample.wrong_label",
        Text(
            f"扫描到的标签 {read}{whose.zh} 与样品 {label} 不符。", f"The label read is {read}{whose.en}, not {label}."
        ),
        Text("请取对样品后重新扫描。", "Take the right bag and scan it again."),
    )


def checked_arrival(sample: Sample, hand: Hand, remark: str, portions: Sequence[str]) -> None:
    """Seal, temperature and parts as they were handed over. Raises Refusal where they are not and no remark says so."""
    _parts_there(sample, remark, portions)
    _seal_as_set(sample, hand, remark)
    _cold_enough(sample, hand, remark)


def _seal_as_set(sample: Sample, hand: Hand, remark: str) -> None:
    set_seal = queries.seal_set(sample)
    if broken_seal(set_seal, hand.seal) and not remark:
        raise Refusal(
            "sample.seal_differs",
            Text(
                f"封识“{hand.seal or '无'}”与抽样时的“{set_seal or '无'}”不符。",
                f"The seal found (“{hand.seal or 'none'}”) is not the one that was set (“{set_seal or 'none'}”).",
            ),
            _REMARK,
        )


def _cold_enough(sample: Sample, hand: Hand, remark: str) -> None:
    kept = queries.kept_of(sample)
    if kept is None or remark or (hand.temperature is not None and kept.holds(hand.temperature)):
        return
    found = "–" if hand.temperature is None else f"{hand.temperature} °C"
    raise Refusal(
        "sample.temperature",
        Text(f"要求保存温度{kept.text}，收样时为{found}。", f"It was to be kept at {kept.text}; found at {found}."),
        Text("请测量并填写温度；超出范围的，在备注中说明或拒收。",
             "Measure it and write it down; where it is outside, say so in a remark or refuse the sample."),
    )  # fmt: skip


def _parts_there(sample: Sample, remark: str, portions: Sequence[str]) -> None:
    """Every label read is a part of this sample; every part that is kept was read, or a remark says why not."""
    kept = set(sample.portions.filter(state=PortionState.KEPT).values_list("label", flat=True))
    read = [read_label(one) for one in portions]
    for label in read:
        if label not in kept and label != sample.label:
            raise wrong_label(sample.label, label)
    lacking = sorted(kept - set(read))
    if lacking and not remark:
        there = ", ".join(lacking)
        raise Refusal(
            "sample.portion_missing",
            Text(f"未扫描到以下份样：{there}。", f"These parts were not read: {there}."),
            Text("请扫描全部份样；缺少的在备注中说明。", "Scan every part; say in a remark why one is missing."),
        )


def disposable(sample: Sample, on: date, ground: str) -> None:
    """Whether the rest of a sample may go. Raises Conflict while a re-test or an appeal is open, Refusal too early."""
    retest = queries.open_retests(sample).first()
    if retest is not None or queries.appealed(sample):
        what = (
            Text(f"复验 {retest.label} 尚未完成", f"the re-test {retest.label} is not reported yet")
            if retest
            else Text("有关申诉尚未答复", "an appeal about it is not answered yet")
        )
        raise Conflict(
            "sample.needed",
            Text(f"样品须继续保存：{what.zh}。", f"The sample is still needed: {what.en}."),
            Text("完结后再处置。", "Dispose of it when that has ended."),
        )
    until = queries.retained_until(sample)
    if (until is None or on < until) and not ground.strip():
        said = f"{until:%Y-%m-%d}" if until else "–"
        raise Refusal(
            "sample.retained",
            Text(f"样品须保存至 {said}。", f"The sample is kept until {said}."),
            Text("到期前处置须写明依据。", "State the ground on which it is disposed of before that day."),
        )
