"""Writing down what is proposed, and closing what no longer waits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guomen.consignments.queries import consignments, declarations
from guomen.consignments.terms import Status
from guomen.decisions import events
from guomen.decisions.models import Disposition
from guomen.decisions.operations.enacting import subjects_of
from guomen.decisions.rules import conforming, lines_of, propose
from guomen.decisions.terms import OPEN_STATES, DispositionKind, DispositionState, Facts
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Reason, Text


@dataclass(frozen=True, slots=True)
class Case:
    """One version of a consignment that is to be decided on, and the assignment that led here.

    office: the code of the office that inspected and decides; "" where that is the one that accepted the declaration.
    """

    consignment: int
    version: int
    assignment: int | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What came to be known of a case, and when. heard: the entry that brought it; None is a person's own asking.

    why: reasons that come before those of the facts.
    """

    case: Case
    facts: Facts
    at: datetime
    heard: int | None = None
    why: tuple[Reason, ...] = ()


def still_open(told: Sequence[Evidence]) -> list[Evidence]:
    """What can still be decided on: not cancelled, not amended since, and not told of by an entry heard before."""
    keys = [one.case.consignment for one in told]
    rows = consignments(keys)
    newest: dict[int, int] = {}
    if any(one.heard is not None for one in told):
        before = Disposition.objects.filter(consignment_id__in=keys, heard__isnull=False).order_by("heard")
        newest = {consignment: heard or 0 for consignment, heard in before.values_list("consignment_id", "heard")}
    return [
        one
        for one in told
        if one.case.consignment in rows
        and (one.heard is None or newest.get(one.case.consignment, -1) < one.heard)
        and rows[one.case.consignment].status != Status.CANCELLED
        and rows[one.case.consignment].current_version == one.case.version
    ]


def drafts(told: Sequence[Evidence]) -> list[Disposition]:
    """Unsaved proposals of what the evidence asks for in each case."""
    rows = consignments([one.case.consignment for one in told])
    declared = declarations([(one.case.consignment, one.case.version) for one in told])
    named = {one.case.office for one in told} - {""}
    offices = Office.objects.in_bulk(named, field_name="code") if named else {}
    made = []
    for one in told:
        case, facts, outcome = one.case, one.facts, propose(one.facts)
        row, declaration = rows[case.consignment], declared[case.consignment, case.version]
        lines = lines_of(declaration, facts.faults, inspected=facts.inspected)
        made.append(
            Disposition(
                consignment_id=case.consignment,
                version=case.version,
                assignment=case.assignment,
                heard=one.heard,
                office=offices.get(case.office, row.office),
                importer=row.importer,
                direction=row.direction,
                kind=outcome.value,
                proposed_kind=outcome.value,
                state=DispositionState.PROPOSED,
                conforming=conforming(lines),
                facts=facts.as_json(),
                lines=[line.as_json() for line in lines],
                reasons=[reason.as_json() for reason in (*one.why, *outcome.reasons)],
                proposed_at=one.at,
            )
        )
    return made


def anew(
    old: Disposition, kind: DispositionKind, reason: Reason, *, at: datetime, cleared: bool = False
) -> Disposition:
    """An unsaved proposal of another act on the same evidence, with the reason for it before those that remain.

    cleared: the goods were found conforming after all, so nothing that was said against them remains.
    """
    return Disposition(
        consignment=old.consignment,
        version=old.version,
        assignment=old.assignment,
        heard=old.heard,
        office=old.office,
        importer=old.importer,
        direction=old.direction,
        kind=kind,
        proposed_kind=kind,
        state=DispositionState.PROPOSED,
        conforming=True if cleared else old.conforming,
        facts=dict(old.facts),
        lines=[{**line, "conforming": True, "hazards": []} for line in old.lines] if cleared else old.lines,
        reasons=[reason.as_json(), *([] if cleared else old.reasons)],
        proposed_at=at,
    )


def open_proposals(consignments: Collection[int]) -> QuerySet[Disposition]:
    """What still waits for a signature about these consignments."""
    return Disposition.objects.filter(consignment_id__in=consignments, state__in=OPEN_STATES)


_BECAUSE = {
    "superseded": Text("有新的依据，原建议关闭。", "Newer evidence took its place."),
    "amended": Text("申报已修改，原建议关闭。", "The declaration was amended."),
    "cancelled": Text("申报已撤销，原建议关闭。", "The declaration was cancelled."),
    "report_withdrawn": Text("检测报告已撤回，原建议关闭。", "The laboratory withdrew its report."),
    "overridden": Text("通道已变更，原建议关闭。", "An officer chose another channel."),
}


def close(proposals: Iterable[Disposition], *, at: datetime, because: str) -> int:
    """Close the proposals with an entry each; gives how many. `because` is a key of the reasons above."""
    rows = list(proposals)
    for row in rows:
        row.state = DispositionState.CLOSED
        row.save(update_fields=["state"])
        record(
            events.PROPOSAL_CLOSED,
            actor=None,
            at=at,
            subjects=subjects_of(row),
            payload={"consignment": row.consignment_id, "disposition": row.pk, "because": because},
            reasons=[Reason(f"decision.closed.{because}", _BECAUSE[because])],
        )
    return len(rows)
