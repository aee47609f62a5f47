"""Taking an outside report: judged by our limits, accepted within scope, drawn for verification."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from guomen.catalogue.queries import policy
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Outcome, Reason, Refusal, SubjectRef, Text
from guomen.laboratory.pool import events, queries
from guomen.laboratory.pool.models import OutsideReport, TestingBody
from guomen.laboratory.pool.rules import Claim, acceptable
from guomen.laboratory.pool.terms import OutsideState
from guomen.laboratory.queries import limits_in_force
from guomen.laboratory.rules import statement_of
from guomen.laboratory.terms import Conformity, Limit, LimitKind, Measured, whole_of


@dataclass(frozen=True, slots=True)
class Stated:
    """One result on an outside report. limit: what it is judged by; None: the limit in force for the goods."""

    analyte: Text
    measured: Measured
    method: str = ""
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The number drawn for the report, between 0 and 1, and how it can be proved afterwards (day, commitment, name)."""

    uniform: float
    proof: dict[str, str]


@transaction.atomic
def take_outside_report(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    number: str,
    subject: SubjectRef,
    goods_code: str,
    issued_on: date,
    statements: Sequence[Stated],
    drawn: Drawn,
    on: date | None = None,
    lot: str = "",
    lot_seen: str = "",
) -> OutsideReport:
    """Take in what another body found on these goods. Its results are judged anew, by our limits in force on `on`.

    Refused as a whole or in part by rules.acceptable. Of what is accepted a share that follows the body's record is
    verified: where drawn.uniform lies below it the report counts only once our own test agrees.
    Raises Conflict for a report that was presented on this subject before, Refusal for one without a result.
    """
    require(actor, Capability.INSPECT)
    body = queries.body(code)
    _new(body, number, subject, statements)
    today = timezone.localdate(at)
    on = on or today
    claim = Claim(issued_on, today, lot, lot_seen, tuple(one.analyte for one in statements))
    accepted = _accepted(body, claim, goods_code)
    told = [_told(one, goods_code, on, one.analyte.en in accepted.value) for one in statements]
    share = queries.share_to_verify(body, on=today) if accepted.value else 0.0
    state = _state(bool(accepted.value), drawn.uniform < share)
    report = OutsideReport.objects.create(
        body=body, number=number.strip(), subject=str(subject), goods_code=goods_code, lot=lot, issued_on=issued_on,
        statements=told, state=state, probability=share, draw={"uniform": drawn.uniform, **drawn.proof},
        reasons=[reason.as_json() for reason in (*accepted.reasons, *_verified(state, share))],
        taken_by=actor, taken_at=at,
    )  # fmt: skip
    _announce(report, accepted, actor, at)
    return report


def _new(body: TestingBody, number: str, subject: SubjectRef, statements: Sequence[Stated]) -> None:
    if not number.strip() or not statements:
        raise Refusal(
            "laboratory.outside_empty",
            Text("外部报告须有编号和至少一项结果。", "An outside report has a number and at least one result."),
            Text("请补全。", "Fill them in."),
        )
    if body.outside_reports.filter(number=number.strip(), subject=str(subject)).exists():
        raise Conflict(
            "laboratory.outside_known",
            Text("该报告已就此货物提交过。", "That report was presented on these goods before."),
            Text("请查看已有记录。", "See what was decided on it."),
        )


def _accepted(body: TestingBody, claim: Claim, goods: str) -> Outcome[frozenset[str]]:
    days = policy("laboratory.outside.days", on=claim.presented_on).whole
    return acceptable(queries.issuer(body, goods=goods, on=claim.issued_on), claim, days=days)


def _told(stated: Stated, goods: str, on: date, accepted: bool) -> dict[str, Any]:
    """The result with our statement of conformity, and the measurement as it was presented."""
    limit, measured = stated.limit, stated.measured
    if limit is None:
        found = limits_in_force(goods=goods, analyte=stated.analyte, on=on)
        limit = found[0][0] if found else Limit(LimitKind.NONE)
    return {
        **statement_of(stated.analyte, limit, measured).as_json(),
        "accepted": accepted,
        "method": stated.method,
        "measured": {
            "readings": [None if one is None else str(one) for one in measured.readings],
            "unit": measured.unit,
            **{
                name: None if (bound := getattr(measured, name)) is None else str(bound)
                for name in ("lod", "loq", "uncertainty")
            },
        },
    }


def _state(accepted: bool, picked: bool) -> OutsideState:
    if not accepted:
        return OutsideState.REFUSED
    return OutsideState.VERIFYING if picked else OutsideState.ACCEPTED


def _verified(state: OutsideState, share: float) -> list[Reason]:
    if state is OutsideState.REFUSED:
        return []
    picked = state is OutsideState.VERIFYING
    zh = "抽中，须由本机构复测后方可采信" if picked else "未抽中"
    en = "drawn: it counts once our own test agrees" if picked else "not drawn"
    text = Text(
        f"该机构报告按{share:.0%}的比例抽检验证：{zh}。", f"{share:.0%} of this body's reports are tested again: {en}."
    )
    public = Text(f"抽检验证：{zh}。", f"Verification: {en}.")
    return [Reason("laboratory.outside.draw", text, public=public)]


def _announce(report: OutsideReport, accepted: Outcome[frozenset[str]], actor: Actor, at: datetime) -> None:
    subject = SubjectRef.parse(report.subject)
    whole = whole_of(subject)
    subjects = [SubjectRef("outside", str(report.pk)), subject, *([whole] if whole != subject else [])]
    told = {
        "report": report.pk,
        "body": report.body.code,
        "subject": report.subject,
        "goods_code": report.goods_code,
        "state": str(report.state),
        "accepted": sorted(accepted.value),
        "statements": report.statements,
    }
    record(events.OUTSIDE_TAKEN, actor=actor, at=at, subjects=subjects, payload=told, reasons=accepted.reasons)
    failed = [one for one in report.statements if one["conformity"] == Conformity.NONCONFORM]
    if failed:
        told = {"sample": f"OUT-{report.pk}", "subject": report.subject, "conform": False,
                "goods_code": report.goods_code, "statements": failed}  # fmt: skip
        record(events.OUTSIDE_FAILED, actor=actor, at=at, subjects=subjects, payload=told)
