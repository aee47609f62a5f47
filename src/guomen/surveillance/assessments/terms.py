"""Words of assessing: methods, the levels they answer with, how sure one is."""

from enum import StrEnum

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
