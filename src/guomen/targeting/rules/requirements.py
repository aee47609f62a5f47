"""Requirements: documents and permits presented, checks and tests to carry out."""

from datetime import date

from guomen.catalogue.terms import Channel, Requirement
from guomen.kernel.terms import Reason, Text
from guomen.parties.terms import AuthorisationKind
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.gates import unreadable
from guomen.targeting.rules.rule import Rule, required
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.rules.testing import asked_test
from guomen.targeting.terms import Instruction, InstructionKind, Ruling, When


def document_presented(docket: Docket, rule: Rule, documents: tuple[str, ...], on: date) -> Ruling | None:
    """The required document is among those presented; where it is not, policy says what becomes of the goods."""
    requirement = required(rule)
    kind = str(requirement.parameters.get("document", ""))
    if kind in documents:
        return None
    return _missing(docket.rulebook, requirement, rule.source, "document", kind, on)


def permit_presented(
    docket: Docket, rule: Rule, permits: tuple[str, ...], documents: tuple[str, ...], goods: str, on: date
) -> Ruling | None:
    """A permit is presented for the goods, and where we have it on record, it is valid on the day, covers them and has
    quantity left.

    A permit of a register that we do not keep is accepted on its face.
    """
    requirement = required(rule)
    kind = str(requirement.parameters.get("document", ""))
    numbers = [permit.split(":")[1] for permit in permits if kind in ("", permit.split(":")[0])]
    for number in numbers:
        facts = [
            fact
            for fact in docket.parties.authorisations.get(number, ())
            if fact.kind is AuthorisationKind.QUARANTINE_PERMIT
        ]
        valid = [fact for fact in facts if fact.valid_on(on)]
        if not facts or any(fact.covers(goods) and not fact.used_up for fact in valid):
            return None
        if any(fact.covers(goods) for fact in valid):
            used = Text(f"许可证{number}的数量已用完。", f"Nothing is left of permit {number}.")
            return _missing(docket.rulebook, requirement, rule.source, "permit", kind, on, used)
        if any(prefix.startswith(goods) for fact in valid for prefix in fact.goods):
            return unreadable(requirement, "requirement.permit.code_too_short", goods, valid[0].key)
    if not numbers and kind and kind in documents:
        return None
    return _missing(docket.rulebook, requirement, rule.source, "permit", kind, on)


def _missing(
    rulebook: Rulebook, requirement: Requirement, source: str, what: str, kind: str, on: date, used: Text | None = None
) -> Ruling:
    channel = Channel(rulebook.policy(f"targeting.missing_{what}", on).value)
    text = used or Text(f"缺少：{requirement.text.zh}（{kind}）", f"Missing: {requirement.text.en} ({kind})")
    asked = Instruction(InstructionKind(what), kind, requirement.text, requirement.basis, source=source)
    found = "used_up" if used else "missing"
    reason = Reason(f"requirement.{what}.{found}", text, requirement.basis, source, public=text)
    return Ruling(channel, reasons=(reason,), instructions=(asked,))


def check_ordered(docket: Docket, rule: Rule) -> Ruling:
    """A check that the requirement asks for: of every lot, or of those that are opened anyway."""
    requirement = required(rule)
    parameters = requirement.parameters
    channel = Channel(parameters.get("channel", Channel.PHYSICAL))
    code = str(parameters.get("check", ""))
    asked = Instruction(InstructionKind.CHECK, code, requirement.text, requirement.basis, source=rule.source)
    reason = Reason("requirement.check", requirement.text, requirement.basis, rule.source, public=requirement.text)
    return Ruling(channel, None, (reason,), (asked,), When(parameters.get("when", When.ALWAYS)))


def ordered_test(docket: Docket, rule: Rule, lot: int | None = None, on: date | None = None) -> Ruling:
    """A test that the requirement asks for, with its limit: of every lot, or of those that are sampled anyway."""
    requirement = required(rule)
    asked = asked_test(
        docket.rulebook, requirement.parameters, requirement.text, requirement.basis, rule.source, lot, on
    )
    reason = Reason("requirement.test", requirement.text, requirement.basis, rule.source, public=requirement.text)
    when = When(requirement.parameters.get("when", When.ALWAYS))
    return Ruling(Channel.SAMPLE, None, (reason,), (asked,), when)
