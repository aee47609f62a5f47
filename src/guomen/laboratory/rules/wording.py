"""What a statement of conformity says of itself, in both languages."""

from collections.abc import Iterator
from decimal import Decimal

from guomen.catalogue.terms import Confidence
from guomen.kernel.terms import Text
from guomen.laboratory.rules.deciding import Judgement
from guomen.laboratory.rules.expressing import Span, diluted, missing_members, spans_of
from guomen.laboratory.rules.rounding import as_compared
from guomen.laboratory.terms import (
    Basis,
    Comparison,
    Conformity,
    DecisionRule,
    Grade,
    Limit,
    LimitKind,
    Market,
    Measured,
)

Said = tuple[str, Text]
_CANNOT = {
    "no_limit": Text(
        "当日无适用限量，结果仅供参考。", "No limit is in force for it on that day; the value is for information."
    ),
    "uncertainty_unknown": Text(
        "判定规则为{rule.zh}，但未给出测量不确定度，不能判定。",
        "The decision rule is {rule.en}, but no uncertainty is stated: it cannot be judged.",
    ),
    "too_few_units": Text(
        "应检{limit.units}个样本单位，仅检{units}个。", "{limit.units} units were to be tested, {units} were."
    ),
    "basis_unknown": Text(
        "限量{there.zh}，结果{here.zh}；未给出换算所需的干物质或脂肪含量，不能判定。",
        "The limit is stated {there.en}, the result {here.en}; without the share of dry matter or fat to convert it "
        "cannot be judged.",
    ),
}


def reasons_of(
    limit: Limit, measured: Measured, stated: Measured | None, rule: DecisionRule, found: Judgement
) -> list[Said]:
    """Why it came out so: the comparison first, then how the value came about, then the rule and its risk."""
    if found.cannot or stated is None:
        return [(found.cannot, _cannot(limit, measured, rule, found.cannot))]
    reasons = [_main(limit, measured, stated, found), *_steps(limit, measured, stated)]
    if found.uncertainty is not None:
        reasons.append(("decision_rule", _by_rule(limit, stated, rule, found)))
    return reasons


def market_told(limit: Limit) -> list[Said]:
    """Of goods for export: whose limit they were judged by, and why it is not the destination's."""
    if limit.destination is None:
        return []
    to, market = limit.destination, limit.market or Market("", Text("我国", "China"))
    mark = Text("", "") if not limit.confidence or Confidence(limit.confidence).verified else _UNVERIFIED
    if limit.kind is LimitKind.NONE:
        said = Text(f"未收录{to.name.zh}对该项的限量。", f"No limit of {to.name.en} for this is on file.")
        return [("no_limit_of_destination", said)]
    if market.code == to.code:
        return [
            (
                "limit_of_destination",
                Text(
                    f"按目的地（{to.name.zh}）的限量判定：{limit.basis}{mark.zh}。",
                    f"Judged by the limit of the destination ({to.name.en}): {limit.basis}{mark.en}.",
                ),
            )
        ]
    return [
        (
            "limit_of_another_market",
            Text(
                f"未收录{to.name.zh}对该项的限量，按{market.name.zh}的{limit.basis}判定{mark.zh}。",
                f"No limit of {to.name.en} for this is on file; judged by {limit.basis} of {market.name.en}{mark.en}.",
            ),
        )
    ]


_UNVERIFIED = Text("（该限量为未核实的缺省值）", " (that limit is an unverified default)")


def _cannot(limit: Limit, measured: Measured, rule: DecisionRule, code: str) -> Text:
    here, there = Basis(measured.basis).text, limit.stated_on.text
    units = len(measured.readings)
    return _CANNOT[code].filled(limit=limit, rule=rule.text, here=here, there=there, units=units)


def written(measured: Measured) -> str:
    """The readings as they are read out: "0.31 ± 0.04 mg/kg (k = 2)", "ND (LOD 0.05 mg/kg)", "<LOQ", "ND, 12 CFU/g"."""
    unit = f" {measured.unit}" if measured.unit not in ("", "-") else ""
    if measured.components and not measured.readings:
        return ", ".join(f"{name} {_one(value, measured)}" for name, value in measured.components.items()) + unit
    readings = [_one(reading, measured) for reading in measured.readings]
    if set(readings) == {"ND"}:
        return f"ND (LOD {measured.lod:f}{unit})" if measured.lod is not None else "ND"
    if set(readings) == {"<LOQ"}:
        return f"<LOQ ({measured.loq:f}{unit})"
    if len(readings) == 1 and measured.uncertainty is not None:
        return f"{readings[0]} ± {measured.uncertainty:f}{unit} (k = {measured.coverage.normalize():f})"
    return ", ".join(readings) + unit


def _one(reading: Decimal | None, measured: Measured) -> str:
    if reading is None or (measured.lod is not None and reading < measured.lod):
        return "ND"
    return "<LOQ" if measured.loq is not None and reading < measured.loq else f"{reading:f}"


def rounded_value(limit: Limit, stated: Measured) -> str:
    """The value as it was compared, where the standard has it rounded; else empty."""
    if limit.comparison is Comparison.FULL or limit.kind not in (LimitKind.MAX, LimitKind.RANGE):
        return ""
    values = [as_compared(span.low, limit) for span in spans_of(limit, stated) if span.quantified]
    return ", ".join(f"{value:f}" for value in values)


def _main(limit: Limit, measured: Measured, stated: Measured, found: Judgement) -> Said:
    if found.conformity is Conformity.INCONCLUSIVE:
        return _open(limit, measured, stated, found)
    what, count = written(diluted(measured)), _count(limit, found.beyond)
    outside = sum(_outside(span, limit) for span in spans_of(limit, stated)) > limit.accept
    if limit.kind in (LimitKind.MAX, LimitKind.RANGE) and outside is (found.conformity is Conformity.CONFORM):
        return _by_guard(limit, f"{what}{count.zh}", f"{what}{count.en}", outside)
    if found.conformity is Conformity.CONFORM:
        return "within_limit", Text(
            f"结果 {what}{count.zh}，符合限量 {limit.text.zh}。",
            f"Found {what}{count.en}: within the limit {limit.text.en}.",
        )
    return "outside_limit", Text(
        f"结果 {what}{count.zh}，不符合限量 {limit.text.zh}。",
        f"Found {what}{count.en}: outside the limit {limit.text.en}.",
    )


def _outside(span: Span, limit: Limit) -> bool:
    """Whether the value as it is compared lies beyond the limit itself, whatever the rule makes of it."""
    value = as_compared(span.low, limit) if limit.comparison is Comparison.ROUNDED else span.low
    above = limit.value is not None and value > limit.value
    high = span.high if span.high is not None else value
    return above or (limit.low is not None and value < limit.low and (span.quantified or high <= limit.low))


def _by_guard(limit: Limit, zh: str, en: str, outside: bool) -> Said:
    """The guard band, not the limit alone, decided."""
    sign = limit.text
    if outside:
        return "within_uncertainty", Text(
            f"结果 {zh} 超出限量 {sign.zh}，但未超出测量不确定度，按判定规则接受。",
            f"Found {en}: outside the limit {sign.en}, but not beyond its uncertainty; accepted by the decision rule.",
        )
    return "in_guard_band", Text(
        f"结果 {zh} 在限量 {sign.zh} 之内，但位于保护带内，按判定规则不予接受。",
        f"Found {en}: within the limit {sign.en}, but in the guard band; not accepted by the decision rule.",
    )


def _open(limit: Limit, measured: Measured, stated: Measured, found: Judgement) -> Said:
    """Why nobody can tell."""
    spans = spans_of(limit, stated)
    missing = missing_members(limit, stated)
    if missing:
        zh, en = "、".join(part.name.zh for part in missing), ", ".join(part.name.en for part in missing)
        return "component_missing", Text(
            f"总量中未测{zh}，不能判定限量 {limit.text.zh}。",
            f"{en} was not measured: the sum cannot be judged against {limit.text.en}.",
        )
    if found.grade is not Grade.NONE or all(span.quantified for span in spans):
        return _in_guard(limit, measured, found)
    high = spans[0].high
    if stated.components and high is not None:
        return "sum_straddles", Text(
            f"总量在下限值 {_plain(spans[0].low)} 与上限值 {_plain(high)} 之间，跨越限量 {limit.text.zh}，不能判定。",
            f"The sum lies between {_plain(spans[0].low)} (lower bound) and {_plain(high)} (upper bound), across the "
            f"limit {limit.text.en}: it cannot be judged.",
        )
    if any(span.high is None for span in spans):
        return "lod_unknown", Text(
            f"未检出但未注明检出限，无法与限量 {limit.text.zh} 比较。",
            f"Not detected, but without a detection limit it cannot be compared with {limit.text.en}.",
        )
    if any(span.detected and not span.quantified for span in spans):
        return "loq_above_limit", Text(
            f"检出但低于定量限，不足以判定限量 {limit.text.zh}。",
            f"Detected below the limit of quantification, which does not reach down to {limit.text.en}.",
        )
    return "lod_above_limit", Text(
        f"检出限 {_plain(stated.lod)} {stated.unit} 不足以判定限量 {limit.text.zh}。",
        f"The detection limit {_plain(stated.lod)} {stated.unit} does not reach down to {limit.text.en}.",
    )


def _in_guard(limit: Limit, measured: Measured, found: Judgement) -> Said:
    what, sign = written(diluted(measured)), limit.text
    if found.grade is Grade.CONDITIONAL_ACCEPT:
        return "conditional_accept", Text(
            f"结果 {what} 在限量 {sign.zh} 之内，但位于保护带内：有条件合格。",
            f"Found {what}: within the limit {sign.en}, but in the guard band: conditional pass.",
        )
    if found.grade is Grade.CONDITIONAL_REJECT:
        return "conditional_reject", Text(
            f"结果 {what} 超出限量 {sign.zh}，但未超出保护带：有条件不合格。",
            f"Found {what}: outside the limit {sign.en}, but within the guard band: conditional fail.",
        )
    return "guard_too_wide", Text(
        f"结果 {what}：测量不确定度过大，保护带内没有可接受的数值，不能判定限量 {sign.zh}。",
        f"Found {what}: the uncertainty is so large that the guard band leaves no value to accept; {sign.en} cannot "
        "be judged.",
    )


def _steps(limit: Limit, measured: Measured, stated: Measured) -> Iterator[Said]:
    """How the value that was compared came about, where it is not the one that was entered."""
    spans = spans_of(limit, stated)
    value = ", ".join(_plain(span.low) for span in spans if span.quantified) or "ND"
    unit = stated.unit
    if measured.dilution != 1:
        yield (
            "diluted",
            Text(
                f"读数乘以稀释倍数 {_plain(measured.dilution)}：{value} {unit}。",
                f"Readings times the dilution {_plain(measured.dilution)}: {value} {unit}.",
            ),
        )
    here, there = Basis(measured.basis), limit.stated_on
    if here.text != there.text:
        yield (
            "basis_converted",
            Text(
                f"由{here.text.zh}换算为{there.text.zh}：{value} {unit}。",
                f"Turned from {here.text.en} to {there.text.en}: {value} {unit}.",
            ),
        )
    if stated.components:
        low, high = _plain(spans[0].low), _plain(spans[0].high)
        yield (
            "summed",
            Text(
                f"{len(stated.components)}个组分之和：下限值 {low}，上限值 {high} {unit}。",
                f"Sum of {len(stated.components)} members: lower bound {low}, upper bound {high} {unit}.",
            ),
        )
    if rounded := rounded_value(limit, stated):
        yield (
            "rounded",
            Text(
                f"按修约值比较法（GB/T 8170-2008 4.3.3）修约为 {rounded} {unit}。",
                f"Compared as rounded (GB/T 8170-2008 4.3.3): {rounded} {unit}.",
            ),
        )


def _by_rule(limit: Limit, stated: Measured, rule: DecisionRule, found: Judgement) -> Text:
    guard = rule.multiple * (found.uncertainty or Decimal(0))
    width = Text(f"，保护带 {_plain(guard)} {stated.unit}", f", guard band {_plain(guard)} {stated.unit}")
    width = width if guard else Text("", "")
    risk = _risk(found)
    return Text(
        f"判定规则：{rule.text.zh}{width.zh}（U = {_plain(found.uncertainty)} {stated.unit}）{risk.zh}。",
        f"Decision rule: {rule.text.en}{width.en} (U = {_plain(found.uncertainty)} {stated.unit}){risk.en}.",
    )


def _risk(found: Judgement) -> Text:
    if found.risk is None:
        return Text("", "")
    share = per_cent(found.risk)
    if found.conformity is Conformity.CONFORM or found.grade is Grade.CONDITIONAL_ACCEPT:
        return Text(f"；误接受概率 {share}", f"; probability of a false accept {share}")
    return Text(f"；误拒绝概率 {share}", f"; probability of a false reject {share}")


def per_cent(share: float) -> str:
    """A probability as it is read out: "2.3 %", "0.013 %", "< 0.001 %"."""
    return "< 0.001 %" if share < 0.00001 else f"{float(f'{share * 100:.2g}'):.15g} %"


def _count(limit: Limit, beyond: int) -> Text:
    if limit.units == 1:
        return Text("", "")
    return Text(
        f"（{limit.units}个单位中{beyond}个超出，允许{limit.accept}个）",
        f" ({beyond} of {limit.units} units outside, {limit.accept} allowed)",
    )


def _plain(value: Decimal | None, places: int = 6) -> str:
    """A number without the tail that dividing leaves; "–" for one that nobody knows."""
    if value is None:
        return "–"
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:
        value = Decimal(f"{value:.{places}g}")
    return f"{value.normalize():f}"
