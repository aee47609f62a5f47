"""Targeting's vocabulary: rulings, instructions, decisions."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Reason, Text
from guomen.laboratory.terms import SchemeFacts


class Arm(StrEnum):
    """Why goods are looked at: a rule leaves no choice, the learned value, the lot draw, the random control arm; or
    they are not.
    """

    MANDATORY = "mandatory"
    LEARNED = "learned"
    LOT = "lot"
    CONTROL = "control"
    NONE = "none"


# Channels in which the goods themselves are looked at.
EXAMINING = frozenset({Channel.IDENTITY, Channel.PHYSICAL, Channel.SAMPLE})
# From this severity on, goods are not simply let through: what `probability` is the probability of.
STOPS = Channel.IDENTITY.severity


class InstructionKind(StrEnum):
    """What an officer is asked to do, or a trader to bring."""

    DOCUMENT = "document"
    CHECK = "check"
    TEST = "test"
    HOLD = "hold"
    PERMIT = "permit"


_BROUGHT = (InstructionKind.DOCUMENT, InstructionKind.PERMIT)
# Rows whose texts are the agency's own: what of them is public stands in their reasons.
_INWARD = ("order:", "measure:")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do with a line.

    code: what to ask for or check, e.g. a document kind. analyte, limit, unit: of a test ("max 0.5", "mg/kg").
    units: how many units of the lot to take; accept, reject: accept the lot with at most `accept` nonconforming
    units, reject it from `reject` (ISO 2859-1); None where no sampling plan applies. programme: the line of a programme
    that asks for the test ("MP-2026-00003/2"); empty for all else.
    """

    kind: InstructionKind
    code: str
    text: Text
    basis: str = ""
    analyte: str = ""
    limit: str = ""
    unit: str = ""
    units: int | None = None
    accept: int | None = None
    reject: int | None = None
    source: str = ""
    programme: str = ""

    def as_json(self) -> dict[str, Any]:
        """Only what is said; kind, code and both languages always."""
        data: dict[str, Any] = {"kind": str(self.kind), "code": self.code, **self.text.as_json()}
        for name in ("basis", "analyte", "limit", "unit", "units", "accept", "reject", "source", "programme"):
            value = getattr(self, name)
            if value not in ("", None):
                data[name] = value
        return data

    @property
    def asked_of_trader(self) -> bool:
        """Whether the trader may read it: what the law has him bring, not what an order or a measure has checked."""
        return self.kind in _BROUGHT and not self.source.startswith(_INWARD)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Instruction":
        rest = {name: value for name, value in data.items() if name not in ("kind", "code", "zh", "en")}
        return cls(kind=InstructionKind(data["kind"]), code=data["code"], text=Text.from_json(data), **rest)


def stated_limit(parameters: dict[str, Any]) -> str:
    """The limit as it is written: "max 0.5", "range 1–2", "n=5 c=2 m=100 M=1000", "not_detected"; empty where none."""
    kind, limit = str(parameters.get("limit_kind", "") or ""), parameters.get("limit")
    if kind == "nmcM":
        return " ".join(f"{name}={parameters[name]}" for name in "ncmM" if parameters.get(name) not in (None, ""))
    if kind == "range":
        return f"range {parameters.get('low')}–{limit}"
    return f"{kind} {limit}".strip() if limit not in (None, "") else kind


class When(StrEnum):
    """Which lines a ruling is applied to: all it is given for, or only those that are opened or sampled anyway."""

    ALWAYS = "always"
    IF_INSPECTED = "if_inspected"
    IF_SAMPLED = "if_sampled"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule says of one line. rate: the share of lots it is applied to, by the line's draw; None for all."""

    channel: Channel
    rate: float | None = None
    reasons: tuple[Reason, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    when: When = When.ALWAYS

    @property
    def certain(self) -> bool:
        """Applied to every lot: no draw decides over it."""
        return self.rate is None or self.rate >= 1.0


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What becomes of one goods line.

    probability: the chance, beforehand, of an identity check or anything stricter, the control arm included. rate:
    that chance without the control arm (1 where a rule leaves none); uniform: the drawn number in [0, 1), None where
    nothing was left to chance. history: the sampling state that was read, None where there was none. value: what the
    model in charge says of the line, None where none was asked. schemes: the staged sampling that was read.
    same_day: how many other lines of its heading the importer was known to have declared that day, None where no model
    was to be asked.
    """

    item_no: int
    channel: Channel
    probability: float
    arm: Arm
    rate: float
    uniform: float | None
    history: int | None = None
    reasons: tuple[Reason, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    value: float | None = None
    schemes: tuple[SchemeFacts, ...] = ()
    same_day: int | None = None

    def as_json(self) -> dict[str, Any]:
        read: dict[str, Any] = {"schemes": [one.as_json() for one in self.schemes]} if self.schemes else {}
        read |= {"same_day": self.same_day} if self.same_day is not None else {}
        return read | {
            "item_no": self.item_no,
            "channel": str(self.channel),
            "probability": self.probability,
            "arm": str(self.arm),
            "rate": self.rate,
            "uniform": self.uniform,
            "history": self.history,
            "value": self.value,
            "reasons": [reason.as_json() for reason in self.reasons],
            "instructions": [instruction.as_json() for instruction in self.instructions],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "LineDecision":
        return cls(
            item_no=data["item_no"],
            channel=Channel(data["channel"]),
            probability=data["probability"],
            arm=Arm(data["arm"]),
            rate=data["rate"],
            uniform=data["uniform"],
            history=data["history"],
            reasons=tuple(Reason.from_json(reason) for reason in data["reasons"]),
            instructions=tuple(Instruction.from_json(instruction) for instruction in data["instructions"]),
            value=data.get("value"),
            schemes=tuple(SchemeFacts.from_json(one) for one in data.get("schemes", ())),
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a consignment: the strictest of what becomes of its lines.

    probability: the chance that any line has an identity check or anything stricter. control_rate, uniform: of the
    control arm's draw.
    drawn_on: the day whose secret drew, that of the first lodging; commitment: what was published of that secret.
    reasons: those of the consignment as a whole; each line keeps its own. paces: the shifts' lines that were read and
    asked: the models in charge that were asked, both by kind of check; shadows: what other models say, digest -> item
    number -> value.
    """

    channel: Channel
    probability: float
    arm: Arm
    edition: int
    drawn_on: date
    commitment: str
    control_rate: float
    uniform: float | None
    lines: tuple[LineDecision, ...]
    reasons: tuple[Reason, ...] = field(default=())
    paces: dict[str, int] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    shadows: dict[str, dict[str, float]] = field(default_factory=dict)
