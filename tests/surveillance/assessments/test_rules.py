"""The methods give what their tables say; what is not known is judged strictly; what would turn the level is named."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.terms import Refusal
from guomen.surveillance.assessments.questions import DISEASE_QUESTIONS, PRESUMPTIONS
from guomen.surveillance.assessments.rules import judge, turns
from guomen.surveillance.assessments.rules.harm import cell
from guomen.surveillance.assessments.terms import UNKNOWN, AssessmentMethod, RiskLevel, Tables

L, M, H, S = RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.SERIOUS
TABLES = Tables(
    bands=(0.5, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001),
    harm={1: (H, M, M, L, L, L, L, L), 2: (S, S, S, H, M, L, L, L), 3: (S, S, S, S, H, M, L, L),
          4: (S, S, S, S, S, H, M, L)},
    rapid={"very_unlikely": (L, L, M, H, H), "unlikely": (L, L, M, H, H), "likely": (L, M, H, H, S),
           "highly_likely": (L, M, H, S, S), "almost_certain": (L, M, H, S, S)},
    weights={"burden": 2, "deaths": 1, "transmission": 2, "capacity": 1, "exit": 1, "links": 2, "peak": 1},
    thresholds=(0.3, 0.5, 0.75),
)  # fmt: skip
HARM, RAPID, DISEASE = AssessmentMethod.PRODUCT_HARM, AssessmentMethod.RAPID, AssessmentMethod.DISEASE_IMPORT

# Delegated Regulation (EU) 2024/3173 Annex II 3.6.2, row by row from above 50 % down; severities 1 to 4.
MATRIX = [
    (0.6, "HSSS"), (0.2, "MSSS"), (0.02, "MSSS"), (0.002, "LHSS"),
    (0.0002, "LMHS"), (0.00002, "LLMH"), (0.000002, "LLLM"), (0.0000002, "LLLL"),
]  # fmt: skip
CELLS = [(odds, severity, row[severity - 1]) for (odds, row), severity in product(MATRIX, (1, 2, 3, 4))]


def scenario(severity: int, *odds: float, injury: str = "夹伤 pinch") -> dict[str, Any]:
    steps = [{"text": f"step {place}", "probability": one} for place, one in enumerate(odds, 1)]
    return {"injury": injury, "severity": severity, "steps": steps}


def harm(*scenarios: dict[str, Any], presumed: tuple[str, ...] = ()) -> RiskLevel:
    return judge(HARM, {"scenarios": list(scenarios), "presumed": list(presumed)}, TABLES).value


@pytest.mark.parametrize(("probability", "severity", "level"), CELLS)
def test_each_of_the_32_cells_of_the_matrix(probability: float, severity: int, level: str) -> None:
    assert harm(scenario(severity, 1, 1, probability)).value[0].upper() == level


@pytest.mark.parametrize(("probability", "severity", "level"), [(0.5, 1, M), (0.1, 2, S), (0.001, 2, M), (1e-6, 4, L)])
def test_a_probability_on_the_edge_lies_in_the_lower_band(probability: float, severity: int, level: RiskLevel) -> None:
    assert cell(severity, probability, TABLES) is level


def test_the_folding_chair_of_the_guidelines_is_low() -> None:
    """Decision 2010/15/EU example 6.1: pinch, severity 1, 1 × 1/50 × 1/10 × 1 = 1/500."""
    answer = judge(HARM, {"scenarios": [scenario(1, 1, 1 / 50, 1 / 10, 1)]}, TABLES)
    assert answer.value is L
    assert "0.002" in answer.reasons[0].text.en


def test_of_several_scenarios_the_highest_level_counts() -> None:
    answer = judge(HARM, {"scenarios": [scenario(1, 1, 1, 0.01), scenario(3, 1, 0.1, 0.1, injury="断指")]}, TABLES)
    assert answer.value is S
    assert answer.reasons[-1].basis.endswith("3.7.2")


@pytest.mark.parametrize("presumed", PRESUMPTIONS)
def test_each_presumption_makes_the_risk_serious_without_a_scenario(presumed: str) -> None:
    assert harm(presumed=(presumed,)) is S


REFUSED = [
    ({}, "assessment.no_scenario"),
    ({"presumed": ["magic"]}, "assessment.presumption"),
    ({"scenarios": [scenario(5, 1, 1, 1)]}, "assessment.severity"),
    ({"scenarios": [scenario(1, 1, 1)]}, "assessment.steps"),
    ({"scenarios": [scenario(1, 1, 1, 1, 1, 1, 1)]}, "assessment.steps"),
    ({"scenarios": [scenario(1, 1, 1, 0)]}, "assessment.probability"),
    ({"scenarios": [scenario(1, 1, 1, 1.1)]}, "assessment.probability"),
    ({"scenarios": [scenario(1, 1, 1, 1, injury=" ")]}, "assessment.scenario"),
    ({"scenarios": [{"injury": "x"}]}, "assessment.scenario"),
]


@pytest.mark.parametrize(("factors", "code"), REFUSED)
def test_a_scenario_that_is_none_is_refused(factors: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        judge(HARM, factors, TABLES)
    assert refused.value.code == code


def test_the_rapid_matrix_reads_likelihood_by_consequence() -> None:
    levels = [
        judge(RAPID, {"likelihood": likelihood, "consequence": "moderate"}, TABLES).value for likelihood in TABLES.rapid
    ]
    assert levels == [M, M, H, H, H]


def test_what_is_not_known_is_judged_strictly_and_said() -> None:
    answer = judge(RAPID, {"likelihood": UNKNOWN, "consequence": "major"}, TABLES)
    assert answer.value is S
    assert answer.reasons[-1].code == "assessment.unknown"


@pytest.mark.parametrize("method", [RAPID, DISEASE])
def test_a_question_without_an_answer_is_refused_by_its_name(method: AssessmentMethod) -> None:
    with pytest.raises(Refusal, match="assessment"):
        judge(method, {"likelihood": "likely", "burden": "often"}, TABLES)


# Rule R052: 2,575 cases and 221 deaths, through the air, weak capacity, weak exit quarantine, people there, peaks near.
PLAGUE = {
    "burden": "widespread", "deaths": "many", "transmission": "airborne", "capacity": "weak", "exit": "lacking",
    "links": "some", "peak": "near",
}  # fmt: skip


def test_the_plague_in_madagascar_is_a_large_risk_of_import() -> None:
    answer = judge(DISEASE, PLAGUE, TABLES)
    assert answer.value.rank >= H.rank
    assert {f"assessment.factor.{question.code}" for question in DISEASE_QUESTIONS} <= {
        one.code for one in answer.reasons
    }


@given(st.data())
def test_a_worse_answer_never_lowers_the_risk_of_import(data: st.DataObject) -> None:
    answers = {one.code: data.draw(st.sampled_from(one.answers)) for one in DISEASE_QUESTIONS}
    question = data.draw(st.sampled_from(DISEASE_QUESTIONS))
    worse = data.draw(st.sampled_from([one for one in question.answers if one.weight >= answers[question.code].weight]))
    before = judge(DISEASE, {code: one.code for code, one in answers.items()}, TABLES).value
    after = judge(DISEASE, {code: one.code for code, one in (answers | {question.code: worse}).items()}, TABLES).value
    assert after.rank >= before.rank


@given(st.lists(st.floats(1e-7, 1), min_size=3, max_size=5), st.integers(1, 4), st.integers(0, 2))
def test_a_more_probable_step_never_lowers_the_level(odds: list[float], severity: int, place: int) -> None:
    raised = [*odds]
    raised[place] = min(1.0, raised[place] * 3)
    assert harm(scenario(severity, *raised)).rank >= harm(scenario(severity, *odds)).rank


def test_what_would_turn_the_level_is_named_and_turns_it() -> None:
    found = turns(HARM, {"scenarios": [scenario(1, 1, 1 / 50, 1 / 10, 1)]}, TABLES)
    assert ("Severity of “夹伤 pinch”", "2", H) in [(one.factor.en, one.answer.en, one.level) for one in found]
    assert ("Probability of step 2 of “夹伤 pinch”", "0.2", M) in [
        (one.factor.en, one.answer.en, one.level) for one in found
    ]
    assert L not in {one.level for one in found}


def test_turns_of_the_plague_say_what_would_lower_it() -> None:
    assert {one.level for one in turns(DISEASE, PLAGUE, TABLES)} == {H}
