"""What programmes do when inspection drew a sample for them, and when the laboratory has spoken."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from guomen.consignments.queries import declaration as declaration_of
from guomen.inspection.operations.sampling import analyte_of
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.laboratory.queries import counted, samples_of
from guomen.supervision.programmes import events
from guomen.supervision.programmes.models import Pick, ProgrammeSample
from guomen.supervision.programmes.operations.drafting import civil_day
from guomen.supervision.programmes.operations.intercepting import intercept, lift_interception
from guomen.supervision.programmes.queries.drawing import lines_named
from guomen.supervision.programmes.rules.judging import Verdict, verdict
from guomen.supervision.programmes.terms import PickState
from guomen.targeting.queries import assignment, control_order


@transaction.atomic
def count_sample(
    *, at: datetime, label: str, consignment: int, version: int, item_no: int, references: Collection[str]
) -> None:
    """A sample was drawn of declared goods that these lines of programmes picked: it counts for each of them.

    Its chance is the rate of the order that its decision met. Counted before: nothing.
    """
    decided = assignment(consignment, version)
    told = decided.lines if decided is not None else []
    asked = [one for line in told if line["item_no"] == item_no for one in line["instructions"]]
    item = next(one for one in declaration_of(consignment, version).items if one.item_no == item_no)
    for reference, line in lines_named(references).items():
        sources = {one["source"] for one in asked if one.get("programme") == reference}
        orders = [control_order(source.removeprefix("order:")) for source in sorted(sources)]
        # One number is drawn and held against every rate: where two orders meant the lot, the higher decided.
        met = max(orders, key=lambda one: one.rate or 1.0)
        share = line.shares.filter(office=met.office, from_on=met.valid_from).first()
        row, new = ProgrammeSample.objects.get_or_create(
            line=line,
            label=label,
            defaults={
                "share": share, "subject": f"consignment:{consignment}/{item_no}", "office": met.office,
                "goods_code": item.goods_code, "origin": item.origin, "producer": item.producer,
                "chance": met.rate or 1.0, "drawn_at": at,
            },
        )  # fmt: skip
        if new:
            tell_counted(row, None, at)


def tell_counted(row: ProgrammeSample, actor: Actor | None, at: datetime) -> None:
    """One entry about a sample that counts."""
    record(
        events.SAMPLE_COUNTED,
        actor=actor,
        at=at,
        subjects=_subjects(row),
        payload={"programme": row.line.programme.number, "line": row.line.position, "sample": row.label,
                 "subject": row.subject, "chance": row.chance},
    )  # fmt: skip


def _subjects(row: ProgrammeSample) -> list[SubjectRef]:
    return [
        SubjectRef("programme", row.line.programme.number),
        SubjectRef("sample", row.label),
        SubjectRef.parse(row.subject),
    ]


@transaction.atomic
def hear_results(*, at: datetime, label: str) -> None:
    """A report on a sample, or on its re-test, was issued or withdrawn: the one that counts now is the outcome.

    Only the programme's own tests are read. What newly exceeds a limit is announced and intercepted; a report that
    takes it back lifts the interception. Nothing changed: nothing.
    """
    for row in _held(label):
        sample = samples_of(SubjectRef.parse(row.subject)).filter(label=label).first()
        report = counted(sample) if sample is not None else None
        found = verdict(_tests(row), report.statements) if report is not None else Verdict({}, (), None)
        before = tuple(row.exceeded)
        row.report, row.reported_at = (report.version, report.reported_at) if report else (0, None)
        row.values, row.exceeded, row.conform = found.values, list(found.exceeded), found.conform
        row.save()
        if report is not None and found.exceeded:
            if found.exceeded != before:
                _exceeded(row, at)
        elif report is not None:
            lift_interception(row, at)


@transaction.atomic
def hear_end(*, label: str) -> None:
    """A sample was called off or refused by the laboratory: it does not count, and its pick is to be drawn again."""
    for row in _held(label):
        row.cancelled = True
        row.save(update_fields=["cancelled"])
        if row.pick_id is not None:
            Pick.objects.filter(pk=row.pick_id, state=PickState.DRAWN).update(state=PickState.WAITING)


def _held(label: str) -> list[ProgrammeSample]:
    rows = ProgrammeSample.objects.select_for_update(of=("self",)).select_related("line__programme__office")
    return list(rows.filter(label=label))


def _tests(row: ProgrammeSample) -> dict[str, frozenset[str]]:
    """The line's analytes with the names that the laboratory may know them by."""
    on = civil_day(row.drawn_at)
    known = {str(test["analyte"]): test for test in row.line.tests}
    names = {name: analyte_of(name, row.goods_code, on) for name in known}
    return {
        name: frozenset({name, names[name].zh, names[name].en, str(test.get("analyte_zh") or name)})
        for name, test in known.items()
    }


def _exceeded(row: ProgrammeSample, at: datetime) -> None:
    line = row.line
    order = intercept(row, at)
    record(
        events.LIMIT_EXCEEDED,
        actor=None,
        at=at,
        subjects=_subjects(row),
        payload={"programme": line.programme.number, "line": line.position, "sample": row.label,
                 "subject": row.subject, "goods_code": row.goods_code, "origin": row.origin, "producer": row.producer,
                 "hazard": line.hazard, "analytes": row.exceeded, "order": order},
    )  # fmt: skip
