"""Doing what was placed: results, readings and control points, each refused alone, a sum's components together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Refusal
from guomen.laboratory.messages.operations.placing import Item, Placer, Placing
from guomen.laboratory.messages.queries.bench import bench_of
from guomen.laboratory.messages.terms import refusal_json
from guomen.laboratory.models import MessageLine, Profile, Result
from guomen.laboratory.operations.results import enter_results, refused_results
from guomen.laboratory.quality.operations import add_control_point
from guomen.laboratory.terms import Entry
from guomen.laboratory.worksheets.operations import enter_readings


@dataclass(slots=True)
class Applied:
    """What became of the lines, by index: applied (with the result, where it is one), or held."""

    done: dict[int, Result | None] = field(default_factory=dict)
    held: dict[int, Refusal] = field(default_factory=dict)
    notes: dict[int, dict[str, object]] = field(default_factory=dict)


def apply(
    actor: Actor, at: datetime, profile: Profile, items: Sequence[Item], lines: Sequence[MessageLine]
) -> tuple[Placing, Applied]:
    """Place the values of these lines (index: their place in `lines`) and do it. lines must be stored."""
    bench = bench_of(profile, [item.meant for item in items])
    placing = Placer(profile, bench).place(items)
    applied = Applied(held=dict(placing.held))
    _results(actor, at, placing, applied)
    _readings(actor, at, placing, applied, lines)
    _points(actor, at, placing, applied)
    return placing, applied


def _results(actor: Actor, at: datetime, placing: Placing, applied: Applied) -> None:
    """All in one go; where some are refused, those are held and the others go in."""
    todo = placing.entries
    results = _entered(actor, at, [entry for _, entry in todo])
    if results is None:
        wrong = refused_results(actor=actor, at=at, entries=[entry for _, entry in todo])
        for place, refusal in wrong.items():
            applied.held.update(dict.fromkeys(todo[place][0], refusal))
        todo = [one for place, one in enumerate(todo) if place not in wrong]
        results = enter_results(actor=actor, at=at, entries=[entry for _, entry in todo]) if todo else []
    for (indexes, _), result in zip(todo, results, strict=True):
        applied.done.update(dict.fromkeys(indexes, result))


def _entered(actor: Actor, at: datetime, entries: Sequence[Entry]) -> list[Result] | None:
    """The results; None where any is refused."""
    if not entries:
        return []
    try:
        with transaction.atomic():
            return enter_results(actor=actor, at=at, entries=entries)
    except Refusal:
        return None


def _readings(actor: Actor, at: datetime, placing: Placing, applied: Applied, lines: Sequence[MessageLine]) -> None:
    """Onto worksheets, one after another: what is refused for one holds that one's lines."""
    for number, places in placing.readings.items():
        indexes = [index for together, _ in places.values() for index in together]
        try:
            with transaction.atomic():
                enter_readings(
                    actor=actor,
                    at=at,
                    worksheet=number,
                    readings={key: reading for key, (_, reading) in places.items()},
                    messages={key: lines[together[0]].pk for key, (together, _) in places.items()},
                )
        except Refusal as refusal:
            applied.held.update(dict.fromkeys(indexes, refusal))
        else:
            applied.done.update(dict.fromkeys(indexes))
            applied.notes.update({index: {"worksheet": number} for index in indexes})


def _points(actor: Actor, at: datetime, placing: Placing, applied: Applied) -> None:
    for index, series, value in placing.points:
        try:
            with transaction.atomic():
                point = add_control_point(actor=actor, at=at, series=series, value=value)
        except Refusal as refusal:
            applied.held[index] = refusal
        else:
            applied.done[index] = None
            applied.notes[index] = {"point": point.pk, "violations": point.violations}


def marked(lines: Sequence[MessageLine], indexes: Sequence[int], placing: Placing, applied: Applied) -> None:
    """What became of each line, written on it (not stored)."""
    for index in indexes:
        line = lines[index]
        line.result, line.fault, line.settled_because = None, None, ""
        line.more = {**line.more, **applied.notes.get(index, {})}
        if index in applied.held:
            line.state, line.fault = "held", refusal_json(applied.held[index])
        elif index in applied.done:
            line.state, line.result = "applied", applied.done[index]
        elif index in placing.left:
            line.state, line.settled_because = "dismissed", f"row kind: {placing.left[index]}"
            line.more["left"] = placing.left[index]
        else:
            line.state, line.settled_because = "dismissed", "already on record"
            line.more["known"], line.result = True, placing.known.get(index)
