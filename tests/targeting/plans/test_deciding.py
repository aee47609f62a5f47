"""Plans and fixed frequencies in force: what they do to a decision, alone and in bulk."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guomen.catalogue.terms import Channel, CheckFrequency, PlanKind, RatePlan
from guomen.consignments.terms import Declaration
from guomen.kernel.terms import Refusal
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.history import History, recorded
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.terms import Arm, Decision
from tests.targeting.test_two_evaluators import as_rows
from tests.targeting.world import (
    DAY,
    SECRET,
    START,
    TABLES,
    decided,
    declaration,
    frame,
    item,
    never,
    origin_risk,
    parties,
    risk,
    rulebook,
)
from tests.targeting.worlds import batches, known_parties

# The tests' plans at every severity.
SEVERE = replace(
    TABLES,
    plans={(state, letter, aql): one for (_, letter, aql), one in TABLES.plans.items()
           for state in ("normal", "tightened", "reduced")},
)  # fmt: skip
MODES = ("special", "stringent", "general", "verification", "credit")


def plan(code: str, kind: str, **more: Any) -> RatePlan:
    fields: dict[str, Any] = {"i": 5, "f": 0.1} if kind.startswith("csp") else {}
    place = "/".join(str(more.get(name, "")) for name in ("goods", "origin", "office"))
    return RatePlan(
        key=f"rate_plan:{code}/{place}", code=code, kind=PlanKind(kind), valid_from=START, **(fields | more)
    )


def frequency(number: str, goods: str, physical: float, identity: float | None = None, **more: Any) -> CheckFrequency:
    return CheckFrequency(
        key=f"check_frequency:eu/{number}", scheme="eu", number=number, goods=(goods,), valid_from=START,
        identity=identity or physical, physical=physical, **more,
    )  # fmt: skip


PLANS = [
    plan("csp-2", "csp2"), plan("csp-3", "csp3", i=3), plan("csp-3", "csp3", i=2, f=0.25, goods="0207", origin="BR"),
    plan("steps", "steps", i=2, f=0.25, i2=3, f2=0.05), plan("skip", "skip_lot", i=2, f=1 / 2, i2=2, f2=1 / 5, back=2),
    plan("switch", "switching", points=3), plan("fixed", "fixed", f=0.3), plan("cbis", "csp3", goods="0208"),
]  # fmt: skip
FREQUENCIES = [
    frequency("1", "0207", 0.3, 1.0), frequency("2", "02", 0.15, origins=frozenset({"BR"})),
    frequency("3", "87", 0.05, origins=frozenset({"BR"}), origins_negated=True),
]  # fmt: skip


def under(code: str, **more: Any) -> Rulebook:
    policies = {f"targeting.rate_plan.{mode}": code for mode in MODES} | more.pop("policies", {})
    return rulebook(tables=SEVERE, policies=policies, rate_plans=PLANS, commodities=[risk("02", "elevated")], **more)


def with_record(record: str) -> dict[tuple[str, str, str], History]:
    return {("IMP-1", "0207", "BR"): History(7, 0, "0" in record, record)}


def rate_of(decision: Decision) -> float:
    return decision.lines[0].rate


@pytest.mark.parametrize(
    ("code", "record", "rate"),
    [
        ("csp-2", "11111", 0.1),
        ("csp-2", "111110", 0.1),
        ("csp-2", "1111100", 1.0),
        ("csp-3", "11", 0.25),
        ("csp-3", "110", 1.0),
        ("steps", "11", 0.25),
        ("steps", "11111", 0.05),
        ("skip", "11", 0.5),
        ("skip", "1111", 1 / 3),
        ("skip", "110", 1.0),
        ("switch", "1" * 10, 1.0),
        ("fixed", "", 0.3),
        ("csp-1", "", 0.2),
        ("csp-1", "0", 1.0),
        # The plan says nothing of these goods: the mode's own CSP-1 holds.
        ("cbis", "", 0.2),
    ],
)
def test_the_plan_that_policy_names_gives_the_rate(code: str, record: str, rate: float) -> None:
    assert rate_of(decided(under(code), declaration(), None, with_record(record), never)) == pytest.approx(rate)


@pytest.mark.parametrize(("goods", "origin", "rate"), [("0207", "BR", 0.25), ("0207", "US", 1.0), ("0203", "BR", 1.0)])
def test_the_row_of_the_longest_prefix_and_the_origin_itself_counts(goods: str, origin: str, rate: float) -> None:
    one = declaration(item(goods=f"{goods}140000101", origin=origin))
    histories = {("IMP-1", goods, origin): History(7, 2, False, "11")}
    assert rate_of(decided(under("csp-3"), one, None, histories, never)) == pytest.approx(rate)


def test_an_old_state_without_a_record_is_read_by_its_run_and_failure() -> None:
    for run, failed, rate in ((4, False, 1.0), (5, False, 0.1), (4, True, 1.0), (5, True, 0.1)):
        histories = {("IMP-1", "0207", "BR"): History(7, run, failed)}
        assert rate_of(decided(under("csp-2"), declaration(), None, histories, never)) == pytest.approx(rate)


def test_an_office_may_have_a_plan_of_its_own() -> None:
    book = under("csp-1")
    own = [row for row in book.snapshot.policies if row.name == "targeting.rate_plan.general"]
    book.snapshot.__dict__["policies"] = (
        *book.snapshot.policies, replace(own[0], key="policy:own", office="4700", value="fixed"),
    )  # fmt: skip
    assert rate_of(decided(book, declaration(office="4701"), draw=never)) == pytest.approx(0.3)
    assert rate_of(decided(book, declaration(office="2200"), draw=never)) == pytest.approx(0.2)


def test_a_plan_that_is_not_there_refuses_to_decide_and_says_where_to_add_it() -> None:
    with pytest.raises(Refusal, match=r"rate_plan.unknown") as refused:
        decided(under("nonsense"), declaration())
    assert "nonsense" in refused.value.problem.en
    assert "rate_plans.csv" in refused.value.remedy.en


def test_the_officer_reads_plan_state_and_what_comes_next_and_the_trader_nothing_of_it() -> None:
    (line,) = decided(under("csp-3"), declaration(), None, with_record("11"), never).lines
    (told,) = [reason for reason in line.reasons if reason.code == "supervision.lot_rate"]
    for words in ("CSP-3 i=2 f=0.25", "a fraction", "a failure brings every lot (a lot failed: the next four", "0.25"):
        assert words in told.text.en
    assert "不合格" in told.text.zh
    assert told.public is None
    assert told.source == "rate_plan:csp-3/0207/BR/"


def test_the_origins_factor_and_the_green_channel_still_move_the_plans_rate() -> None:
    book = under("fixed", countries=[origin_risk("BR", "elevated")])
    assert rate_of(decided(book, declaration(), draw=never)) == pytest.approx(0.45)


@pytest.mark.parametrize(("record", "told"), [("", "AQL 1.0)"), ("00", "tightened"), ("1" * 10, "reduced")])
def test_under_switching_an_opened_lot_is_sampled_by_the_severity_that_its_record_earned(
    record: str, told: str
) -> None:
    decision = decided(under("switch"), declaration(), None, with_record(record), never)
    assert [told in one.text.en for one in decision.lines[0].instructions if one.code == "units"] == [True]


def test_a_fixed_frequency_in_force_is_a_floor_with_a_reason_of_its_own() -> None:
    policies = {"targeting.frequency_schemes": "eu"}
    one = decided(under("csp-1", policies=policies, frequencies=FREQUENCIES), declaration(), draw=never).lines[0]
    named = [reason for reason in one.reasons if reason.code == "supervision.frequency"]
    assert [reason.source for reason in named] == ["check_frequency:eu/1", "check_frequency:eu/1"]
    assert "identity check of at least 1" in named[0].text.en
    assert "physical check of at least 0.3" in named[1].text.en
    assert all(reason.public is None for reason in named)
    assert (one.channel, one.arm, one.rate) == (Channel.IDENTITY, Arm.MANDATORY, 1.0)
    off = decided(under("csp-1", frequencies=FREQUENCIES), declaration(), draw=never).lines[0]
    assert "supervision.frequency" not in [reason.code for reason in off.reasons]


def test_the_floor_never_lowers_what_the_plan_asks() -> None:
    policies = {"targeting.frequency_schemes": "eu"}
    book = under("csp-3", policies=policies, frequencies=[frequency("2", "02", 0.15)])
    assert rate_of(decided(book, declaration(), None, with_record("0"), never)) == 1.0
    assert rate_of(decided(book, declaration(), None, with_record("11"), never)) == pytest.approx(0.25)


@pytest.mark.parametrize(("origin", "rate"), [("US", 0.05), ("BR", 0.02), ("", 0.02)])
def test_all_origins_but_one_and_none_stated(origin: str, rate: float) -> None:
    policies = {"targeting.frequency_schemes": "eu", "targeting.mode.3.general": "credit"}
    book = under("csp-1", policies=policies, frequencies=FREQUENCIES)
    one = declaration(item(goods="8703234110999", origin=origin))
    assert rate_of(decided(book, one, draw=never)) == pytest.approx(rate)


def test_a_frequency_counts_from_its_first_day() -> None:
    policies = {"targeting.frequency_schemes": "eu"}
    later = frequency("9", "87", 1.0)
    later = CheckFrequency(**(later.__dict__ | {"valid_from": date(2018, 9, 4)}))
    book = under("csp-1", policies=policies, frequencies=[later])
    one = [item(goods="8703234110999")]
    assert rate_of(decided(book, declaration(*one, declared_on=date(2018, 9, 3)), draw=never)) < 1
    assert rate_of(decided(book, declaration(*one, declared_on=date(2018, 9, 4)), draw=never)) == 1.0


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["csp-1", "csp-2", "csp-3", "steps", "skip", "switch", "fixed", "cbis"]),
    st.sampled_from(["none", "eu", "eu; other"]),
    st.lists(st.text("01", max_size=30), min_size=3, max_size=3),
    batches(),
)
def test_alone_and_in_bulk_give_the_same_decision_under_every_plan(
    code: str, schemes: str, records: list[str], batch: list[Declaration]
) -> None:
    book = under(code, policies={"targeting.frequency_schemes": schemes}, frequencies=FREQUENCIES)
    histories = {
        (importer, "0207", "BR"): History(number, 0, "0" in record, record)
        for number, (importer, record) in enumerate(zip(("IMP-1", "IMP-2", "IMP-3"), records, strict=True))
    }
    alone = [row for one in batch for row in as_rows(decided(book, one, known_parties(), histories), one)]
    assert Screen(Docket(book, known_parties(), histories), DAY, SECRET)(frame(batch)).to_dicts() == alone


def test_a_record_keeps_the_newest_two_hundred() -> None:
    record = ""
    for number in range(450):
        record = recorded(record, number % 7 != 0)
    assert len(record) == 200
    assert record == "".join("01"[number % 7 != 0] for number in range(250, 450))


def test_nothing_of_a_partys_plan_depends_on_another_party() -> None:
    histories = {("IMP-2", "0207", "BR"): History(9, 0, True, "0")}
    assert rate_of(decided(under("csp-3"), declaration(), parties(), histories, never)) == 1.0
    assert rate_of(decided(under("csp-3"), declaration(), parties(), with_record("11") | histories, never)) == 0.25
