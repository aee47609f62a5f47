"""Facts that a proposal rests on, and the lines of a disposition."""

from dataclasses import dataclass, field
from typing import Any

from guomen.catalogue.terms import Channel
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.terms import Reason, Text


@dataclass(frozen=True, slots=True)
class FaultFact:
    """One thing found wrong. source is its row ("finding:7"); item_no None means the whole consignment.

    note: what the officer wrote down, in the officer's language. hazard: its code, hazard_name: its name.
    """

    source: str
    kind: FindingKind
    severity: Severity
    note: str = ""
    hazard: str = ""
    item_no: int | None = None
    hazard_name: Text | None = None

    @property
    def text(self) -> Text:
        """Kind, hazard, note and goods item in one sentence."""
        hazard = self.hazard_name or Text(self.hazard, self.hazard)
        zh = " – ".join(part for part in (self.kind.text.zh, hazard.zh, self.note) if part)
        en = " – ".join(part for part in (self.kind.text.en, hazard.en, self.note) if part)
        return Text(f"第{self.item_no}项：{zh}", f"item {self.item_no}: {en}") if self.item_no else Text(zh, en)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a proposal rests on.

    orders: the reasons of the channel (of the gates, where they refused). inspected: whether officers were done with
    it. overridden: the channel is an officer's, not the program's.
    """

    channel: Channel
    faults: tuple[FaultFact, ...] = ()
    orders: tuple[Reason, ...] = ()
    inspected: bool = False
    overridden: bool = False

    def as_json(self) -> dict[str, Any]:
        """What the disposition keeps of it: rows and words, no objects."""
        return {
            "channel": str(self.channel),
            "inspected": self.inspected,
            "overridden": self.overridden,
            "faults": [
                {
                    "source": fault.source,
                    "kind": str(fault.kind),
                    "severity": str(fault.severity),
                    "hazard": fault.hazard,
                    "item_no": fault.item_no,
                    **fault.text.as_json(),
                }
                for fault in self.faults
            ],
        }


@dataclass(frozen=True, slots=True)
class DispositionLine:
    """One goods line of a disposition, as the event and the paper tell it. conforming None: nobody looked.

    permits: those that the line uses, each {"kind", "number", "amounts": {unit: amount}}; the unit "" is the permit's.
    """

    item_no: int
    goods_code: str
    description: str
    origin: str
    producer: str
    quantity: str
    quantity_unit: str
    conforming: bool | None
    hazards: tuple[str, ...] = field(default=())
    permits: tuple[dict[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        lists = {"hazards": list(self.hazards), "permits": list(self.permits)}
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | lists
