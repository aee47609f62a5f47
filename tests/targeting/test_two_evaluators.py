"""The same declaration gives the same decision alone, in a batch and in the bulk screen."""

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guomen.catalogue.terms import Condition
from guomen.consignments.terms import Declaration
from guomen.targeting.rules.bulk.lines import Lines
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.deciding import derive
from guomen.targeting.rules.docket import Docket, lines_of
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.terms import Decision, LineDecision
from tests.targeting.world import DAY, SECRET, decided, declaration, frame, item, measure, rulebook
from tests.targeting.worlds import HISTORIES, batches, known_parties, rulebooks

MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PARTIES = known_parties()


def screen(book: Rulebook) -> Screen:
    return Screen(Docket(book, PARTIES, HISTORIES), DAY, SECRET)


@MANY
@given(rulebooks(), batches())
def test_closures_and_joins_mean_the_same_lines_by_the_same_rules(book: Rulebook, batch: list[Declaration]) -> None:
    docket = Docket(book, PARTIES, HISTORIES)
    one_by_one = set()
    row = 0
    for one in batch:
        for line in lines_of(one, DAY):
            derive(docket, line)
            one_by_one |= {(row, hit.rule.position, hit.certain) for hit in book.matcher.hits(line)}
            row += 1
    bulk = screen(book)
    lines = Lines(frame(batch), DAY)
    bulk.asking.derive(lines)
    pairs = bulk.matcher.hits(lines)
    assert len(set(zip(pairs.row.tolist(), pairs.rule.tolist(), strict=True))) == len(pairs.row)
    assert set(zip(pairs.row.tolist(), pairs.rule.tolist(), pairs.certain.tolist(), strict=True)) == one_by_one


@MANY
@given(rulebooks(), batches())
def test_alone_and_in_bulk_give_the_same_decision(book: Rulebook, batch: list[Declaration]) -> None:
    alone = [row for one in batch for row in as_rows(decided(book, one, PARTIES, HISTORIES), one)]
    assert screen(book)(frame(batch)).to_dicts() == alone


@settings(MANY, max_examples=8)
@given(rulebooks(), st.lists(batches(), min_size=40, max_size=40))
def test_a_declaration_is_decided_alike_whatever_is_screened_beside_it(
    book: Rulebook, parts: list[list[Declaration]]
) -> None:
    many = [renamed(one, f"{part}-{one.reference}") for part, batch in enumerate(parts) for one in batch]
    whole = screen(book)(frame(many))
    bulk = screen(book)
    in_parts = pl.concat([bulk(frame(many[start : start + 7])) for start in range(0, len(many), 7)])
    assert whole.to_dicts() == in_parts.to_dicts()


def test_a_thousand_declarations_are_decided_in_bulk_as_one_by_one() -> None:
    many = [
        declaration(*(item(n, goods) for n, goods in enumerate(["0207140000101", "8703234110999"], 1)),
                    reference=f"R-{number}", importer=f"IMP-{number % 7}")
        for number in range(1000)
    ]  # fmt: skip
    book = rulebook(measures=[measure("M-1", Condition(goods=("0207",)), rate=0.3)])
    alone = [row for one in many for row in as_rows(decided(book, one, PARTIES, HISTORIES), one)]
    assert screen(book)(frame(many)).to_dicts() == alone
    assert {row["arm"] for row in alone} == {"lot", "none", "control", "mandatory"}


def test_nothing_to_screen_gives_the_same_columns() -> None:
    bulk = screen(rulebook())
    empty = bulk(frame([declaration()]).clear())
    assert empty.schema == bulk(frame([declaration()])).schema


def renamed(one: Declaration, reference: str) -> Declaration:
    return Declaration(**({name: getattr(one, name) for name in one.__struct_fields__} | {"reference": reference}))


def as_rows(decision: Decision, one: Declaration) -> list[dict[str, Any]]:
    """A decision as the bulk screen writes it down."""
    return [
        {"sender": one.sender, "reference": one.reference, "version": one.version, "item_no": line.item_no}
        | _line(line)
        | {
            "consignment_channel": str(decision.channel),
            "consignment_arm": str(decision.arm),
            "consignment_probability": decision.probability,
            "control_uniform": decision.uniform,
            "edition": decision.edition,
            "drawn_on": decision.drawn_on,
        }
        | _told(line)
        for line in decision.lines
    ]


def _line(line: LineDecision) -> dict[str, Any]:
    return {
        "channel": str(line.channel),
        "arm": str(line.arm),
        "probability": line.probability,
        "rate": line.rate,
        "uniform": line.uniform,
        "value": line.value,
        "history": line.history,
    }


def _told(line: LineDecision) -> dict[str, Any]:
    return {
        "reasons": [
            {"code": reason.code, "source": reason.source, "zh": reason.text.zh, "en": reason.text.en}
            for reason in line.reasons
        ],
        "instructions": [
            {
                "kind": str(one.kind), "code": one.code, "analyte": one.analyte, "limit": one.limit,
                "unit": one.unit, "units": one.units, "accept": one.accept, "reject": one.reject,
                "source": one.source, "programme": one.programme, "zh": one.text.zh, "en": one.text.en,
            }
            for one in line.instructions
        ],
    }  # fmt: skip


@pytest.mark.parametrize("code", ["ABC", "12345678901234", "０２０７"])
def test_a_code_that_is_no_code_is_read_alike_by_both(code: str) -> None:
    book = rulebook(measures=[measure("M-1", Condition(goods=("0207", "12")))])
    one = declaration(item(goods=code))
    assert screen(book)(frame([one])).to_dicts() == as_rows(decided(book, one, PARTIES, HISTORIES), one)
