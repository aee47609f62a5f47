"""A measure's history, and how far what it waits for has come."""

from django.utils.translation import gettext as _

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.kernel.web.timeline import Moment, in_order
from guomen.surveillance.measures import conditions, events, queries
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.terms import MeasureKind, MeasureState


def moments_of(row: Measure) -> list[Moment]:
    """Imposed, tasks done, remedies, proposals of lifting, lifted; oldest first."""
    moments = [
        Moment(
            row.ordered_at,
            Text("采取措施", "Imposed"),
            by=Text(row.ordered_by.name_zh, row.ordered_by.name_en),
            tone="stop",
            detail=Text(row.ground, row.ground),
        )
    ]
    moments += [
        Moment(
            one.done_at,
            Text(f"完成：{MeasureKind(one.kind).text.zh}", f"Done: {MeasureKind(one.kind).text.en}"),
            by=Text(one.done_by.name_zh, one.done_by.name_en) if one.done_by else "",
            tone="good",
            detail=Text(one.evidence, one.evidence),
        )
        for one in queries.executions_of(row)
        if one.done_at is not None
    ]
    return in_order([*moments, *_told(row), *_lifted(row)])


def _told(row: Measure) -> list[Moment]:
    moments = []
    for entry in entries_about(SubjectRef("measure", row.number)):
        if entry.kind == events.LIFTING_PROPOSED:
            why = tuple(Reason.from_json(one) for one in entry.reasons)
            moments.append(Moment(entry.at, Text("解除条件已满足", "Ready to be lifted"), tone="watch", reasons=why))
        if entry.kind == events.REMEDY_RECORDED:
            said = entry.payload
            what = Text(f"{said['authority']}的措施", f"Remedy of {said['authority']}")
            tone = "good" if said["sufficient"] else "watch"
            moments.append(Moment(entry.at, what, tone=tone, detail=Text(said["words"], said["words"])))
    return moments


def _lifted(row: Measure) -> list[Moment]:
    lifting = getattr(row, "lifting", None)
    if lifting is None:
        return []
    day = lifting.ends_on.isoformat()
    return [
        Moment(
            lifting.lifted_at,
            Text(f"解除措施（自{day}起失效）", f"Lifted, no longer in force from {day}"),
            by=Text(lifting.lifted_by.name_zh, lifting.lifted_by.name_en),
            tone="good",
            detail=Text(lifting.ground_zh, lifting.ground_en),
        )
    ]


def waits_for(row: Measure, state: MeasureState) -> list[tuple[str, str, bool]]:
    """Each condition of lifting: what it is, how far it has come, whether it is met. Nothing for what has ended."""
    if state in (MeasureState.LIFTED, MeasureState.EXPIRED):
        return []
    waits = []
    met = {one.code for one in queries.met_conditions(row)}
    if conditions.ON in row.lift_when:
        waits.append((_("A day"), str(row.lift_when[conditions.ON]), False))
    if conditions.CONFORMING in row.lift_when:
        told = {"run": queries.conforming_run(row.number), "needed": row.lift_when[conditions.CONFORMING]}
        words = _("%(run)s of %(needed)s conforming consignments in a row") % told
        waits.append((_("Conforming consignments"), words, conditions.CONFORMING in met))
    if conditions.REMEDY in row.lift_when:
        waits.append((_("Remedy abroad"), str(row.lift_when[conditions.REMEDY]), conditions.REMEDY in met))
    if (open_tasks := queries.unproven(row)) > 0:
        waits.append((_("Evidence"), _("%(open)s tasks lack it") % {"open": open_tasks}, False))
    return waits
