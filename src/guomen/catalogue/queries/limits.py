"""Limits valid on a day, and the sampling tables."""

from datetime import date
from decimal import Decimal

from guomen.catalogue import models
from guomen.catalogue.queries.facts import Rows, fact_key
from guomen.catalogue.queries.standards import in_its_edition
from guomen.catalogue.terms import Confidence, Limit, LimitKind, Plan, SamplingTables, SumMember, SwitchingRule
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Text


def limits_for(
    *, goods: str, analyte: str, on: date, edition: int | None = None, market: str = ""
) -> tuple[Limit, ...]:
    """The limits for an analyte (its English or Chinese name) in a goods code, valid on a day; most specific first.

    "Most specific" is the longest goods prefix; several limits remain where the law tells foods apart that the
    goods code does not. Each names the edition of its standard that stands on the day. Empty where no limit is known.
    edition: as which edition of the catalogue knew them (default: the newest). market: whose ("" is ours).
    """
    known = current_edition() if edition is None else edition
    rows = models.Limit.objects.as_of(on, known).filter(
        market=market, goods__overlap=[goods[:length] for length in range(1, len(goods) + 1)]
    )
    named = rows.filter(analyte__iexact=analyte) | rows.filter(analyte_zh=analyte)
    facts = [in_its_edition(limit_fact(row), on, known) for row in named.order_by("key")]
    return tuple(sorted(facts, key=lambda fact: -max(len(one) for one in fact.goods if goods.startswith(one))))


def limit_fact(row: models.Limit) -> Limit:
    """A limit row as a value."""
    return Limit(
        key=fact_key("limit", row),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        standard=row.standard,
        edition=row.edition,
        clause=row.clause,
        analyte=row.analyte,
        analyte_zh=row.analyte_zh,
        food=Text(row.food_zh, row.food_en),
        goods=tuple(row.goods),
        kind=LimitKind(row.kind),
        value=row.value,
        low=row.low,
        unit=row.unit,
        n=row.n,
        c=row.c,
        m=row.m,
        M=row.M,
        condition=Text(row.condition_zh, row.condition_en),
        method=row.method,
        source=row.source,
        confidence=Confidence(row.confidence),
        basis=row.basis,
        components=tuple(
            SumMember(Text(one["zh"], one["en"]), Decimal(one.get("factor", "1"))) for one in row.components
        ),
        decision_rule=row.decision_rule,
        comparison=row.comparison,
        places=row.places,
        market=row.market,
    )


def sampling_tables(*, edition: int | None = None) -> SamplingTables:
    """The tables of GB/T 2828.1-2012 as `edition` (default: the newest) knew them."""
    known = current_edition() if edition is None else edition
    return tables_of(lambda model: model.objects.known_at(known))


def tables_of(rows: Rows) -> SamplingTables:
    """The sampling tables from the rows of each of their tables, in any order."""
    by_lot: dict[tuple[int, int | None], dict[str, str]] = {}
    for row in sorted(rows(models.SamplingLetter), key=lambda row: (row.lot_min, row.level)):
        by_lot.setdefault((row.lot_min, row.lot_max), {})[row.level] = row.letter
    return SamplingTables(
        standard="GB/T 2828.1-2012",
        letters=tuple((low, high, levels) for (low, high), levels in by_lot.items()),
        plans={
            (cell.state, cell.letter, cell.aql): Plan(
                cell.resolved_letter, cell.resolved_n, cell.resolved_ac, cell.resolved_re, cell.disputed
            )
            for cell in rows(models.SamplingCell)
        },
        switching=tuple(
            SwitchingRule(
                rule.number,
                rule.from_state,
                rule.to_state,
                rule.reject,
                rule.within,
                rule.accept,
                rule.score,
                rule.authority,
                rule.clause,
                Confidence(rule.confidence),
            )
            for rule in sorted(rows(models.SwitchingRule), key=lambda rule: rule.key)
        ),
    )
