"""Staged sampling as it stands: every stage drawn in its window, in order, and conforming; else no export (S72)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from guomen.kernel.terms import Outcome, Reason, Text
from guomen.laboratory.terms.samples import SchemeState


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage as it stands. drawn: whether its sample was drawn and still counts; reported: whether its report
    stands; conform: None where inconclusive; sample: its label; verified: whether any limit that it does not conform
    to is more than an unverified default.
    """

    position: int
    name: Text
    from_on: date
    to_on: date
    drawn: bool = False
    reported: bool = False
    conform: bool | None = None
    sample: str = ""
    verified: bool = True

    def missed(self, on: date) -> bool:
        """Whether the window went by without a sample."""
        return not self.drawn and on > self.to_on

    def open(self, on: date) -> bool:
        """Whether the sample can be drawn on this day."""
        return not self.drawn and self.from_on <= on <= self.to_on

    def bars(self, on: date) -> bool:
        """Whether the stage alone rules the export out."""
        return self.missed(on) or (self.reported and self.conform is False)

    def said(self, on: date) -> Reason:
        """Where the stage stands; the public part leaves the sample out."""
        code, said = self._word(on)
        public = Text(f"第{self.position}阶段（{self.name.zh}）：{said.zh}",
                      f"Stage {self.position} ({self.name.en}): {said.en}")  # fmt: skip
        label = Text(f"样品{self.sample}。", f" Sample {self.sample}.") if self.sample else Text("", "")
        text = Text(public.zh + label.zh, public.en + label.en)
        return Reason(f"laboratory.stage_{code}", text, public=public)

    def _word(self, on: date) -> tuple[str, Text]:
        if self.reported and self.conform is False:
            return "nonconform", Text("检测不合格，不得出口。", "it does not conform; there is no export.")
        if self.reported and self.conform is None:
            return "inconclusive", Text("检测未得出结论。", "the tests are inconclusive.")
        if self.reported:
            return "conform", Text("检测合格。", "it conforms.")
        if self.drawn:
            return "drawn", Text("已取样，等待结果。", "it was drawn; its result is waited for.")
        if self.missed(on):
            return "missed", Text(
                f"应于{self.to_on:%Y-%m-%d}前取样，已错过。",
                f"it was to be drawn by {self.to_on:%Y-%m-%d} and was missed.",
            )
        window = f"{self.from_on:%Y-%m-%d} – {self.to_on:%Y-%m-%d}"
        return "waited", Text(f"取样期 {window}。", f"it is drawn {window}.")

    def as_json(self) -> dict[str, Any]:
        """As a decision keeps it that read it."""
        return {
            "position": self.position,
            **self.name.as_json(),
            "from_on": self.from_on.isoformat(),
            "to_on": self.to_on.isoformat(),
            "drawn": self.drawn,
            "reported": self.reported,
            "conform": self.conform,
            "sample": self.sample,
            "verified": self.verified,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read back what as_json gave."""
        first, last = (date.fromisoformat(told[name]) for name in ("from_on", "to_on"))
        rest = {name: told[name] for name in ("drawn", "reported", "conform", "sample", "verified")}
        return cls(told["position"], Text(told["zh"], told["en"]), first, last, **rest)


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """A scheme as it stands. subject: what it follows ("registration:…"); goods_code: a prefix, "" for all goods."""

    number: int
    subject: str
    goods_code: str
    season: int
    stages: tuple[StageFacts, ...]

    def standing(self, on: date) -> Outcome[SchemeState]:
        """Where it stands on a day, with a reason for every stage.

        Barred where a stage was missed or does not conform; eligible once all conform; running otherwise.
        """
        reasons = tuple(stage.said(on) for stage in self.stages)
        if any(stage.bars(on) for stage in self.stages):
            return Outcome(SchemeState.BARRED, reasons)
        if self.stages and all(stage.reported and stage.conform for stage in self.stages):
            return Outcome(SchemeState.ELIGIBLE, reasons)
        return Outcome(SchemeState.RUNNING, reasons)

    def as_json(self) -> dict[str, Any]:
        """As a decision keeps it that read it."""
        return {
            "number": self.number,
            "subject": self.subject,
            "goods_code": self.goods_code,
            "season": self.season,
            "stages": [stage.as_json() for stage in self.stages],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read back what as_json gave."""
        stages = tuple(StageFacts.from_json(one) for one in told["stages"])
        return cls(told["number"], told["subject"], told["goods_code"], told["season"], stages)


def next_stage(stages: Sequence[StageFacts]) -> StageFacts | None:
    """The stage whose turn it is: the first that is not drawn."""
    return next((stage for stage in stages if not stage.drawn), None)


def together(schemes: Sequence[SchemeFacts], on: date) -> Outcome[SchemeState]:
    """Where several schemes stand together: barred where one is, running where one still is, else eligible."""
    said = [one.standing(on) for one in schemes]
    states = {one.value for one in said}
    order = (SchemeState.BARRED, SchemeState.RUNNING)
    value = next((state for state in order if state in states), SchemeState.ELIGIBLE)
    return Outcome(value, tuple(reason for one in said for reason in one.reasons))
