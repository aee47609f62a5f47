"""The files of warning: the grading table, which is kept as policies, and the days that differ from the week."""

from typing import Any

from guomen.catalogue.reference.cells import day, one_of
from guomen.catalogue.reference.columns import DATED, NAMES, required
from guomen.catalogue.reference.terms import File

# A row of the table is a policy of this name, so that an edition knows it, a decision replays it and an office's
# screens show it as one.
_NAME = "surveillance.alert.level.{risk}.{urgency}.{scope}"


def grading_fields(values: dict[str, Any]) -> dict[str, Any]:
    """A row of alert_levels.csv as a policy: a word that holds everywhere."""
    kept = {name: values[name] for name in ("valid_from", "valid_to", "source", "confidence")}
    note = "预警级别：风险 × 紧急程度 × 影响范围", "level of an alert: risk × urgency × scope"
    return kept | {
        "name": _NAME.format(**values),
        "office": "",
        "type": "word",
        "value": values["level"],
        "unit": "alert level",
        "note_zh": note[0],
        "note_en": note[1],
    }


def holiday_fields(values: dict[str, Any]) -> dict[str, Any]:
    """A row of holidays.csv as an entry of a code set: its code is the day."""
    rest = {name: value for name, value in values.items() if name not in ("kind", "day")}
    return rest | {"code_set": values["kind"], "code": values["day"].isoformat()}


WARNING: tuple[File, ...] = (
    File(
        "alert_levels.csv",
        "Which level an alert has, by risk, urgency and scope; every combination has one row.",
        (
            required("risk", one_of(("serious", "high", "medium", "low")), "risk level of the assessment"),
            required("urgency", one_of(("immediate", "expected", "distant")), "how urgent it is"),
            required("scope", one_of(("national", "regional", "limited")), "how far it reaches"),
            required(
                "level", one_of(("red", "orange", "yellow", "blue")), "level: I red, II orange, III yellow, IV blue"
            ),
            *DATED,
        ),
        key=("risk", "urgency", "scope"),
        model="Policy",
        fold=grading_fields,
        keyed=f"{_NAME}/",
    ),
    File(
        "holidays.csv",
        "Days off that are weekdays, and weekend days that are worked; without rows only weekends are days off.",
        (
            required("kind", one_of(("public_holiday", "make_up_workday")), "whether the day is off or is worked"),
            required("day", day, "the day"),
            *NAMES,
            *DATED,
        ),
        key=("kind", "day"),
        model="CodeName",
        fold=holiday_fields,
        keyed="holiday/{kind}/{day}",
    ),
)
