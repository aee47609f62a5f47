"""What a sample's page shows of its life: purpose, lot, plan, parts, photos, the re-test beside the first."""

from typing import Any

from django.utils import timezone

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, SubjectRef, Text
from guomen.laboratory import queries
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import PortionKind, PortionState, Purpose, SampleState, whole_of
from guomen.laboratory.web.words import word_of

_UNDER_WAY = (SampleState.DRAWN, SampleState.HANDED_OVER)


def life_of(actor: Actor, row: Sample) -> dict[str, Any]:
    """For the page of a sample."""
    bound = whole_of(SubjectRef.parse(row.bound_to)) if row.bound_to else None
    known = bound is not None and bound.kind == "consignment" and may(actor, Capability.VIEW_CONSIGNMENTS)
    return {
        "purpose": Purpose(row.purpose).text,
        "kept": queries.kept_of(row),
        "plan": queries.plan_of(row),
        "lot": queries.lot_of(row),
        "bound": bound if known else None,
        "stage": row.stage,
        "missing": row.state in _UNDER_WAY and bool(queries.missing_samples(actor, timezone.now(), label=row.label)),
        "parts": [(one, PortionKind(one.kind).text, PortionState(one.state).text) for one in row.portions.all()],
        "files": list(row.files.select_related("added_by")),
        "first": row.retest_of,
        **_again(row),
    }


def _again(row: Sample) -> dict[str, Any]:
    """The first result and the re-test's beside each other, with the one that counts."""
    again, counting = queries.retest_of(row), queries.counting_of(row)
    if again is None or counting is None:
        return {}
    return {
        "again": again,
        "why": counting.why,
        "beside": [
            _beside(Text("初检", "first test"), row, counts=not counting.retest),
            _beside(Text("复验", "re-test"), again, counts=counting.retest),
        ],
    }


def _beside(name: Text, row: Sample, *, counts: bool) -> dict[str, Any]:
    report = queries.standing_report(row)
    return {"name": name, "row": row, "word": word_of(report) if report else None, "counts": counts}
