"""Reading the record of parties: the snapshot of an edition, one operator, lists for screens."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Sum
from django.db.models.functions import JSONObject

from guomen.kernel.statements import asked
from guomen.kernel.terms import Missing, Text
from guomen.parties.models import Authorisation, EnterpriseClass, Operator, WriteOff
from guomen.parties.terms import (
    AuthorisationFact,
    AuthorisationKind,
    AuthorisationState,
    ClassPeriod,
    OperatorFacts,
    PartySnapshot,
)

CHUNK = 10_000


def snapshot(
    edition: int, *, operators: Collection[str] | None = None, numbers: Collection[str] | None = None
) -> PartySnapshot:
    """Who is who and who may what, as `edition` knew it.

    operators: identifiers to read; numbers: authorisation numbers to read, whoever holds them. With both None,
    everything; with one of them given, the other is none.
    """
    if operators is not None or numbers is not None:
        return _part(edition, operators or (), numbers or ())
    taken = written_off(edition)
    facts = [_fact(*(*row, taken.get(row[1]))) for row in _authorisations(edition)]
    named = [(row["identifier"], row["name_zh"], row["name_en"], row["classes"]) for row in _operators(edition)]
    return _snapshot(edition, facts, named)


def _snapshot(
    edition: int, facts: Iterable[AuthorisationFact], named: Iterable[tuple[str, str, str, list[dict[str, Any]]]]
) -> PartySnapshot:
    by_number: dict[str, list[AuthorisationFact]] = defaultdict(list)
    by_holder: dict[str, list[AuthorisationFact]] = defaultdict(list)
    for fact in facts:
        by_number[fact.number].append(fact)
        by_holder[fact.holder].append(fact)
    found = {
        name: OperatorFacts(
            name,
            name_zh,
            name_en,
            tuple(_class_period(name, one) for one in classes),
            tuple(by_holder.get(name, ())),
        )
        for name, name_zh, name_en, classes in named
    }
    return PartySnapshot(edition, found, {number: tuple(facts) for number, facts in by_number.items()})


# The few operators and authorisations of one batch: one statement, written out, for it is asked with every declaration.
_PART = """
SELECT kind, number, holder, state, goods::text[], country, quantity, unit, valid_from, valid_to, (
  SELECT sum(w.quantity) FROM parties_writeoff w
  WHERE w.number = a.number AND a.quantity IS NOT NULL
    AND w.since_edition <= %(edition)s AND (w.until_edition IS NULL OR w.until_edition > %(edition)s)), NULL::jsonb
FROM parties_authorisation a
WHERE (holder = ANY(%(operators)s::text[]) OR number = ANY(%(numbers)s::text[]))
  AND since_edition <= %(edition)s AND (until_edition IS NULL OR until_edition > %(edition)s)
UNION ALL
SELECT '', identifier, name_zh, name_en, NULL, '', NULL, '', NULL, NULL, NULL, coalesce((
  SELECT jsonb_agg(jsonb_build_object('grade', c.grade, 'start', c.valid_from, 'end', c.valid_to)
                   ORDER BY c.valid_from)
  FROM parties_enterpriseclass c
  WHERE c.operator = o.identifier
    AND c.since_edition <= %(edition)s AND (c.until_edition IS NULL OR c.until_edition > %(edition)s)), '[]')
FROM parties_operator o
WHERE identifier = ANY(%(operators)s::text[])
  AND since_edition <= %(edition)s AND (until_edition IS NULL OR until_edition > %(edition)s)
ORDER BY 1, 2, 9
"""


def _part(edition: int, operators: Collection[str], numbers: Collection[str]) -> PartySnapshot:
    if not operators and not numbers:
        return PartySnapshot(edition, {}, {})
    wanted: dict[str, int | list[str]] = {"edition": edition, "operators": list(operators), "numbers": list(numbers)}
    rows = asked(_PART, wanted)
    facts = [_fact(*row[:11]) for row in rows if row[0]]
    return _snapshot(edition, facts, [(*row[1:4], json.loads(row[11])) for row in rows if not row[0]])


def _operators(edition: int) -> Iterable[Any]:
    """Operators with their classes. A class is known for those alone who are registered."""
    classes = (
        EnterpriseClass.objects.known_at(edition)
        .filter(operator=OuterRef("identifier"))
        .order_by("valid_from")
        .values(one=JSONObject(grade="grade", start="valid_from", end="valid_to"))
    )
    rows = Operator.objects.known_at(edition).annotate(classes=ArraySubquery(classes)).order_by("identifier")
    return rows.values("identifier", "name_zh", "name_en", "classes").iterator(chunk_size=CHUNK)


def _class_period(operator: str, one: dict[str, Any]) -> ClassPeriod:
    start, end = date.fromisoformat(one["start"]), date.fromisoformat(one["end"]) if one["end"] else None
    return one["grade"], start, end, f"enterprise_class:{operator}@{start.isoformat()}"


def _authorisations(edition: int) -> Iterable[tuple[Any, ...]]:
    rows = Authorisation.objects.known_at(edition).order_by("kind", "number", "valid_from")
    return rows.values_list(*_COLUMNS).iterator(chunk_size=CHUNK)


_COLUMNS = (
    "kind",
    "number",
    "holder",
    "state",
    "goods",
    "country",
    "quantity",
    "unit",
    "valid_from",
    "valid_to",
)


def _fact(
    kind: str,
    number: str,
    holder: str,
    state: str,
    goods: list[str],
    country: str,
    quantity: Decimal | None,
    unit: str,
    valid_from: date,
    valid_to: date | None,
    taken: Decimal | None,
) -> AuthorisationFact:
    """A stretch as a value. taken: what was written off the number."""
    return AuthorisationFact(
        key=f"authorisation:{kind}/{number}@{valid_from.isoformat()}",
        kind=AuthorisationKind(kind),
        number=number,
        holder=holder,
        state=AuthorisationState(state),
        goods=tuple(goods),
        country=country,
        quantity=quantity,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        written_off=(taken or Decimal(0)) if quantity is not None else Decimal(0),
    )


def written_off(edition: int, numbers: Collection[str] | None = None) -> dict[str, Decimal]:
    """What released goods had taken from each permit, as `edition` knew it; of these numbers, default of all."""
    rows = WriteOff.objects.known_at(edition)
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    return dict(rows.values_list("number").annotate(taken=Sum("quantity")))


def operator(identifier: str) -> Operator:
    """One operator as it stands now. Raises Missing for one who is not registered."""
    found = Operator.objects.current().filter(identifier=identifier).first()
    if found is None:
        raise Missing(
            "operator.unknown",
            Text(f"没有标识为{identifier}的企业。", f"No operator {identifier} is registered."),
            Text("请核对标识或先行登记。", "Check the identifier, or register the operator first."),
        )
    return found


def operator_name(identifier: str) -> Text:
    """The operator's name; the identifier itself for one who is not registered."""
    found = Operator.objects.current().filter(identifier=identifier).values("name_zh", "name_en").first()
    if found is None:
        return Text(identifier, identifier)
    return Text(found["name_zh"], found["name_en"] or found["name_zh"])


def operators() -> QuerySet[Operator]:
    """Every operator as it stands now."""
    return Operator.objects.current().order_by("identifier")


def authorisations_of(holder: str) -> QuerySet[Authorisation]:
    """The stretches of every authorisation of an operator as they stand now, newest first."""
    return Authorisation.objects.current().filter(holder=holder).order_by("kind", "number", "-valid_from")


def authorisation_history(kind: str, number: str) -> list[Authorisation]:
    """The stretches of one authorisation as they stand now, oldest first. Raises Missing for an unknown number."""
    rows = list(Authorisation.objects.current().filter(kind=kind, number=number).order_by("valid_from"))
    if not rows:
        raise Missing(
            "authorisation.unknown",
            Text(f"没有编号为{number}的许可。", f"There is no authorisation {number} of this kind."),
            Text("请核对种类和编号。", "Check the kind and the number."),
        )
    return rows


def classes_of(identifier: str) -> QuerySet[EnterpriseClass]:
    """The classes of an operator as they stand now, newest first."""
    return EnterpriseClass.objects.current().filter(operator=identifier).order_by("-valid_from")
