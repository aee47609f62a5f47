"""One door to the three methods."""

from collections.abc import Mapping
from typing import Any

from guomen.kernel.terms import Outcome, Refusal, Text
from guomen.surveillance.assessments.rules.answers import disease, rapid
from guomen.surveillance.assessments.rules.harm import product_harm
from guomen.surveillance.assessments.terms import AssessmentMethod, RiskLevel, Scenario, Tables


def judge(method: AssessmentMethod, factors: Mapping[str, Any], tables: Tables) -> Outcome[RiskLevel]:
    """The level that a method gives for these factors, and how it came out.

    factors of the injury scenario method: {"scenarios": [...], "presumed": [codes]}; of the others: {question: answer}.
    Raises Refusal where a factor is missing or not an answer, naming it.
    """
    if method is not AssessmentMethod.PRODUCT_HARM:
        answer = rapid if method is AssessmentMethod.RAPID else disease
        return answer({name: str(value) for name, value in factors.items()}, tables)
    try:
        scenarios = tuple(Scenario.from_json(one) for one in factors.get("scenarios", ()))
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(
            "assessment.scenario",
            Text(f"伤害情景不完整：{error}。", f"A scenario is not complete: {error}."),
            Text(
                "每个情景须有伤害、严重度和各步骤的概率。", "Give the injury, its severity and each step's probability."
            ),
        ) from error
    return product_harm(scenarios, tuple(factors.get("presumed", ())), tables)
