"""Supervision: product risk × enterprise class give the mode, the mode, the origin and the record give the lot rate."""

from datetime import date
from typing import NamedTuple

from guomen.catalogue.terms import Channel, CommodityRisk, OriginRisk, ProductRisk, SupervisionMode
from guomen.kernel.terms import Reason, Refusal, Text
from guomen.parties.terms import AuthorisationFact, AuthorisationKind
from guomen.targeting.rules.docket import Docket
from guomen.targeting.sampling.rules import plan_for, representative_lot
from guomen.targeting.terms import Instruction, InstructionKind, Ruling, When

MODES = {
    SupervisionMode.SPECIAL: Text("特别监管", "special"),
    SupervisionMode.STRINGENT: Text("严密监管", "stringent"),
    SupervisionMode.GENERAL: Text("一般监管", "general"),
    SupervisionMode.VERIFICATION: Text("验证监管", "verification"),
    SupervisionMode.CREDIT: Text("信用监管", "credit"),
}
RISKS = {
    ProductRisk.HIGH: Text("高风险", "high risk"),
    ProductRisk.ELEVATED: Text("较高风险", "elevated risk"),
    ProductRisk.GENERAL: Text("一般风险", "general risk"),
}
_ORDER = list(ProductRisk)
# How severe inspection is, where it is not normal.
SEVERITIES = {
    "normal": Text("", ""),
    "tightened": Text("，加严", ", tightened"),
    "reduced": Text("，放宽", ", reduced"),
}
# 特殊通关标识: direct release.
DIRECT = frozenset({"1"})


def law_day(docket: Docket, on: date) -> date:
    """A day on which the catalogue says what it says on `on`; the same for all days in between changes."""
    return docket.rulebook.law_day(on)


def party_day(docket: Docket, importer: str, on: date) -> date:
    """A day on which the importer's class and authorisations are what they are on `on`."""
    facts = docket.parties.operators.get(importer)
    if facts is None:
        return date.min
    turns = [day for _, start, end, _ in facts.classes for day in (start, end)]
    turns += [day for fact in facts.authorisations for day in (fact.valid_from, fact.valid_to)]
    return max((day for day in turns if day is not None and day <= on), default=date.min)


def enterprise_class(docket: Docket, importer: str, party_day: date, law_day: date) -> int:
    """The class (1 to 4) of the importer or exporter on the day; the policy's default where it has none."""
    held = docket.parties.enterprise_class(importer, party_day)
    return held or docket.rulebook.policy("targeting.default_enterprise_class", law_day).whole


def class_stated(docket: Docket, importer: str, party_day: date, law_day: date) -> Ruling | None:
    """Say so where the class is only the policy's default."""
    if docket.parties.enterprise_class(importer, party_day):
        return None
    default = docket.rulebook.policy("targeting.default_enterprise_class", law_day)
    text = Text(
        f"企业当日无分类记录，按政策缺省视为{default.whole}类。",
        f"No enterprise class is on record for the day: taken as class {default.whole} by policy.",
    )
    return Ruling(Channel.RELEASE, reasons=(Reason("supervision.class_default", text, source=default.key),))


class _Graded(NamedTuple):
    risk: ProductRisk
    row: CommodityRisk | None
    short: bool


def _graded(docket: Docket, goods: str, on: date) -> _Graded:
    """The grade of the goods; of a code that is too short to tell, the gravest that it may be."""
    snapshot = docket.rulebook.snapshot
    row = snapshot.product_risk(goods, on)
    risk = row.risk if row else ProductRisk(docket.rulebook.policy("targeting.default_product_risk", on).value)
    graver = [
        other
        for other in snapshot.commodities
        if len(other.goods) > len(goods)
        and other.goods.startswith(goods)
        and other.in_force(on)
        and _ORDER.index(other.risk) < _ORDER.index(risk)
    ]
    if not graver:
        return _Graded(risk, row, False)
    worst = min(graver, key=lambda other: (_ORDER.index(other.risk), other.key))
    return _Graded(worst.risk, worst, True)


def product_risk(docket: Docket, goods: str, on: date) -> str:
    """The risk grade of the goods on the day; the policy's default where no row says anything."""
    return str(_graded(docket, goods, on).risk)


def product_risk_stated(docket: Docket, goods: str, on: date) -> Ruling:
    """Say which row gives the grade, and whether the code was too short to be sure."""
    risk, row, short = _graded(docket, goods, on)
    if row is None:
        source = docket.rulebook.policy("targeting.default_product_risk", on).key
        text = Text(
            f"商品未列风险等级，按政策缺省视为{RISKS[risk].zh}。",
            f"The goods have no risk grade on record: taken as {RISKS[risk].en} by policy.",
        )
        return Ruling(Channel.RELEASE, reasons=(Reason("supervision.product_risk_default", text, source=source),))
    if short:
        text = Text(
            f"商品编号{goods}位数不足，按可能的最高等级视为{RISKS[risk].zh}，须审核单证。",
            f"The goods code {goods} is too short: taken as {RISKS[risk].en}, the gravest it may be; check documents.",
        )
        reason = Reason("supervision.code_too_short", text, source=row.key)
        return Ruling(Channel.DOCUMENT, reasons=(reason,))
    text = Text(f"商品风险等级：{RISKS[risk].zh}。", f"Product risk: {RISKS[risk].en}.")
    return Ruling(Channel.RELEASE, reasons=(Reason("supervision.product_risk", text, source=row.key),))


def graded_origin(docket: Docket, origin: str) -> str:
    """The origin, if any row grades its risk; else nothing, so that ordinary origins are one key."""
    return origin if origin in docket.rulebook.graded_origins else ""


def origin_risk(docket: Docket, graded: str, goods: str, on: date) -> str:
    """The risk grade of the origin for the goods; ordinary where no row says anything."""
    row = docket.rulebook.snapshot.origin_risk(graded, goods, on) if graded else None
    return str(row.risk if row else OriginRisk.ORDINARY)


def origin_risk_stated(docket: Docket, graded: str, goods: str, on: date) -> Ruling | None:
    """Say which row makes the origin more than ordinary."""
    row = docket.rulebook.snapshot.origin_risk(graded, goods, on) if graded else None
    if row is None or row.risk is OriginRisk.ORDINARY:
        return None
    grade = Text("高", "high") if row.risk is OriginRisk.HIGH else Text("较高", "elevated")
    text = Text(f"原产地{graded}风险{grade.zh}。", f"Origin {graded}: {grade.en} risk.")
    return Ruling(Channel.RELEASE, reasons=(Reason("supervision.origin_risk", text, source=row.key),))


# Authorisations of one kind that an importer holds on a day.
Held = tuple[AuthorisationFact, ...]


def green_held(docket: Docket, importer: str, on: date) -> Held:
    """The importer's green channels on the day (绿色通道)."""
    return _held(docket, AuthorisationKind.GREEN_CHANNEL, importer, on)


def direct_held(docket: Docket, importer: str, on: date) -> Held:
    """The importer's authorisations for direct release on the day (直通放行)."""
    return _held(docket, AuthorisationKind.DIRECT_RELEASE, importer, on)


def _held(docket: Docket, kind: AuthorisationKind, importer: str, on: date) -> Held:
    facts = docket.parties.operators.get(importer)
    return tuple(fact for fact in (facts.authorisations if facts else ()) if fact.kind is kind and fact.valid_on(on))


def _covering(held: Held, goods: str) -> AuthorisationFact | None:
    return next((fact for fact in held if fact.covers(goods)), None)


def green_channel(docket: Docket, held: Held, goods: str) -> bool:
    """Whether the goods go through the green channel."""
    return _covering(held, goods) is not None


def green_stated(docket: Docket, held: Held, goods: str) -> Ruling | None:
    """Say by which authorisation the goods go through the green channel."""
    fact = _covering(held, goods)
    if fact is None:
        return None
    text = Text(f"绿色通道{fact.number}：降低抽批比例。", f"Green channel {fact.number}: a lower lot rate.")
    return Ruling(Channel.RELEASE, reasons=(Reason("supervision.green_channel", text, source=fact.key),))


def direct_release(docket: Docket, held: Held, special_pass: str, destination: str, goods: str) -> Ruling | None:
    """Direct release: who is authorised and asks for it is inspected once, at the destination."""
    if special_pass not in DIRECT:
        return None
    fact = _covering(held, goods)
    if fact is None or not destination:
        text = Text(
            "申报直通放行但无有效授权或未报目的地机构：在口岸查验。",
            "Direct release is claimed without a valid authorisation or destination: inspect at the port.",
        )
        reason = Reason("direct_release.not_authorised", text, public=text)
        return Ruling(Channel.RELEASE, reasons=(reason,))
    text = Text(
        f"直通放行{fact.number}：如需查验，仅在目的地机构{destination}查验一次。",
        f"Direct release {fact.number}: an inspection, where due, is made once, at destination office {destination}.",
    )
    asked = Instruction(InstructionKind.CHECK, "inspect_at_destination", text, source=fact.key)
    reason = Reason("direct_release.authorised", text, source=fact.key, public=text)
    return Ruling(Channel.RELEASE, reasons=(reason,), instructions=(asked,))


def lot_size_class(docket: Docket, lot: int | None) -> int:
    """A lot size with the same sampling plans as `lot`; 0 where the size is not stated."""
    return representative_lot(docket.rulebook.sampling, lot) if lot else 0


def units_to_take(docket: Docket, lot: int, risk: str, severity: str, office: str, on: date) -> Ruling | None:
    """How many units of an opened lot to take, by ISO 2859-1 from its size; nothing where the size is not stated.

    severity: normal, tightened or reduced inspection (clause 9).
    """
    if not lot:
        return None
    book = docket.rulebook
    level = book.policy("targeting.inspection_level", on, office).value
    aql = book.policy(f"targeting.aql.{risk}", on, office).value
    try:
        plan = plan_for(book.sampling, lot, level, aql, severity)
    except LookupError as missing:
        raise Refusal(
            "targeting.sampling_plan.missing",
            Text(f"抽样方案表中查不到：{missing}。", f"The sampling tables have no answer: {missing}."),
            Text(
                "请核对政策值 targeting.inspection_level 与 targeting.aql，并装载 reference/。",
                "Check the policies targeting.inspection_level and targeting.aql, and load reference/.",
            ),
        ) from missing
    text = Text(
        f"从该批中抽取{plan.n}个单位；不合格不超过{plan.ac}个接收，达到{plan.re}个拒收"
        f"（检验水平{level}，AQL {aql}{SEVERITIES[severity].zh}）。",
        f"Take {plan.n} units of the lot: accept with up to {plan.ac} nonconforming, reject from {plan.re}"
        f" (level {level}, AQL {aql}{SEVERITIES[severity].en}).",
    )
    asked = Instruction(
        InstructionKind.CHECK, "units", text, "GB/T 2828.1-2012 (ISO 2859-1:1999)",
        units=plan.n, accept=plan.ac, reject=plan.re,
    )  # fmt: skip
    return Ruling(Channel.RELEASE, instructions=(asked,), when=When.IF_INSPECTED)
