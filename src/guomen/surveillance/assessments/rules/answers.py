"""The methods that ask questions with answers to choose from. What is not known is judged strictly."""

from collections.abc import Mapping

from guomen.kernel.terms import Outcome, Reason, Refusal, Text
from guomen.surveillance.assessments.questions import CONSEQUENCE, DISEASE_QUESTIONS, LIKELIHOOD, NOT_KNOWN
from guomen.surveillance.assessments.terms import UNKNOWN, Answer, AssessmentMethod, Question, RiskLevel, Tables

# ECDC operational guidance: an answer that is not known moves up the algorithm.
_STRICT = "ECDC operational guidance on rapid risk assessment: unknown answers move up"


def rapid(factors: Mapping[str, str], tables: Tables) -> Outcome[RiskLevel]:
    """Likelihood × consequence. Raises Refusal for a question without an answer."""
    likelihood, consequence = chosen(LIKELIHOOD, factors), chosen(CONSEQUENCE, factors)
    row = _strictest(LIKELIHOOD) if likelihood is NOT_KNOWN else likelihood.code
    column = CONSEQUENCE.answers.index(consequence) if consequence is not NOT_KNOWN else len(CONSEQUENCE.answers) - 1
    level = tables.rapid[row][column]
    text = Text(
        f"可能性“{likelihood.text.zh}” × 后果“{consequence.text.zh}” → {level.text.zh}。",
        f"Likelihood “{likelihood.text.en}” × consequence “{consequence.text.en}” → {level.text.en}.",
    )
    return Outcome(level, (Reason("assessment.rapid", text, AssessmentMethod.RAPID.basis), *_unknowns(factors)))


def disease(factors: Mapping[str, str], tables: Tables) -> Outcome[RiskLevel]:
    """The weighted share of the answers that speak for import (rule R052). Raises Refusal for an open question."""
    answers = {question.code: chosen(question, factors) for question in DISEASE_QUESTIONS}
    whole = sum(tables.weights[code] for code in answers)
    share = sum(tables.weights[code] * answer.weight for code, answer in answers.items()) / whole
    level = _by_share(share, tables)
    reasons = [
        Reason(
            f"assessment.factor.{question.code}",
            Text(
                f"{question.text.zh}：{answers[question.code].text.zh}（权重{tables.weights[question.code]:g}）。",
                f"{question.text.en}: {answers[question.code].text.en} (weight {tables.weights[question.code]:g}).",
            ),
        )
        for question in DISEASE_QUESTIONS
    ]
    told = Text(
        f"加权得分为最高分的{share:.0%} → 输入风险：{level.text.zh}。",
        f"The weighted score is {share:.0%} of the highest → risk of import: {level.text.en}.",
    )
    return Outcome(
        level, (*reasons, Reason("assessment.share", told, AssessmentMethod.DISEASE_IMPORT.basis), *_unknowns(factors))
    )


def _by_share(share: float, tables: Tables) -> RiskLevel:
    reached = sum(share >= threshold for threshold in tables.thresholds)
    return (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.SERIOUS)[reached]


def chosen(question: Question, factors: Mapping[str, str]) -> Answer:
    """The answer given to a question. Raises Refusal where there is none, or none of those offered."""
    given = factors.get(question.code, "")
    found = next((answer for answer in (*question.answers, NOT_KNOWN) if answer.code == given), None)
    if found is None:
        raise Refusal(
            f"assessment.{question.code}",
            Text(f"“{question.text.zh}”没有有效的回答。", f"“{question.text.en}” has no valid answer."),
            Text("请选择一项；不清楚时选“不明”。", "Choose one; where it is not clear, “not known”."),
        )
    return found


def _strictest(question: Question) -> str:
    return max(question.answers, key=lambda answer: answer.weight).code


def _unknowns(factors: Mapping[str, str]) -> list[Reason]:
    count = sum(value == UNKNOWN for value in factors.values())
    if not count:
        return []
    text = Text(f"{count}个因素不明，按最严判断。", f"{count} not known, judged strictly.")
    return [Reason("assessment.unknown", text, _STRICT)]
