"""Reading the record of parties: the snapshot of an edition, one operator, lists for screens."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import JSONObject

from guomen.kernel.terms import Missing, Text
from guomen.parties.models import Authorisation, EnterpriseClass, Operator
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
    """Who is who and who may what, as `edition` knew it: two queries.

    operators: identifiers to read; numbers: authorisation numbers to read, whoever holds them. With both None,
    everything; with one of them given, the other is none.
    """
    whole = operators is None and numbers is None
    by_number: dict[str, list[AuthorisationFact]] = defaultdict(list)
    by_holder: dict[str, list[AuthorisationFact]] = defaultdict(list)
    for fact in _authorisations(edition, None if whole else operators or (), None if whole else numbers or ()):
        by_number[fact.number].append(fact)
        by_holder[fact.holder].append(fact)
    found = {
        row["identifier"]: OperatorFacts(
            row["identifier"],
            row["name_zh"],
            row["name_en"],
            tuple(_class_period(row["identifier"], one) for one in row["classes"]),
            tuple(by_holder.get(row["identifier"], ())),
        )
        for row in _operators(edition, None if whole else operators or ())
    }
    return PartySnapshot(edition, found, {number: tuple(facts) for number, facts in by_number.items()})


def _operators(edition: int, identifiers: Collection[str] | None) -> Iterable[dict[str, Any]]:
    """Operators with their classes. A class is known for those alone who are registered."""
    if identifiers is not None and not identifiers:
        return ()
    classes = (
        EnterpriseClass.objects.known_at(edition)
        .filter(operator=OuterRef("identifier"))
        .order_by("valid_from")
        .values(one=JSONObject(grade="grade", start="valid_from", end="valid_to"))
    )
    rows = Operator.objects.known_at(edition).annotate(classes=ArraySubquery(classes)).order_by("identifier")
    if identifiers is not None:
        rows = rows.filter(_any("identifier", identifiers))
    return _read(rows.values("identifier", "name_zh", "name_en", "classes"), whole=identifiers is None)


def _class_period(operator: str, one: dict[str, Any]) -> ClassPeriod:
    start, end = date.fromisoformat(one["start"]), date.fromisoformat(one["end"]) if one["end"] else None
    return one["grade"], start, end, f"enterprise_class:{operator}@{start.isoformat()}"


def _authorisations(
    edition: int, holders: Collection[str] | None, numbers: Collection[str] | None
) -> Iterable[AuthorisationFact]:
    rows = Authorisation.objects.known_at(edition).order_by("kind", "number", "valid_from")
    if holders is not None and numbers is not None:
        if not holders and not numbers:
            return ()
        rows = rows.filter(Q(_any("holder", holders)) | Q(_any("number", numbers)))
    return (_fact(*row) for row in _read(rows.values_list(*_COLUMNS), whole=holders is None))


def _read(rows: QuerySet[Any, Any], *, whole: bool) -> Iterable[Any]:
    """All rows as a stream; the few of one batch at once, which spares the server a cursor."""
    return rows.iterator(chunk_size=CHUNK) if whole else rows


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
) -> AuthorisationFact:
    """A stretch as a value."""
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
    )


def _any(field: str, names: Collection[str]) -> Func:
    """field = ANY(names): thousands of names are one parameter, and an index still serves."""
    return Func(
        F(field),
        Value(list(names), output_field=ArrayField(TextField())),
        template="(%(expressions)s))",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


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
