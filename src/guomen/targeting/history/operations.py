"""Writing the compliance history."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import declarations
from guomen.consignments.terms import Declaration
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.targeting import events
from guomen.targeting.models import Assignment, Override, SamplingState
from guomen.targeting.queries import assignment
from guomen.targeting.rules.history import Run, record_of, recorded
from guomen.targeting.terms import Arm

_OPENED = (Channel.IDENTITY, Channel.PHYSICAL, Channel.SAMPLE, Channel.HOLD)


@transaction.atomic
def note_outcome(
    *,
    actor: Actor | None,
    at: datetime,
    entry: int,
    consignment: int,
    conforming: bool,
    lines: Mapping[int, bool],
) -> list[SamplingState]:
    """Note what the examined lines of a consignment were found to be: one lot per importer, heading and origin.

    lines: conformity by item where it is known line by line; else `conforming` holds for all examined. Lines that
    were let through unseen tell nothing and are passed over. The same ledger entry is noted once.
    """
    decided = assignment(consignment)
    if decided is None:
        return []
    declaration = declarations([(consignment, decided.version)])[consignment, decided.version]
    found = _lots(decided, declaration, conforming, lines)
    if not found or SamplingState.objects.filter(entry=entry).exists():
        return []
    states = [_next(declaration.importer, *place, good, entry, at) for place, good in sorted(found.items())]
    SamplingState.objects.bulk_create(states)
    Assignment.objects.filter(pk=decided.pk).update(conforming=all(found.values()))
    record(
        events.HISTORY_UPDATED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(consignment))],
        payload={"states": [state.pk for state in states], "of_entry": entry},
    )
    return states


def _lots(
    decided: Assignment, declaration: Declaration, conforming: bool, lines: Mapping[int, bool]
) -> dict[tuple[str, str], bool]:
    """Whether each examined (heading, origin) conformed: only if all of its lines did."""
    # An officer's override may have opened what no rule and no draw picked.
    opened = decided.overrides.filter(state=Override.State.IN_FORCE, to_channel__in=_OPENED).exists()
    examined = {
        line["item_no"] for line in decided.lines if opened or (line["arm"] != Arm.NONE and line["channel"] in _OPENED)
    }
    lots: dict[tuple[str, str], bool] = {}
    for item in declaration.items:
        if item.item_no in examined and item.origin:
            place = (item.goods_code[:4], item.origin)
            lots[place] = lots.get(place, True) and lines.get(item.item_no, conforming)
    return lots


def _next(importer: str, heading: str, origin: str, conforming: bool, entry: int, at: datetime) -> SamplingState:
    last = SamplingState.objects.filter(importer=importer, heading=heading, origin=origin).order_by("-sequence").first()
    run = Run(last.run, last.failed) if last else Run()
    after = run.after(conforming)
    return SamplingState(
        importer=importer,
        heading=heading,
        origin=origin,
        sequence=last.sequence + 1 if last else 1,
        run=after.run,
        failed=after.failed,
        record=recorded(last.record or record_of(last.run, last.failed) if last else "", conforming),
        conforming=conforming,
        entry=entry,
        at=at,
    )
