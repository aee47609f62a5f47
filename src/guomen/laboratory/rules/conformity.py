"""Statements of conformity: a result against its limit, by simple acceptance (ISO/IEC 17025 7.8.6, ILAC-G8 4.2.1).

Simple acceptance: the measured value itself is compared with the limit, without a guard band; a value equal to the
limit conforms. A result that is "not detected" speaks only as far down as its detection limit.
"""

from collections.abc import Sequence
from decimal import Decimal

from guomen.kernel.terms import Outcome, Quantity, Reason, Refusal, Text, UnitMismatch
from guomen.laboratory.terms import Conformity, DecisionRule, Limit, LimitKind, Measured, Statement


def statement_of(
    analyte: Text, limit: Limit, measured: Measured, rule: DecisionRule = DecisionRule.SIMPLE
) -> Statement:
    """The statement of one test. Raises Refusal where the result's unit cannot be turned into the limit's."""
    turned = _in_unit_of(limit, measured)
    outcome = _judged(analyte, limit, turned)
    return Statement(analyte, outcome.value, _written(measured), limit, outcome.reasons, rule)


def overall(statements: Sequence[Conformity]) -> bool | None:
    """One word for a sample: False where any test does not conform, None where any is inconclusive, else True."""
    if Conformity.NONCONFORM in statements:
        return False
    return None if Conformity.INCONCLUSIVE in statements else True


def _in_unit_of(limit: Limit, measured: Measured) -> Measured:
    if limit.kind is LimitKind.NONE or limit.unit == measured.unit:
        return measured

    def turned(value: Decimal | None) -> Decimal | None:
        return None if value is None else Quantity(value, measured.unit).to(limit.unit).value

    try:
        readings = tuple(turned(value) for value in measured.readings)
        return Measured(readings, limit.unit, turned(measured.lod), turned(measured.loq))
    except UnitMismatch as error:
        raise Refusal(
            "result.unit",
            Text(
                f"结果单位“{measured.unit}”无法换算为限量单位“{limit.unit}”。",
                f"The result's unit “{measured.unit}” cannot be turned into the limit's “{limit.unit}”.",
            ),
            Text(f"请以“{limit.unit}”或可换算的单位填写。", f"Enter it in “{limit.unit}” or a unit of the same kind."),
        ) from error


def _judged(analyte: Text, limit: Limit, measured: Measured) -> Outcome[Conformity]:
    if limit.kind is LimitKind.NONE:
        said = Text(
            "当日无适用限量，结果仅供参考。", "No limit is in force for it on that day; the value is for information."
        )
        return Outcome(Conformity.NOT_ASSESSED, (_reason("no_limit", analyte, limit, said),))
    if len(measured.readings) < limit.units:
        said = Text(
            f"应检{limit.units}个样本单位，仅检{len(measured.readings)}个。",
            f"{limit.units} units were to be tested, {len(measured.readings)} were.",
        )
        return Outcome(Conformity.INCONCLUSIVE, (_reason("too_few_units", analyte, limit, said),))
    if limit.kind is LimitKind.CLASSES:
        return _by_classes(analyte, limit, measured)
    return _by_units(analyte, limit, measured)


def _by_units(analyte: Text, limit: Limit, measured: Measured) -> Outcome[Conformity]:
    """Each unit against the limit; at most c of them beyond it."""
    verdicts = [_unit(limit, reading, measured) for reading in measured.readings]
    beyond = verdicts.count(Conformity.NONCONFORM)
    if beyond > limit.accept:
        return Outcome(Conformity.NONCONFORM, (_beyond(analyte, limit, measured, beyond),))
    if beyond + verdicts.count(Conformity.INCONCLUSIVE) > limit.accept:
        return Outcome(Conformity.INCONCLUSIVE, (_blind(analyte, limit, measured),))
    return Outcome(Conformity.CONFORM, (_within(analyte, limit, measured, beyond),))


def _unit(limit: Limit, reading: Decimal | None, measured: Measured) -> Conformity:
    if reading is None:
        return _unseen(limit, measured.lod)
    if limit.kind is LimitKind.NOT_DETECTED:
        return Conformity.NONCONFORM
    above = limit.value is not None and reading > limit.value
    below = limit.low is not None and reading < limit.low
    return Conformity.NONCONFORM if above or below else Conformity.CONFORM


def _unseen(limit: Limit, lod: Decimal | None) -> Conformity:
    """What "not detected" says: nothing where the method does not see down to the limit, or does not say how far."""
    if limit.kind is LimitKind.NOT_DETECTED:
        reaches = limit.value is None or (lod is not None and lod <= limit.value)
    elif limit.low is not None and limit.low > 0:
        below = lod is not None and lod <= limit.low
        return Conformity.NONCONFORM if below else Conformity.INCONCLUSIVE
    else:
        reaches = lod is not None and (limit.value is None or lod <= limit.value)
    return Conformity.CONFORM if reaches else Conformity.INCONCLUSIVE


def _by_classes(analyte: Text, limit: Limit, measured: Measured) -> Outcome[Conformity]:
    """Units in classes (GB 4789.1): none above M, at most c between m and M; without M, at most c above m.

    A unit in which nothing was found counts as not above m where the method sees down to m; with m = 0 (absence in a
    portion) the portion itself is the detection limit.
    """
    m, high = limit.low or Decimal(0), limit.value
    found = [reading for reading in measured.readings if reading is not None]
    blind = len(measured.readings) - len(found) if m > 0 and (measured.lod is None or measured.lod > m) else 0
    marginal = sum(1 for reading in found if reading > m and (high is None or reading <= high))
    over = sum(1 for reading in found if high is not None and reading > high)
    if over or marginal > limit.accept:
        return Outcome(Conformity.NONCONFORM, (_beyond(analyte, limit, measured, marginal + over),))
    if marginal + blind > limit.accept:
        return Outcome(Conformity.INCONCLUSIVE, (_blind(analyte, limit, measured),))
    return Outcome(Conformity.CONFORM, (_within(analyte, limit, measured, marginal),))


def _within(analyte: Text, limit: Limit, measured: Measured, beyond: int) -> Reason:
    written, count = _written(measured), _count(limit, beyond)
    said = Text(
        f"结果 {written}{count.zh}，符合限量 {limit.text.zh}。",
        f"Found {written}{count.en}: within the limit {limit.text.en}.",
    )
    return _reason("within_limit", analyte, limit, said)


def _beyond(analyte: Text, limit: Limit, measured: Measured, beyond: int) -> Reason:
    written, count = _written(measured), _count(limit, beyond)
    said = Text(
        f"结果 {written}{count.zh}，不符合限量 {limit.text.zh}。",
        f"Found {written}{count.en}: outside the limit {limit.text.en}.",
    )
    return _reason("outside_limit", analyte, limit, said)


def _blind(analyte: Text, limit: Limit, measured: Measured) -> Reason:
    if measured.lod is None:
        said = Text(
            f"未检出但未注明检出限，无法与限量 {limit.text.zh} 比较。",
            f"Not detected, but without a detection limit it cannot be compared with {limit.text.en}.",
        )
        return _reason("lod_unknown", analyte, limit, said)
    said = Text(
        f"检出限 {measured.lod:f} {measured.unit} 不足以判定限量 {limit.text.zh}。",
        f"The detection limit {measured.lod:f} {measured.unit} does not reach down to {limit.text.en}.",
    )
    return _reason("lod_above_limit", analyte, limit, said)


def _count(limit: Limit, beyond: int) -> Text:
    if limit.units == 1:
        return Text("", "")
    return Text(
        f"（{limit.units}个单位中{beyond}个超出，允许{limit.accept}个）",
        f" ({beyond} of {limit.units} units outside, {limit.accept} allowed)",
    )


def _reason(code: str, analyte: Text, limit: Limit, said: Text) -> Reason:
    text = Text(f"{analyte.zh}：{said.zh}", f"{analyte.en}: {said.en}")
    return Reason(f"laboratory.{code}", text, basis=limit.basis, source=limit.key, public=text)


def _written(measured: Measured) -> str:
    """The readings as they are read out: "0.31 mg/kg", "ND (LOD 0.05 mg/kg)", "ND, 12, 30 CFU/g"."""
    unit = f" {measured.unit}" if measured.unit not in ("", "-") else ""
    if all(reading is None for reading in measured.readings):
        return f"ND (LOD {measured.lod:f}{unit})" if measured.lod is not None else "ND"
    return ", ".join("ND" if reading is None else f"{reading:f}" for reading in measured.readings) + unit
