"""An assessment as pages show it, in words."""

from typing import Any

from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.questions import GROUPS, SCOPES, URGENCIES
from guomen.surveillance.assessments.terms import AssessmentMethod, AssessmentState, RiskLevel, Turn, Uncertainty


def shown(row: Assessment) -> dict[str, Any]:
    """The row with the names of its words; dissents as (who, level, ground)."""
    return {
        "row": row,
        "method": AssessmentMethod(row.method),
        "level": RiskLevel(row.level).text,
        "state": AssessmentState(row.state).text,
        "steps": row.steps,
        "turns": [
            (Text.from_json(turn["factor"]), Text.from_json(turn["answer"]), turn["level"], level_text(turn["level"]))
            for turn in row.sensitivity
        ],
        "uncertainty": Uncertainty(row.uncertainty).text,
        "groups": ", ".join(said(GROUPS[code]) for code in row.groups),
        "urgency": URGENCIES.get(row.urgency),
        "scope": SCOPES.get(row.scope),
        "dissents": [(one.said_by, level_text(one.level), one.ground) for one in row.dissents.all()],
        "assessors": list(row.assessors.all()),
    }


def level_text(code: str) -> Text:
    """A level's name."""
    return RiskLevel(code).text


def turned(found: tuple[Turn, ...]) -> list[tuple[Text, Text, str, Text]]:
    """What would turn a level that is not stored yet, as `shown` gives it."""
    return [(turn.factor, turn.answer, turn.level.value, turn.level.text) for turn in found]
