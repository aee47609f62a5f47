"""What the evidence asks for, which paper says so, and who may sign it. Pure: no tables, no clock."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from guomen.catalogue.terms import Channel
from guomen.consignments.terms import Declaration, GoodsItem, Permit
from guomen.decisions.terms import DispositionKind, DispositionLine, Facts, FaultFact
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.terms import Outcome, Reason, Text


class _Matter(StrEnum):
    """What a fault touches; the law answers each differently."""

    SAFETY = "safety"
    CONTAMINATION = "contamination"
    DISEASE = "disease"
    PEST = "pest"
    ACCESS = "access"
    DOCUMENT = "document"
    LABEL = "label"
    OTHER = "other"


_MATTERS = {
    FindingKind.RESIDUE: _Matter.SAFETY,
    FindingKind.METAL: _Matter.SAFETY,
    FindingKind.ADDITIVE: _Matter.SAFETY,
    FindingKind.SAFETY: _Matter.SAFETY,
    FindingKind.LABORATORY: _Matter.SAFETY,
    FindingKind.COLD_CHAIN: _Matter.SAFETY,
    FindingKind.MODIFIED: _Matter.SAFETY,
    FindingKind.MICROBE: _Matter.CONTAMINATION,
    FindingKind.FILTH: _Matter.CONTAMINATION,
    FindingKind.EXPIRED: _Matter.CONTAMINATION,
    FindingKind.DISEASE: _Matter.DISEASE,
    FindingKind.PEST: _Matter.PEST,
    FindingKind.ACCESS: _Matter.ACCESS,
    FindingKind.DOCUMENT: _Matter.DOCUMENT,
    FindingKind.MISMATCH: _Matter.DOCUMENT,
    FindingKind.SEAL: _Matter.DOCUMENT,
    FindingKind.LABEL: _Matter.LABEL,
    FindingKind.PACKAGING: _Matter.LABEL,
    FindingKind.SENSORY: _Matter.OTHER,
    FindingKind.OTHER: _Matter.OTHER,
}

# matter -> act at (minor, major, critical). Decree 249 Art. 33: safety, health and environment items are destroyed or
# returned, other items are technically treated and checked again; what could spread further is destroyed on the spot.
_ACTS = {
    _Matter.SAFETY: (DispositionKind.RELEASE, DispositionKind.RETURN, DispositionKind.RETURN),
    _Matter.CONTAMINATION: (DispositionKind.RELEASE, DispositionKind.RETURN, DispositionKind.DESTROY),
    _Matter.DISEASE: (DispositionKind.DESTROY, DispositionKind.DESTROY, DispositionKind.DESTROY),
    _Matter.PEST: (DispositionKind.RELEASE, DispositionKind.TREAT, DispositionKind.DESTROY),
    _Matter.ACCESS: (DispositionKind.RETURN, DispositionKind.RETURN, DispositionKind.RETURN),
    _Matter.DOCUMENT: (DispositionKind.RELEASE, DispositionKind.DETAIN, DispositionKind.RETURN),
    _Matter.LABEL: (DispositionKind.CONDITIONAL_RELEASE, DispositionKind.TREAT, DispositionKind.RETURN),
    _Matter.OTHER: (DispositionKind.RELEASE, DispositionKind.TREAT, DispositionKind.RETURN),
}
_FOOD = "海关总署令第249号 第三十三条; 食品安全法实施条例(2019) 第五十二条"
_QUARANTINE = "进出境动植物检疫法 第十六条、第十七条"
_DECLARATION = "进出口商品检验法实施条例 第十六条"
_BASES = {
    _Matter.DISEASE: _QUARANTINE,
    _Matter.PEST: _QUARANTINE,
    _Matter.DOCUMENT: _DECLARATION,
}
_SEVERITIES = list(Severity)

_ASKS = {
    DispositionKind.RELEASE: Text("不影响放行", "does not bear on release"),
    DispositionKind.CONDITIONAL_RELEASE: Text("须在销售前整改", "to be put right before sale"),
    DispositionKind.TREAT: Text("须技术处理后复检", "to be treated, then checked again"),
    DispositionKind.DETAIN: Text("须补正后方可处置", "detained until it is presented or explained"),
    DispositionKind.RETURN: Text("须退运", "to be returned"),
    DispositionKind.DESTROY: Text("须销毁", "to be destroyed"),
}
_RELEASED_ON_DOCUMENTS = Reason(
    "decision.released_on_documents",
    Text("审单放行，未布控查验。", "Released on documents; no check was ordered."),
    "",
    "",
    Text("审单放行。", "Released on documents."),
)
_NOTHING_WRONG = Reason(
    "decision.nothing_wrong",
    Text("检验检疫未发现不合格。", "Inspection found nothing that does not conform."),
    _FOOD,
    "",
    Text("检验检疫合格。", "Inspection found the goods conforming."),
)


def act_on(fault: FaultFact) -> Outcome[DispositionKind]:
    """The act that one fault asks for, with its reason (Decree 249 Art. 33; Quarantine Law Art. 16, 17)."""
    matter = _MATTERS[fault.kind]
    act = _ACTS[matter][_SEVERITIES.index(fault.severity)]
    text = Text(f"{fault.text.zh}：{_ASKS[act].zh}。", f"{fault.text.en}: {_ASKS[act].en}.")
    return Outcome(act, (Reason(f"decision.{matter}.{act}", text, _BASES.get(matter, _FOOD), fault.source, text),))


def propose(facts: Facts) -> Outcome[DispositionKind]:
    """The act that the evidence asks for: the strictest of what its parts ask for; its own reasons come first.

    A refusal by the gates asks for return, a hold for detention, a fault for what `act_on` says; nothing at all wrong
    asks for release.
    """
    asked = [act_on(fault) for fault in facts.faults]
    if facts.channel is Channel.REFUSE:
        asked.append(Outcome(DispositionKind.RETURN, facts.orders or (_by_officer("不予准入", "refused"),)))
    elif facts.channel is Channel.HOLD:
        asked.append(Outcome(DispositionKind.DETAIN, facts.orders or (_by_officer("暂扣", "held"),)))
    if not asked:
        return Outcome(DispositionKind.RELEASE, (_released_because(facts),))
    asked.sort(key=lambda one: -one.value.severity)
    return Outcome(asked[0].value, tuple(reason for one in asked for reason in one.reasons))


def _released_because(facts: Facts) -> Reason:
    if facts.inspected:
        return _NOTHING_WRONG
    return _by_officer("放行", "released") if facts.overridden else _RELEASED_ON_DOCUMENTS


def _by_officer(zh: str, en: str) -> Reason:
    text = Text(f"经人工审核{zh}。", f"On an officer's review: {en}.")
    return Reason("decision.officer_review", text, "", "", text)


def lines_of(
    declaration: Declaration, faults: Collection[FaultFact], *, inspected: bool
) -> tuple[DispositionLine, ...]:
    """The goods lines with what was found on each. A fault of the whole consignment bears on every line."""
    lines = []
    for item in declaration.items:
        own = [fault for fault in faults if fault.item_no in (None, item.item_no)]
        wrong = any(fault.severity is not Severity.MINOR for fault in own)
        lines.append(
            DispositionLine(
                item_no=item.item_no,
                goods_code=item.goods_code,
                description=item.description,
                origin=item.origin,
                producer=item.producer,
                quantity="" if item.quantity is None else f"{item.quantity:f}",
                quantity_unit=item.quantity_unit,
                conforming=None if not inspected and not own else not wrong,
                hazards=tuple(sorted({fault.hazard for fault in own if fault.hazard})),
                permits=tuple(_used(item, permit) for permit in item.permits),
            )
        )
    return tuple(lines)


def _used(item: GoodsItem, permit: Permit) -> dict[str, Any]:
    """What a line takes from a permit: as declared for the permit, else the line's own mass and quantity."""
    if permit.quantity is not None:
        amounts = {"": permit.quantity}
    else:
        told = {item.quantity_unit: item.quantity, "kg": item.net_mass}
        amounts = {unit: amount for unit, amount in told.items() if unit and amount is not None}
    return {
        "kind": permit.kind,
        "number": permit.number,
        "amounts": {unit: f"{amount:f}" for unit, amount in amounts.items()},
    }


def conforming(lines: Collection[DispositionLine]) -> bool | None:
    """False where any line does not conform, None where nobody looked at any, else True."""
    said = [line.conforming for line in lines if line.conforming is not None]
    return all(said) if said else None
