"""Which single factor, answered otherwise, would give another level."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from guomen.kernel.terms import Text
from guomen.surveillance.assessments.questions import NOT_KNOWN, PRESUMPTIONS, QUESTIONS, SEVERITIES
from guomen.surveillance.assessments.rules.judging import judge
from guomen.surveillance.assessments.terms import AssessmentMethod, Scenario, Step, Tables, Turn

# A step's probability is tried this many times as high and as low.
_FACTOR = 10.0


def turns(method: AssessmentMethod, factors: Mapping[str, Any], tables: Tables) -> tuple[Turn, ...]:
    """Every change of one factor that changes the level, those that raise it most first. Raises as judge does."""
    level = judge(method, factors, tables).value
    tried = _scenarios(factors) if method is AssessmentMethod.PRODUCT_HARM else _answered(method, factors)
    found = [(factor, answer, judge(method, other, tables).value) for factor, answer, other in tried]
    turned = [Turn(factor, answer, other) for factor, answer, other in found if other is not level]
    return tuple(sorted(turned, key=lambda turn: -turn.level.rank))


Tried = Iterator[tuple[Text, Text, dict[str, Any]]]


def _answered(method: AssessmentMethod, factors: Mapping[str, Any]) -> Tried:
    for question in QUESTIONS[method]:
        for answer in (*question.answers, NOT_KNOWN):
            if answer.code != factors.get(question.code):
                yield question.text, answer.text, {**factors, question.code: answer.code}


def _scenarios(factors: Mapping[str, Any]) -> Tried:
    scenarios = [Scenario.from_json(one) for one in factors.get("scenarios", ())]
    for place, scenario in enumerate(scenarios):
        for name, answer, other in _otherwise(scenario):
            changed = [*scenarios[:place], other, *scenarios[place + 1 :]]
            yield name, answer, {**factors, "scenarios": [one.as_json() for one in changed]}
    if factors.get("presumed") and scenarios:
        none = Text("不适用任何推定", "No presumption applies")
        yield Text("推定", "Presumption"), none, {**factors, "presumed": []}
    if not factors.get("presumed"):
        for code, text in PRESUMPTIONS.items():
            yield Text("推定", "Presumption"), text, {**factors, "presumed": [code]}


def _otherwise(scenario: Scenario) -> Iterator[tuple[Text, Text, Scenario]]:
    name = scenario.injury
    for severity in (scenario.severity - 1, scenario.severity + 1):
        if severity in SEVERITIES:
            said = Text(f"“{name}”的严重度", f"Severity of “{name}”")
            yield said, Text(str(severity), str(severity)), replace(scenario, severity=severity)
    for place, step in enumerate(scenario.steps):
        for probability in (step.probability / _FACTOR, min(1.0, step.probability * _FACTOR)):
            if probability != step.probability:
                steps = (*scenario.steps[:place], Step(step.text, probability), *scenario.steps[place + 1 :])
                said = Text(f"“{name}”第{place + 1}步的概率", f"Probability of step {place + 1} of “{name}”")
                yield said, Text(f"{probability:g}", f"{probability:g}"), replace(scenario, steps=steps)
