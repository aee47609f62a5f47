"""What a decision reads: the rulebook of an edition, parties, histories; and deciding again (replay)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import msgspec

from guomen.catalogue.queries import sampling_tables, snapshot
from guomen.catalogue.terms import CatalogueSnapshot, Channel
from guomen.consignments.queries import consignment, declarations
from guomen.consignments.shipments.terms import draw_name
from guomen.consignments.terms import Declaration
from guomen.kernel.offices.models import Office
from guomen.kernel.statements import asked
from guomen.kernel.terms import Missing, Text
from guomen.parties.queries import snapshot as parties_known_at
from guomen.parties.terms import PartySnapshot
from guomen.targeting.assigning.beside import same_day_read
from guomen.targeting.assigning.staging import schemes_read
from guomen.targeting.capacity.queries import load, paces_by_id
from guomen.targeting.draws.queries import committed
from guomen.targeting.draws.rules import drawing
from guomen.targeting.models import Assignment, SamplingState
from guomen.targeting.orders.queries import orders_changed_at, orders_known_at
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket, Histories
from guomen.targeting.rules.history import History
from guomen.targeting.rules.learned import BROKEN, Fallback, Learned
from guomen.targeting.rules.rulebook import Rulebook, compile_rulebook
from guomen.targeting.rules.selecting import FALLBACK
from guomen.targeting.terms import Decision

_KEPT = 4
# edition -> (the edition in which control orders last changed, the rulebook)
_books: dict[int, tuple[int, Rulebook]] = {}
_lock = Lock()


def rulebook(edition: int) -> Rulebook:
    """The rulebook of an edition; compiled once in a process, and not again where only parties changed."""
    held = _books.get(edition)
    if held is None:
        catalogue, changed = snapshot(edition), orders_changed_at(edition)
        held = (changed, _kin(catalogue, changed) or _compiled(catalogue))
        with _lock:
            while len(_books) >= _KEPT:
                _books.pop(next(iter(_books)))
            _books[edition] = held
    return held[1]


def forget_rulebooks() -> None:
    """Read every rulebook anew when it is next asked for."""
    with _lock:
        _books.clear()


def _kin(catalogue: CatalogueSnapshot, changed: int) -> Rulebook | None:
    """The rulebook of another edition with the same contents, under this one's number."""
    with _lock:
        for orders, book in _books.values():
            if orders == changed and _same(book.snapshot, catalogue):
                return book.under(catalogue)
    return None


def _compiled(catalogue: CatalogueSnapshot) -> Rulebook:
    return compile_rulebook(
        catalogue,
        orders_known_at(catalogue.edition),
        dict(Office.objects.values_list("code", "path")),
        sampling_tables(edition=catalogue.edition),
    )


def _same(one: CatalogueSnapshot, other: CatalogueSnapshot) -> bool:
    return one.requirements is other.requirements and one.measures is other.measures and one.policies is other.policies


def parties_of(edition: int, batch: Iterable[Declaration]) -> PartySnapshot:
    """The operators and authorisations that these declarations name, as an edition knew them."""
    operators: set[str] = set()
    numbers: set[str] = set()
    for one in batch:
        operators.add(one.importer)
        for item in one.items:
            numbers.add(item.producer)
            numbers.update(permit.number for permit in item.permits)
    return parties_known_at(edition, operators=sorted(operators - {""}), numbers=sorted(numbers - {""}))


def newest_histories(batch: Iterable[Declaration]) -> Histories:
    """Where the compliance history of the declarations' goods stands now."""
    wanted = {(one.importer, item.goods_code[:4], item.origin) for one in batch for item in one.items}
    rows = asked(_HISTORIES, [list(column) for column in zip(*wanted, strict=True)] or [[], [], []])
    return {(row[0], row[1], row[2]): History(*row[3:]) for row in rows}


_HISTORIES = """
SELECT k.importer, k.heading, k.origin, newest.id, newest.run, newest.failed, newest.record
FROM unnest(%s::text[], %s::text[], %s::text[]) AS k(importer, heading, origin)
CROSS JOIN LATERAL (
  SELECT id, run, failed, record FROM targeting_samplingstate s
  WHERE s.importer = k.importer AND s.heading = k.heading AND s.origin = k.origin
  ORDER BY s.sequence DESC LIMIT 1
) AS newest
"""


def _place(row: SamplingState) -> tuple[str, str, str]:
    return row.importer, row.heading, row.origin


def _history(row: SamplingState) -> History:
    return History(row.pk, row.run, row.failed, row.record)


def digest_of(declaration: Declaration) -> str:
    """SHA-256 over the declaration's canonical JSON: what the decision was made on."""
    return hashlib.sha256(msgspec.json.encode(declaration, order="deterministic")).hexdigest()


def stored_alike(declaration: Declaration) -> bool:
    """Whether the declaration read back from the database is written just as this one.

    The database writes numbers out: 1E+3 comes back as 1000, -0 as 0.
    """
    written = msgspec.json.encode(declaration)
    return b"E+" not in written and b'"-0' not in written


def recorded(decision: Decision) -> dict[str, Any]:
    """A decision as the columns of its assignment."""
    lines = [line.as_json() for line in decision.lines]
    reasons = [*decision.reasons, *(reason for line in decision.lines for reason in line.reasons)]
    return {
        "channel": str(decision.channel),
        "probability": decision.probability,
        "arm": str(decision.arm),
        "edition": decision.edition,
        "drawn_on": decision.drawn_on,
        "commitment": decision.commitment,
        "control_rate": decision.control_rate,
        "uniform": decision.uniform,
        "lines": lines,
        "reasons": [reason.as_json() for reason in decision.reasons],
        "sources": sorted({reason.source for reason in reasons if reason.source}),
        "paces": decision.paces,
        "asked": decision.asked,
        "shadows": decision.shadows,
    }


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision taken again. differences: (what, as it was stored, as it came out now); none where they are equal."""

    assignment: int
    consignment: int
    version: int
    edition: int
    same: bool
    channel: str
    differences: tuple[tuple[str, Any, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "assignment": self.assignment,
            "consignment": self.consignment,
            "version": self.version,
            "edition": self.edition,
            "same": self.same,
            "channel": self.channel,
            "differences": [
                {"what": what, "stored": stored, "replayed": again} for what, stored, again in self.differences
            ],
        }


def replay(assignment_id: int) -> Replay:
    """Decide again with the edition, parties, history, secret and declaration of that day, and compare everything.

    Raises Missing where there is no such decision, Conflict where the draw's key is not the one committed to.
    """
    stored = Assignment.objects.filter(pk=assignment_id).first()
    if stored is None:
        raise Missing(
            "assignment.missing",
            Text(f"没有编号为{assignment_id}的判定。", f"There is no decision number {assignment_id}."),
            Text("请核对编号。", "Check its number."),
        )
    place = (stored.consignment_id, stored.version)
    declaration = declarations([place])[place]
    secret = committed(stored.drawn_on, stored.commitment)
    docket = Docket(
        rulebook(stored.edition),
        parties_of(stored.edition, [declaration]),
        _histories_read(stored, declaration),
        _learned_then(stored),
        schemes_read(stored),
        same_day_read(stored, declaration),
    )
    named = consignment(stored.consignment_id)
    draw = drawing(secret, draw_name(named.sender, named.reference, named.shipment))
    again = decide(docket, declaration, stored.drawn_on, draw, stored.commitment)
    now = recorded(again) | {"inputs": digest_of(declaration)}
    then = {name: getattr(stored, name) for name in now}
    differences = tuple(_differences("", then, now))
    return Replay(
        stored.pk, stored.consignment_id, stored.version, stored.edition, not differences, again.channel, differences
    )


def _histories_read(stored: Assignment, declaration: Declaration) -> Histories:
    """The sampling states that the stored decision read, line by line."""
    by_item = {line["item_no"]: line["history"] for line in stored.lines}
    rows = SamplingState.objects.in_bulk([pk for pk in by_item.values() if pk is not None])
    return {
        (declaration.importer, item.goods_code[:4], item.origin): _history(row)
        for item in declaration.items
        if (row := rows.get(by_item.get(item.item_no) or 0)) is not None
    }


def _learned_then(stored: Assignment) -> Learned | None:
    """The paces and models that the stored decision read; a model that could not be asked then is not asked now."""
    if not (stored.paces or stored.asked or stored.shadows):
        return None
    drawn = paces_by_id(list(stored.paces.values()))
    causes = {
        reason["source"].removeprefix("target:"): Fallback(reason["code"].removeprefix(FALLBACK))
        for line in stored.lines
        for reason in line["reasons"]
        if reason["code"].startswith(FALLBACK)
    }
    learned = Learned(
        champions={Channel(kind): digest for kind, digest in stored.asked.items()},
        challengers={Channel.PHYSICAL: tuple(stored.shadows)},
        paces=drawn,
        fallen={one.model: cause for (_, kind), one in drawn.items() if (cause := causes.get(kind)) in BROKEN},
    )
    wanted = {*stored.asked.values(), *stored.shadows}
    load(learned, sorted(wanted - learned.fallen.keys()))
    return learned


def _differences(path: str, then: Any, now: Any) -> Iterable[tuple[str, Any, Any]]:
    if isinstance(then, dict) and isinstance(now, dict):
        for name in sorted(then.keys() | now.keys()):
            yield from _differences(f"{path}.{name}" if path else name, then.get(name), now.get(name))
    elif _rows(then) and _rows(now) and len(then) == len(now):
        for place, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _differences(f"{path}[{place}]", one, other)
    elif then != now:
        yield path, then, now


def _rows(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def all_histories() -> Histories:
    """Where every compliance history stands now."""
    rows = SamplingState.objects.order_by("importer", "heading", "origin", "-sequence")
    newest = rows.distinct("importer", "heading", "origin")
    return {_place(row): _history(row) for row in newest.iterator(chunk_size=10_000)}
