"""Gates: market access, establishment registration, filing, designated port. Each may refuse; none hides the others.

A gate that rests on an unverified default (confidence medium or low) holds the goods for a person instead of
refusing them.
"""

from datetime import date

from guomen.catalogue.terms import AccessState, Channel, DesignationState, Requirement
from guomen.kernel.terms import Reason, Text
from guomen.parties.terms import AuthorisationFact, AuthorisationKind, AuthorisationState
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.rule import WHOLE_CODE, Rule, required
from guomen.targeting.terms import Ruling

UNVERIFIED = Text("（依据为未核实的缺省值，须人工确认）", " (rests on an unverified default: a person must confirm)")
_STATES = {
    AccessState.EVALUATING: Text("评估中", "under evaluation"),
    AccessState.SUSPENDED: Text("已暂停", "suspended"),
    AccessState.WITHDRAWN: Text("已取消", "withdrawn"),
    AuthorisationState.APPLIED: Text("申请中", "applied for"),
}


def closed(requirement: Requirement, code: str, text: Text, source: str, verified: bool = True) -> Ruling:
    """A closed gate: refuse, or hold where the ground is an unverified default."""
    sure = verified and requirement.confidence.verified
    told = text if sure else Text(text.zh + UNVERIFIED.zh, text.en + UNVERIFIED.en)
    reason = Reason(code, told, requirement.basis, source, public=text)
    return Ruling(Channel.REFUSE if sure else Channel.HOLD, reasons=(reason,))


def unreadable(requirement: Requirement, code: str, goods: str, source: str) -> Ruling:
    """The goods code is too short for rows that say more: nobody can tell, so documents are looked at."""
    text = Text(
        f"商品编号{goods}位数不足，无法对照{source}判断，须审核单证。",
        f"The goods code {goods} is too short to be read against {source}: documents must be checked.",
    )
    return Ruling(Channel.DOCUMENT, reasons=(Reason(code, text, requirement.basis, source, WHOLE_CODE),))


def gate_access(
    docket: Docket, rule: Rule, goods: str, origin: str, shipped_on: date | None, on: date
) -> Ruling | None:
    """Market access: the pair of goods and origin must be admitted on the day of shipment, else on the day declared.

    Goods shipped before a suspension still come in; goods shipped after it do not.
    """
    requirement = required(rule)
    snapshot, day = docket.rulebook.snapshot, shipped_on or on
    if not origin:
        return closed(
            requirement,
            "gate.access.origin_unknown",
            Text("未申报原产国（地区），无法核对准入。", "No origin is declared, so market access cannot be checked."),
            rule.source,
        )
    longer = [
        row
        for row in snapshot.access
        if row.origin == origin and len(row.goods) > len(goods) and row.goods.startswith(goods) and row.in_force(day)
    ]
    row = snapshot.market_access(goods, origin, day)
    if longer and any(row is None or other.state is not row.state for other in longer):
        return unreadable(requirement, "gate.access.code_too_short", goods, longer[0].key)
    if row is None:
        text = Text(
            f"{origin}的商品{goods}未列入准入名单。",
            f"Goods {goods} of {origin} are not on the list of admitted pairs.",
        )
        return closed(requirement, "gate.access.not_listed", text, rule.source)
    if row.state is AccessState.ADMITTED:
        return None
    state = _STATES[row.state]
    text = Text(
        f"{origin}的商品{goods}准入状态（{day}）：{state.zh}。",
        f"Market access of goods {goods} of {origin} on {day}: {state.en}.",
    )
    return closed(requirement, f"gate.access.{row.state}", text, row.key, row.confidence.verified)


def gate_establishment(docket: Docket, rule: Rule, producer: str, goods: str, origin: str, on: date) -> Ruling | None:
    """The overseas producer must be registered: number, scope of goods, country and validity."""
    requirement = required(rule)
    if not producer:
        return closed(
            requirement,
            "gate.establishment.not_stated",
            Text("未申报境外生产企业注册编号。", "No registration number of the overseas establishment is declared."),
            rule.source,
        )
    facts = docket.parties.authorisations.get(producer, ())
    kind = AuthorisationKind(requirement.parameters.get("authorisation", "establishment_registration"))
    return _authorised(
        requirement,
        "gate.establishment",
        Text(f"境外生产企业注册{producer}", f"Establishment registration {producer}"),
        [fact for fact in facts if fact.kind is kind],
        rule.source,
        goods,
        on,
        origin,
    )


def gate_filing(docket: Docket, rule: Rule, importer: str, direction: str, goods: str, on: date) -> Ruling | None:
    """The importer (for exports: the exporter) must be on file for the goods on the day."""
    requirement = required(rule)
    default = "exporter_filing" if direction == "export" else "importer_filing"
    kind = AuthorisationKind(requirement.parameters.get("authorisation", default))
    facts = docket.parties.operators.get(importer)
    return _authorised(
        requirement,
        "gate.filing",
        Text(f"进出口商{importer}的备案", f"Filing of the importer or exporter {importer}"),
        [fact for fact in (facts.authorisations if facts else ()) if fact.kind is kind],
        rule.source,
        goods,
        on,
    )


def _authorised(
    requirement: Requirement,
    gate: str,
    what: Text,
    facts: list[AuthorisationFact],
    source: str,
    goods: str,
    on: date,
    origin: str = "",
) -> Ruling | None:
    """None where one of the authorisations is valid on the day and covers the goods; else the nearest miss."""
    valid = [fact for fact in facts if fact.valid_on(on)]
    abroad = [fact for fact in valid if not origin or not fact.country or fact.country == origin]
    if any(fact.covers(goods) for fact in abroad):
        return None
    partly = [fact for fact in abroad if any(prefix.startswith(goods) for prefix in fact.goods)]
    if partly:
        return unreadable(requirement, f"{gate}.code_too_short", goods, partly[0].key)
    if abroad:
        return _closed_for(requirement, gate, "scope", what, abroad[0].key, "不含该商品", "does not cover these goods")
    if valid:
        return _closed_for(requirement, gate, "country", what, valid[0].key, "不属该原产地", "is of another country")
    known = next((fact for fact in facts if fact.in_force(on)), None)
    if known is not None:
        text = {"applied": "尚未批准", "suspended": "已暂停", "withdrawn": "已撤销"}[str(known.state)]
        return _closed_for(requirement, gate, str(known.state), what, known.key, text, f"is {known.state}")
    if facts:
        return _closed_for(requirement, gate, "expired", what, facts[-1].key, f"在{on}无效", f"is not valid on {on}")
    return _closed_for(requirement, gate, "unknown", what, source, "不在册", "is not on file")


def _closed_for(requirement: Requirement, gate: str, code: str, what: Text, source: str, zh: str, en: str) -> Ruling:
    return closed(requirement, f"{gate}.{code}", Text(f"{what.zh}{zh}。", f"{what.en} {en}."), source)


def gate_port(docket: Docket, rule: Rule, port: str, goods: str, on: date) -> Ruling | None:
    """Certain goods enter only at ports designated for them; the refusal names the nearest that are."""
    requirement = required(rule)
    snapshot = docket.rulebook.snapshot
    if snapshot.designated(port, goods, on):
        return None
    valid = sorted(
        {
            row.port
            for row in snapshot.designations
            if row.state is DesignationState.IN_FORCE and goods.startswith(row.goods) and row.in_force(on)
        },
        key=lambda other: (-_shared(port, other), other),
    )[:3]
    named = [snapshot.known_ports.get(code, Text(code, code)) for code in valid]
    here = snapshot.known_ports.get(port, Text(port or "（未申报）", port or "(none declared)"))
    zh = "、".join(f"{name.zh}（{code}）" for name, code in zip(named, valid, strict=True)) or "无"
    en = ", ".join(f"{name.en} ({code})" for name, code in zip(named, valid, strict=True)) or "none"
    text = Text(
        f"口岸{here.zh}不是商品{goods}的指定口岸；最近的有效指定口岸：{zh}。",
        f"{here.en} is not a designated port for goods {goods}; nearest valid ports: {en}.",
    )
    return closed(requirement, "gate.port.not_designated", text, rule.source)


def _shared(one: str, other: str) -> int:
    """Digits that two port codes share from the left: they are regional, so more is nearer."""
    for length, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return length
    return min(len(one), len(other))
