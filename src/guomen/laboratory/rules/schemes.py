"""Staged sampling: every stage drawn in its window, in order, and conforming; else there is no export (S72)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guomen.kernel.terms import Outcome, Reason, Text
from guomen.laboratory.terms import SchemeState


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage as it stands. drawn: whether its sample was drawn and still counts; reported: whether its report
    stands; conform: None where inconclusive.
    """

    position: int
    name: Text
    from_on: date
    to_on: date
    drawn: bool = False
    reported: bool = False
    conform: bool | None = None

    def missed(self, on: date) -> bool:
        """Whether the window went by without a sample."""
        return not self.drawn and on > self.to_on

    def open(self, on: date) -> bool:
        """Whether the sample can be drawn on this day."""
        return not self.drawn and self.from_on <= on <= self.to_on


def scheme_outcome(stages: Sequence[StageFacts], on: date) -> Outcome[SchemeState]:
    """Where a scheme stands on a day, with a reason for every stage that speaks.

    Barred where a stage was missed or does not conform; eligible once all conform; running otherwise.
    """
    reasons = tuple(_said(stage, on) for stage in stages)
    if any(stage.missed(on) or (stage.reported and stage.conform is False) for stage in stages):
        return Outcome(SchemeState.BARRED, reasons)
    if stages and all(stage.reported and stage.conform for stage in stages):
        return Outcome(SchemeState.ELIGIBLE, reasons)
    return Outcome(SchemeState.RUNNING, reasons)


def next_stage(stages: Sequence[StageFacts]) -> StageFacts | None:
    """The stage whose turn it is: the first that is not drawn."""
    return next((stage for stage in stages if not stage.drawn), None)


def _said(stage: StageFacts, on: date) -> Reason:
    code, said = _word(stage, on)
    text = Text(
        f"第{stage.position}阶段（{stage.name.zh}）：{said.zh}", f"Stage {stage.position} ({stage.name.en}): {said.en}"
    )
    return Reason(f"laboratory.stage_{code}", text, public=text)


def _word(stage: StageFacts, on: date) -> tuple[str, Text]:
    if stage.reported and stage.conform is False:
        return "nonconform", Text("检测不合格，不得出口。", "it does not conform; there is no export.")
    if stage.reported and stage.conform is None:
        return "inconclusive", Text("检测未得出结论。", "the tests are inconclusive.")
    if stage.reported:
        return "conform", Text("检测合格。", "it conforms.")
    if stage.drawn:
        return "drawn", Text("已取样，等待结果。", "it was drawn; its result is waited for.")
    if stage.missed(on):
        return "missed", Text(
            f"应于{stage.to_on:%Y-%m-%d}前取样，已错过。",
            f"it was to be drawn by {stage.to_on:%Y-%m-%d} and was missed.",
        )
    window = f"{stage.from_on:%Y-%m-%d} – {stage.to_on:%Y-%m-%d}"
    return "waited", Text(f"取样期 {window}。", f"it is drawn {window}.")
