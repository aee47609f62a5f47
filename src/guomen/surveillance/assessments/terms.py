"""Words of assessing: methods, the levels they answer with, how sure one is."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from math import prod
from typing import Any

from guomen.kernel.terms import Text


class AssessmentMethod(StrEnum):
    """How a risk is assessed; each has its factors and its table in the reference data."""

    PRODUCT_HARM = "product_harm"
    RAPID = "rapid"
    DISEASE_IMPORT = "disease_import"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _METHODS[self][0]

    @property
    def basis(self) -> str:
        """What it follows."""
        return _METHODS[self][1]


_METHODS = {
    AssessmentMethod.PRODUCT_HARM: (
        Text("伤害情景法（严重度×可能性）", "Injury scenario: severity × probability"),
        "Delegated Regulation (EU) 2024/3173, Annex II section 3",
    ),
    AssessmentMethod.RAPID: (
        Text("快速风险评估（可能性×影响）", "Rapid assessment: probability × impact"),
        "WHO Rapid risk assessment of acute public health events (2012); ECDC operational guidance",
    ),
    AssessmentMethod.DISEASE_IMPORT: (
        Text("疫情输入风险评估", "Import risk of a disease"),
        "rule R052: cases and deaths, transmission, health capacity, exit quarantine, links, holiday peaks",
    ),
}


class RiskLevel(StrEnum):
    """What an assessment answers. Names of Delegated Regulation (EU) 2024/3173 Annex II 3.6."""

    SERIOUS = "serious"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _LEVELS[self]

    @property
    def rank(self) -> int:
        """0 low … 3 serious."""
        return ("low", "medium", "high", "serious").index(self.value)


_LEVELS = {
    RiskLevel.SERIOUS: Text("严重风险", "Serious risk"),
    RiskLevel.HIGH: Text("高风险", "High risk"),
    RiskLevel.MEDIUM: Text("中等风险", "Medium risk"),
    RiskLevel.LOW: Text("低风险", "Low risk"),
}


class Uncertainty(StrEnum):
    """How sure the assessors are of the level."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _UNCERTAINTY[self]


_UNCERTAINTY = {
    Uncertainty.LOW: Text("不确定性低", "Low uncertainty"),
    Uncertainty.MODERATE: Text("不确定性中等", "Moderate uncertainty"),
    Uncertainty.HIGH: Text("不确定性高", "High uncertainty"),
}


class AssessmentState(StrEnum):
    """A draft may change; what is signed is only replaced by a later version."""

    DRAFT = "draft"
    SIGNED = "signed"
    SUPERSEDED = "superseded"

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return _STATES[self]


_STATES = {
    AssessmentState.DRAFT: Text("草稿", "Draft"),
    AssessmentState.SIGNED: Text("已签署", "Signed"),
    AssessmentState.SUPERSEDED: Text("已被取代", "Superseded"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question; weight: how far it speaks for a risk, 0 to 1."""

    code: str
    text: Text
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A factor that a method asks for, with what is meant by it; "unknown" may always be answered."""

    code: str
    text: Text
    help: Text
    answers: tuple[Answer, ...]


UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way from the hazard to the injury, and the probability that it happens, 0 to 1."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the product harms: the injury, its severity 1 to 4, the steps that lead to it."""

    injury: str
    severity: int
    steps: tuple[Step, ...]

    @property
    def probability(self) -> float:
        """The product of the steps' probabilities (Delegated Regulation (EU) 2024/3173 Annex II 3.4.2)."""
        return prod(step.probability for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Scenario":
        steps = tuple(Step(str(step["text"]), float(step["probability"])) for step in data["steps"])
        return cls(str(data["injury"]), int(data["severity"]), steps)


@dataclass(frozen=True, slots=True)
class Tables:
    """What the reference data lays down for the methods, on a day.

    harm: for severities 1 to 4 the levels, from the most probable band down; bands: their lower ends, exclusive.
    rapid: for each likelihood the levels, from the least consequence up. weights: of the disease method's factors;
    thresholds: shares of the highest score from which the level is medium, high, serious.
    doubtful: names of the values that the handbook marks as from memory or our own.
    """

    bands: tuple[float, ...]
    harm: dict[int, tuple[RiskLevel, ...]]
    rapid: dict[str, tuple[RiskLevel, ...]]
    weights: dict[str, float]
    thresholds: tuple[float, float, float]
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A factor which, answered otherwise, would give another level."""

    factor: Text
    answer: Text
    level: RiskLevel

    def as_json(self) -> dict[str, Any]:
        return {"factor": self.factor.as_json(), "answer": self.answer.as_json(), "level": self.level.value}
