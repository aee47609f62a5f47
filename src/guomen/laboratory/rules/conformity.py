"""Statements of conformity: a result against its limit (ISO/IEC 17025 7.8.6, ILAC-G8:09/2019, JCGM 106:2012).

The value is brought to what the limit speaks of (expressing), rounded where the standard says so (rounding), and
decided on by the decision rule (deciding). What cannot be known is never a pass: it is inconclusive, and the reason
says why.
"""

from collections.abc import Sequence
from decimal import Decimal

from guomen.kernel.terms import Reason, Text
from guomen.laboratory.rules.classes import by_classes
from guomen.laboratory.rules.deciding import (
    Judgement,
    Verdict,
    chance_of_more_than,
    conformance_probability,
    counted,
    verdict,
)
from guomen.laboratory.rules.expressing import Span, diluted, expanded, in_unit_of, on_basis_of, spans_of
from guomen.laboratory.rules.rounding import as_compared
from guomen.laboratory.rules.wording import market_told, reasons_of, rounded_value, written
from guomen.laboratory.terms import (
    Comparison,
    Conformity,
    DecisionRule,
    Grade,
    Limit,
    LimitKind,
    Measured,
    Statement,
)

# What no guard band is for: presence, and classes of units, where the sampling plan carries the risk.
_ATTRIBUTES = (LimitKind.NOT_DETECTED, LimitKind.CLASSES, LimitKind.NONE)


def statement_of(
    analyte: Text, limit: Limit, measured: Measured, rule: DecisionRule = DecisionRule.SIMPLE
) -> Statement:
    """The statement of one test. A rule that the standard states goes before `rule`.

    Raises Refusal where the result's unit cannot be turned into the limit's, and for numbers that cannot be.
    """
    used = DecisionRule.SIMPLE if limit.kind in _ATTRIBUTES else limit.rule or rule
    result = diluted(measured)
    turned = in_unit_of(limit, result)
    stated = turned if limit.kind is LimitKind.NONE else on_basis_of(limit, turned)
    cannot = Judgement(Conformity.INCONCLUSIVE, cannot="basis_unknown")
    found = cannot if stated is None else _judged(limit, stated, used)
    return Statement(
        analyte,
        found.conformity,
        written(result),
        limit,
        tuple(
            _reason(code, analyte, limit, said)
            for code, said in (*reasons_of(limit, measured, stated, used, found), *market_told(limit))
        ),
        used,
        found.risk,
        None if found.uncertainty is None else used.multiple * found.uncertainty,
        "" if stated is None else rounded_value(limit, stated),
        found.grade,
        found.uncertainty,
    )


def overall(statements: Sequence[Conformity]) -> bool | None:
    """One word for a sample: False where any test does not conform, None where any is inconclusive, else True."""
    if Conformity.NONCONFORM in statements:
        return False
    return None if Conformity.INCONCLUSIVE in statements else True


def _reason(code: str, analyte: Text, limit: Limit, said: Text) -> Reason:
    text = Text(f"{analyte.zh}：{said.zh}", f"{analyte.en}: {said.en}")
    return Reason(f"laboratory.{code}", text, basis=limit.basis, source=limit.key, public=text)


def _judged(limit: Limit, stated: Measured, rule: DecisionRule) -> Judgement:
    if limit.kind is LimitKind.NONE:
        return Judgement(Conformity.NOT_ASSESSED, cannot="no_limit")
    spans = spans_of(limit, stated)
    if len(spans) < limit.units:
        return Judgement(Conformity.INCONCLUSIVE, cannot="too_few_units")
    if limit.kind is LimitKind.CLASSES:
        return Judgement(*by_classes(limit, spans))
    if limit.kind is LimitKind.NOT_DETECTED:
        return Judgement(*counted(limit, [Verdict(_presence(limit, span)) for span in spans]))
    return _by_values(limit, stated, rule, [_as_compared(span, limit) for span in spans])


def _presence(limit: Limit, span: Span) -> Conformity:
    """Found at all; or not found, which says something only where the method sees as far down as the standard asks.

    What is looked for in a portion (unit "/25 g", or none) is there or not: the portion itself is the detection limit.
    """
    if span.detected:
        return Conformity.NONCONFORM
    if limit.value is None and (limit.unit in ("", "-") or limit.unit.startswith("/")):
        return Conformity.CONFORM
    reaches = span.high is not None and (limit.value is None or span.high <= limit.value)
    return Conformity.CONFORM if reaches else Conformity.INCONCLUSIVE


def _as_compared(span: Span, limit: Limit) -> Span:
    if limit.comparison is Comparison.FULL or not span.quantified:
        return span
    value = as_compared(span.low, limit)
    return Span(value, value)


def _by_values(limit: Limit, stated: Measured, rule: DecisionRule, spans: Sequence[Span]) -> Judgement:
    uncertainties = [expanded(span.low, stated) for span in spans if span.quantified]
    known = [one for one in uncertainties if one is not None]
    if rule is not DecisionRule.SIMPLE and len(known) < len(uncertainties):
        return Judgement(Conformity.INCONCLUSIVE, cannot="uncertainty_unknown")
    verdicts = [_of_span(span, limit, stated, rule) for span in spans]
    conformity, beyond = counted(limit, verdicts)
    grade = verdicts[0].grade if conformity is Conformity.INCONCLUSIVE and len(verdicts) == 1 else Grade.NONE
    risk = _risk(spans, limit, stated, conformity, grade)
    return Judgement(conformity, beyond, grade, risk, max(known) if known else None)


def _of_span(span: Span, limit: Limit, stated: Measured, rule: DecisionRule) -> Verdict:
    """What both ends of a span say; where they differ, nobody can tell."""
    low = verdict(span.low, limit, _guard(span.low, stated, rule), rule)
    if span.quantified:
        return low
    if span.high is None:
        return low if low.side > 0 else Verdict(Conformity.INCONCLUSIVE)
    if limit.low is not None and span.high <= limit.low and not stated.components:
        return low
    high = verdict(span.high, limit, _guard(span.high, stated, rule), rule)
    same = (low.conformity, low.side, low.grade) == (high.conformity, high.side, high.grade)
    return low if same else Verdict(Conformity.INCONCLUSIVE)


def _guard(value: Decimal, stated: Measured, rule: DecisionRule) -> Decimal:
    return rule.multiple * (expanded(value, stated) or Decimal(0))


def _risk(spans: Sequence[Span], limit: Limit, stated: Measured, conformity: Conformity, grade: Grade) -> float | None:
    """The probability that the statement is wrong: false accept where it accepts, false reject where it rejects."""
    outside: list[float] = []
    for span in spans:
        uncertainty = expanded(span.low, stated)
        if not span.quantified or not uncertainty:
            return None
        u = uncertainty / stated.coverage
        outside.append(1 - conformance_probability(span.low, u, limit.low, limit.value))
    accept = chance_of_more_than(limit.accept, outside)
    if conformity is Conformity.CONFORM or grade is Grade.CONDITIONAL_ACCEPT:
        return accept
    rejects = conformity is Conformity.NONCONFORM or grade is Grade.CONDITIONAL_REJECT
    return 1 - accept if rejects else None
