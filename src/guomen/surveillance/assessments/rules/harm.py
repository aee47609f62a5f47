"""Severity × probability by injury scenario (Delegated Regulation (EU) 2024/3173 Annex II 3 and 4)."""

from collections.abc import Sequence
from decimal import Decimal

from guomen.kernel.terms import Outcome, Reason, Refusal, Text
from guomen.surveillance.assessments.questions import PRESUMPTIONS, SEVERITIES
from guomen.surveillance.assessments.terms import RiskLevel, Scenario, Tables

_ANNEX = "Delegated Regulation (EU) 2024/3173, Annex II"
# Annex II 3.4: a scenario has at least three steps and at most five.
FEWEST_STEPS, MOST_STEPS = 3, 5


def product_harm(scenarios: Sequence[Scenario], presumed: Sequence[str], tables: Tables) -> Outcome[RiskLevel]:
    """The highest level of the scenarios counts (3.7.2); a presumption makes the risk serious without them (4.1).

    Raises Refusal: no scenario, too few or many steps, a severity or probability that is none, an unknown presumption.
    """
    presumptions = [_presumption(code) for code in presumed]
    for scenario in scenarios:
        _check(scenario)
    if presumptions:
        return Outcome(RiskLevel.SERIOUS, tuple(presumptions))
    if not scenarios:
        raise Refusal(
            "assessment.no_scenario",
            Text("没有伤害情景。", "There is no injury scenario."),
            Text("请至少描述一个情景，或选择一项推定。", "Describe at least one scenario, or choose a presumption."),
        )
    levels = [cell(scenario.severity, scenario.probability, tables) for scenario in scenarios]
    reasons = [_reason(scenario, level) for scenario, level in zip(scenarios, levels, strict=True)]
    highest = max(levels, key=lambda level: level.rank)
    if len(scenarios) > 1:
        told = Text(
            f"多个情景，取最高：{highest.text.zh}。", f"Of several scenarios the highest counts: {highest.text.en}."
        )
        reasons.append(Reason("assessment.highest", told, f"{_ANNEX} 3.7.2"))
    return Outcome(highest, tuple(reasons))


def cell(severity: int, probability: float, tables: Tables) -> RiskLevel:
    """The cell of the matrix: the first band that the probability lies above; the last one lies above nothing."""
    row = next(place for place, low in enumerate((*tables.bands, -1.0)) if probability > low)
    return tables.harm[severity][row]


def _reason(scenario: Scenario, level: RiskLevel) -> Reason:
    odds = " × ".join(f"{Decimal(str(step.probability)).normalize():f}" for step in scenario.steps)
    found = f"{odds} = {scenario.probability:.3g}"
    kind = SEVERITIES[scenario.severity]
    text = Text(
        f"“{scenario.injury}”：严重度{scenario.severity}（{kind.zh}），概率 {found} → {level.text.zh}。",
        f"“{scenario.injury}”: severity {scenario.severity} ({kind.en}), probability {found} → {level.text.en}.",
    )
    return Reason("assessment.scenario", text, f"{_ANNEX} 3.4.2, 3.6.2")


def _presumption(code: str) -> Reason:
    if code not in PRESUMPTIONS:
        raise Refusal(
            "assessment.presumption",
            Text(f"没有推定“{code}”。", f"There is no presumption {code!r}."),
            Text("请从列表选择。", "Choose one of the list."),
        )
    text = PRESUMPTIONS[code]
    return Reason(
        "assessment.presumed",
        Text(f"推定为严重风险：{text.zh}。", f"Presumed serious: {text.en}."),
        f"{_ANNEX} 4.1",
    )


def _check(scenario: Scenario) -> None:
    name = scenario.injury.strip()
    if not name:
        raise wrong("scenario", Text("情景没有写明伤害。", "A scenario does not say what the injury is."))
    if scenario.severity not in SEVERITIES:
        raise wrong("severity", Text(f"“{name}”的严重度须为1至4。", f"The severity of “{name}” is 1 to 4."))
    if not FEWEST_STEPS <= len(scenario.steps) <= MOST_STEPS:
        raise wrong(
            "steps",
            Text(
                f"“{name}”须有{FEWEST_STEPS}至{MOST_STEPS}个步骤，现有{len(scenario.steps)}个。",
                f"“{name}” needs {FEWEST_STEPS} to {MOST_STEPS} steps and has {len(scenario.steps)}.",
            ),
        )
    for place, step in enumerate(scenario.steps, 1):
        if not 0 < step.probability <= 1:
            raise wrong(
                "probability",
                Text(
                    f"“{name}”第{place}步的概率须大于0且不超过1。", f"Step {place} of “{name}”: above 0 and at most 1."
                ),
            )


def wrong(what: str, problem: Text) -> Refusal:
    """For a part of an assessment that is missing or wrong; what: the part."""
    return Refusal(f"assessment.{what}", problem, Text("请改正后再提交。", "Mend it and send it again."))
