"""Measures in force and control orders, and hits that nobody can be sure of."""

from datetime import date

from guomen.catalogue.terms import Channel, MeasureInForce, Requirement
from guomen.kernel.terms import Reason, Text
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.rule import WHOLE_CODE, OrderInForce, Rule
from guomen.targeting.rules.testing import asked_test
from guomen.targeting.terms import Instruction, InstructionKind, Ruling

_KINDS = {Channel.DOCUMENT: InstructionKind.DOCUMENT, Channel.HOLD: InstructionKind.HOLD}


def order_applied(docket: Docket, rule: Rule, lot: int | None = None, on: date | None = None) -> Ruling:
    """A measure or control order gives a channel, to every lot or to a share of them by draw, and may order tests.

    What the trader reads of a measure is the measure's own public text; of a control order, nothing.
    """
    body = rule.body
    assert not isinstance(body, Requirement)
    share = _share(body.rate)
    if isinstance(body, MeasureInForce):
        text = Text(
            f"控制措施{body.number}（{share.zh}）：{body.text.zh}",
            f"Measure {body.number} ({share.en}): {body.text.en}",
        )
        reason = Reason("measure.in_force", text, body.basis, rule.source, body.public)
    else:
        text = Text(
            f"布控指令{body.number}（{body.office}，{share.zh}）：{body.text.zh}",
            f"Control order {body.number} ({body.office}, {share.en}): {body.text.en}",
        )
        reason = Reason("order.in_force", text, source=rule.source)
    return Ruling(body.orders, body.rate, (reason,), _instructions(docket, rule, body, reason.basis, lot, on))


def _share(rate: float | None) -> Text:
    if rate is None or rate >= 1:
        return Text("每批", "every lot")
    return Text(f"抽取比例{rate:.4g}", f"a share of {rate:.4g} of lots, by draw")


def _instructions(
    docket: Docket, rule: Rule, body: MeasureInForce | OrderInForce, basis: str, lot: int | None, on: date | None
) -> tuple[Instruction, ...]:
    if body.tests:
        nothing = Text("", "")
        return tuple(asked_test(docket.rulebook, test, nothing, basis, rule.source, lot, on) for test in body.tests)
    if body.orders in (Channel.RELEASE, Channel.REFUSE):
        return ()
    kind = _KINDS.get(body.orders, InstructionKind.CHECK)
    return (Instruction(kind, str(body.orders), body.text, basis, source=rule.source),)


def _of_programmes(body: MeasureInForce | OrderInForce | Requirement) -> bool:
    """Whether only programmes of sampling ask for it: then goods that may not be meant are not stopped for it."""
    return isinstance(body, OrderInForce) and bool(body.tests) and all(test.get("programme") for test in body.tests)


def uncertain_hit(docket: Docket, rule: Rule, goods: str) -> Ruling | None:
    """The goods code is shorter than the rule's: whether it is meant cannot be told, so documents are checked.

    Nothing for an order that only draws samples for a programme: none is drawn of what may be other goods.
    """
    if _of_programmes(rule.body):
        return None
    text = Text(
        f"商品编号{goods}位数不足，无法判断是否适用{rule.source}，须审核单证。",
        f"The goods code {goods} is too short to tell whether {rule.source} applies: documents must be checked.",
    )
    # Only what is public law may be named to the trader: a hint at an order would leak it.
    told = WHOLE_CODE if isinstance(rule.body, Requirement) else None
    return Ruling(Channel.DOCUMENT, reasons=(Reason("rule.code_too_short", text, source=rule.source, public=told),))
