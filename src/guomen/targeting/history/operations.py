"""Writing the compliance history."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce

from django.db import transaction
from django.db.models import QuerySet

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import declarations
from guomen.consignments.terms import Declaration
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef
from guomen.targeting import events
from guomen.targeting.models import Assignment, Override, SamplingState
from guomen.targeting.queries import assignment
from guomen.targeting.rules.history import NO_HISTORY, History
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
    were let through unseen tell nothing and are passed over. The same ledger entry is noted once. What is told again of
    a consignment, as after an appeal, takes the place of what was told of it first.
    """
    decided = assignment(consignment)
    if decided is None:
        return []
    declaration = declarations([(consignment, decided.version)])[consignment, decided.version]
    found = _lots(decided, declaration, conforming, lines)
    if not found or SamplingState.objects.filter(entry=entry).exists():
        return []
    states = [
        _next(SamplingState(importer=declaration.importer, heading=heading, origin=origin, consignment_id=consignment,
                            conforming=good, entry=entry, at=at))
        for (heading, origin), good in sorted(found.items())
    ]  # fmt: skip
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


def _next(state: SamplingState) -> SamplingState:
    """The state with where its importer's goods of the origin stand now."""
    rows = SamplingState.objects.filter(importer=state.importer, heading=state.heading, origin=state.origin)
    last = rows.order_by("-sequence").first()
    state.sequence = last.sequence + 1 if last else 1
    if rows.filter(consignment=state.consignment_id).exists():
        after = _told_again(rows, state)
    else:
        before = History(last.pk, last.run, last.failed, last.record) if last else NO_HISTORY
        after = before.after(state.conforming)
    state.run, state.failed, state.record = after.run, after.failed, after.record
    return state


def _told_again(rows: QuerySet[SamplingState], state: SamplingState) -> History:
    """The whole history once more, with the consignment's lot at its first place and as it is told now."""
    lots: dict[object, bool] = {}
    for consignment, entry, conforming in rows.order_by("sequence").values_list("consignment", "entry", "conforming"):
        lots[consignment or ("entry", entry)] = conforming
    lots[state.consignment_id] = state.conforming
    return reduce(History.after, lots.values(), NO_HISTORY)
