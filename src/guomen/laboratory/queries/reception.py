"""What a scan at the laboratory's door says: the sample that is expected, or why it cannot be taken in."""

from django.utils import timezone

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Text
from guomen.laboratory.models import Sample
from guomen.laboratory.queries.portions import Read, read
from guomen.laboratory.terms import Deed, SampleState

_REMEDIES = {
    SampleState.ORDERED: Text("须先由抽样人员登记抽样。", "The officer writes down first that it was drawn."),
    SampleState.DRAWN: Text("须先登记移交。", "Its handing over is written down first."),
    SampleState.CANCELLED: Text("请退还送样人。", "Give it back to whoever brought it."),
    SampleState.REFUSED: Text("已拒收，请退还或处置。", "It was refused: give it back, or dispose of it."),
    SampleState.DISPOSED: Text(
        "该样品已处置，袋中之物来历不明：请隔离并报告。",
        "That sample was disposed of: what is in this bag is not known. Set it apart and report it.",
    ),
}


def expected(actor: Actor, scanned: str) -> Read:
    """The sample that is expected under the label that was scanned.

    Raises Refusal for what is no label, Missing for an unknown one, Conflict for one that is not to be taken in (now):
    not drawn, taken in before, called off, disposed of, another laboratory's.
    """
    found = read(actor, scanned)
    sample = found.sample
    if actor.office is not None and not sample.laboratory.path.startswith(actor.office.path):
        there = sample.laboratory
        raise Conflict(
            "sample.other_laboratory",
            Text(f"样品 {sample.label} 应送{there.name_zh}。", f"{sample.label} is for {there.name_en}."),
            Text("请转送该实验室。", "Send it there."),
        )
    state = SampleState(sample.state)
    if state is not SampleState.HANDED_OVER:
        raise _not_expected(sample, state)
    return found


def _not_expected(sample: Sample, state: SampleState) -> Conflict:
    if state in _REMEDIES:
        return Conflict(
            f"sample.{state}",
            Text(
                f"样品 {sample.label} {state.text.zh}，不能收样。",
                f"{sample.label} is {state.text.en}: it is not taken in.",
            ),
            _REMEDIES[state],
        )
    step = sample.steps.filter(portion=None, deed=Deed.RECEIVE).order_by("-id").first()
    when = f" {timezone.localtime(step.at):%Y-%m-%d %H:%M}" if step else ""
    by = f" {step.holder}" if step else ""
    return Conflict(
        "sample.twice",
        Text(f"样品 {sample.label} 已于{when}收样（{by.strip()}），现为“{state.text.zh}”。",
             f"{sample.label} was taken in before,{when},{by}; it is {state.text.en} now."),
        Text("同一标签不会有两个样品：如手中是另一袋，请核对标签。",
             "No two bags have one label: if this is another bag, compare what is printed on it."),
    )  # fmt: skip
