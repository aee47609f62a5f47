"""Putting a disposition in force: the one place where that happens, whoever signed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from guomen.decisions import events
from guomen.decisions.models import Disposition
from guomen.decisions.terms import DispositionKind, DispositionState
from guomen.kernel.ledger.operations import Deed, record_all
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Reason, SubjectRef


def subjects_of(disposition: Disposition) -> list[SubjectRef]:
    """The disposition and its consignment, as the ledger names them."""
    return [
        SubjectRef("consignment", str(disposition.consignment_id)),
        SubjectRef("disposition", str(disposition.pk)),
    ]


def reasons_of(disposition: Disposition) -> list[Reason]:
    """The reasons that it was proposed with."""
    return [Reason.from_json(reason) for reason in disposition.reasons]


def put_in_force(disposition: Disposition, *, actor: Actor | None, at: datetime, authority: str = "") -> None:
    """Issue the disposition and retire the one that was in force; writes the entry that others listen for."""
    before = Disposition.objects.filter(consignment_id=disposition.consignment_id, state=DispositionState.ISSUED)
    earlier = before.exclude(pk=disposition.pk).first()
    if earlier is not None:
        Disposition.objects.filter(pk=earlier.pk).update(state=DispositionState.REPLACED)
    disposition.state, disposition.issued_at, disposition.replaces = DispositionState.ISSUED, at, earlier
    disposition.save()
    announce([disposition], actor=actor, authority=authority)


def announce(dispositions: Sequence[Disposition], *, actor: Actor | None, authority: str) -> None:
    """Write the entry decisions.disposition.issued of each, at the instant of its issue."""
    record_all(
        [
            Deed(
                kind=events.DISPOSITION_ISSUED,
                actor=actor,
                at=one.issued_at or one.proposed_at,
                subjects=subjects_of(one),
                payload=issued_payload(one),
                reasons=reasons_of(one),
                authority=authority,
            )
            for one in dispositions
        ]
    )


def issued_payload(disposition: Disposition) -> dict[str, Any]:
    """What listeners are told; see decisions.events."""
    told = ("item_no", "goods_code", "origin", "producer", "conforming", "hazards")
    # What was found was told with the act that this one follows; telling it again would count the lot twice.
    known = {"conforming": None} if "reconsiders" in disposition.facts else {}
    return {
        "consignment": disposition.consignment_id,
        "version": disposition.version,
        "assignment": disposition.assignment,
        "disposition": disposition.pk,
        "kind": str(disposition.kind),
        "lets_go": DispositionKind(disposition.kind).lets_go,
        "conforming": disposition.conforming,
        "inspected": disposition.facts["inspected"],
        "automatic": disposition.automatic,
        "office": disposition.office.code,
        "direction": disposition.direction,
        "importer": disposition.importer,
        "replaces": disposition.replaces_id,
        "hazards": sorted({hazard for line in disposition.lines for hazard in line["hazards"]}),
        "lines": [{name: line[name] for name in told} | known | _permits(line) for line in disposition.lines],
    } | known


def _permits(line: dict[str, Any]) -> dict[str, Any]:
    return {"permits": line["permits"]} if line.get("permits") else {}
