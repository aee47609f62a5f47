"""From a declaration to its channel: orders, requirements, supervision, draws."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import Permit, PresentedDocument
from guomen.kernel.terms import Refusal, Text
from guomen.parties.terms import OperatorFacts, PartySnapshot
from guomen.targeting.rules.history import History
from guomen.targeting.terms import Arm, InstructionKind
from tests.targeting.world import (
    always,
    authorisation,
    codes,
    decided,
    declaration,
    item,
    measure,
    never,
    order,
    origin_risk,
    parties,
    policy,
    requirement,
    risk,
    rulebook,
)

POULTRY = Condition(goods=("0207",), origins=frozenset({"BR"}))


def test_nothing_against_it_releases_on_documents_and_says_at_which_chance_it_was_looked_at() -> None:
    decision = decided(rulebook(), declaration(item(1), item(2)), draw=never)
    assert (decision.channel, decision.arm) == (Channel.RELEASE, Arm.NONE)
    assert [line.rate for line in decision.lines] == [0.08, 0.08]
    assert decision.probability == pytest.approx(1 - 0.98 * 0.92, abs=1e-9)
    assert decision.lines[0].probability == pytest.approx(1 - 0.98 * 0.92, abs=1e-9)
    assert "draw.lot.passed" in codes(decision)


def test_a_measure_in_force_samples_every_lot_with_its_tests_and_tells_the_trader_its_public_text_only() -> None:
    test = {"analyte": "Salmonella", "limit_kind": "not_detected", "unit": "/25 g"}
    book = rulebook(measures=[measure("M-1", POULTRY, tests=(test,), public=Text("加强检验", "stricter checks"))])
    line = decided(book, declaration(), draw=never).lines[0]
    assert (line.channel, line.arm, line.probability) == (Channel.SAMPLE, Arm.MANDATORY, 1.0)
    asked = [one for one in line.instructions if one.kind is InstructionKind.TEST]
    assert [(one.analyte, one.limit, one.source) for one in asked] == [("Salmonella", "not_detected", "measure:M-1")]
    assert [reason.public.en for reason in line.reasons if reason.public] == ["stricter checks"]


def test_a_control_order_is_never_told_to_the_trader() -> None:
    line = decided(rulebook(order("O-1", POULTRY)), declaration(), draw=never).lines[0]
    assert line.channel is Channel.PHYSICAL
    assert all(reason.public is None for reason in line.reasons)


def test_an_order_with_a_rate_picks_by_the_draw_and_its_reason_stays_either_way() -> None:
    book = rulebook(order("O-1", POULTRY, Channel.HOLD, rate=0.25))
    picked, passed = (decided(book, declaration(), draw=drawing) for drawing in (lambda _: 0.2, never))
    assert (picked.channel, picked.arm) == (Channel.HOLD, Arm.LOT)
    assert (passed.channel, passed.arm) == (Channel.RELEASE, Arm.NONE)
    assert picked.lines[0].rate == passed.lines[0].rate == 0.25
    assert "order.in_force" in codes(passed)


@pytest.mark.parametrize(("office", "met"), [("4701", True), ("4700", True), ("2200", False), ("0000", False)])
def test_an_order_of_a_bureau_binds_its_branches(office: str, met: bool) -> None:
    book = rulebook(order("O-1", Condition(offices=frozenset({"4700"}))))
    assert ("order.in_force" in codes(decided(book, declaration(office=office)))) is met


@pytest.mark.parametrize(
    ("documents", "channel"),
    [((), Channel.HOLD), (("health_certificate",), Channel.RELEASE), (("origin",), Channel.HOLD)],
)
def test_a_required_document_that_is_missing_does_what_policy_says(documents: Any, channel: Channel) -> None:
    book = rulebook(requirements=[requirement("document", "health", document="health_certificate")])
    shown = tuple(PresentedDocument(kind=kind, number="1") for kind in documents)
    decision = decided(book, declaration(documents=shown), draw=never)
    assert decision.channel is channel
    if channel is Channel.HOLD:
        assert decision.lines[0].instructions[0].code == "health_certificate"


@pytest.mark.parametrize(
    ("number", "channel"),
    [("", Channel.REFUSE), ("P-1", Channel.RELEASE), ("P-2", Channel.REFUSE), ("elsewhere", Channel.RELEASE)],
)
def test_a_quarantine_permit_must_be_valid_for_the_goods_where_we_keep_it(number: str, channel: Channel) -> None:
    book = rulebook(requirements=[requirement("quarantine_permit", "permit", document="quarantine_permit")])
    held = parties(
        authorisation("quarantine_permit", "P-1", "IMP-1", goods=("0207",)),
        authorisation("quarantine_permit", "P-2", "IMP-1", goods=("0203",)),
    )
    shown = (Permit(kind="quarantine_permit", number=number),) if number else ()
    assert decided(book, declaration(item(permits=shown)), held, draw=never).channel is channel


@pytest.mark.parametrize(("written_off", "code"), [(99, None), (100, "used_up"), (130, "used_up")])
def test_a_quarantine_permit_of_which_nothing_is_left_covers_nothing(written_off: int, code: str | None) -> None:
    book = rulebook(requirements=[requirement("quarantine_permit", "permit", document="quarantine_permit")])
    quantities = {"quantity": Decimal(100), "unit": "kg", "written_off": Decimal(written_off)}
    held = parties(authorisation("quarantine_permit", "P-1", "IMP-1", goods=("0207",), **quantities))
    one = declaration(item(permits=(Permit(kind="quarantine_permit", number="P-1"),)))
    decision = decided(book, one, held, draw=never)
    assert (decision.channel is Channel.REFUSE) is (code is not None)
    assert (f"requirement.permit.{code}" in codes(decision)) is (code is not None)


def test_checks_and_tests_wait_until_the_line_is_opened_or_sampled_anyway() -> None:
    book = rulebook(
        requirements=[
            requirement("check", "labels", check="label", channel="physical", when="if_inspected"),
            requirement("test", "residues", analyte="Chloramphenicol", when="if_sampled"),
        ]
    )
    passed = decided(book, declaration(), draw=never).lines[0]
    picked = decided(book, declaration(), draw=always).lines[0]
    assert (passed.channel, passed.instructions) == (Channel.RELEASE, ())
    assert picked.channel is Channel.PHYSICAL
    assert [one.code for one in picked.instructions] == ["label", "units"]
    sampled = rulebook(order("O", POULTRY, Channel.SAMPLE), requirements=list(book.snapshot.requirements))
    codes_of_sampled = [one.code for one in decided(sampled, declaration(), draw=never).lines[0].instructions]
    assert codes_of_sampled == ["sample", "label", "Chloramphenicol", "units"]


def test_goods_that_a_programme_may_mean_are_not_stopped_for_it() -> None:
    test = {"analyte": "Chloramphenicol", "programme": "MP-2018-00001/1"}
    book = rulebook(order("MP-1", Condition(goods=("02071400",)), Channel.SAMPLE, tests=(test,)))
    short, whole = declaration(item(1, "0207")), declaration(item(1, "0207140000101"))
    assert decided(book, short, draw=never).channel is Channel.RELEASE
    asked = decided(book, whole, draw=never).lines[0].instructions
    assert [one.programme for one in asked if one.code == "Chloramphenicol"] == ["MP-2018-00001/1"]


def test_units_to_take_follow_from_the_lot_by_iso_2859_and_for_pests_by_ispm_31() -> None:
    pest = {"analyte": "Liriomyza", "hazard": "pest", "limit_kind": "not_detected"}
    book = rulebook(measures=[measure("M-1", POULTRY, tests=(pest,))], commodities=[risk("0207", "elevated")])
    asked = decided(book, declaration(), draw=never).lines[0].instructions
    assert [(one.code, one.units, one.accept, one.reject) for one in asked] == [
        ("Liriomyza", 57, 0, 1),
        ("units", 80, 1, 2),
    ]


@pytest.mark.parametrize(
    ("grade", "product", "origin", "rate"),
    [
        (1, "general", "ordinary", 0.02),
        (2, "high", "ordinary", 0.2),
        (2, "high", "elevated", 0.3),
        (2, "elevated", "high", 0.24),
        (3, "high", "ordinary", 1.0),
        (4, "general", "ordinary", 1.0),
        (3, "elevated", "high", 0.6),
    ],
)
def test_class_times_risk_gives_the_mode_and_the_origin_lifts_the_rate(
    grade: int, product: str, origin: str, rate: float
) -> None:
    book = rulebook(commodities=[risk("02", product)], countries=[origin_risk("BR", origin)])
    decision = decided(book, declaration(), parties(classes={"IMP-1": grade}), draw=never)
    assert decision.lines[0].rate == pytest.approx(rate)


@pytest.mark.parametrize(
    ("run", "failed", "rate"),
    [(0, False, 0.2), (4, False, 0.2), (5, False, 0.1), (0, True, 1.0), (4, True, 1.0), (5, True, 0.1)],
)
def test_the_record_adapts_the_lot_rate_and_a_failure_brings_lot_by_lot(run: int, failed: bool, rate: float) -> None:
    book = rulebook(commodities=[risk("02", "elevated")])
    decision = decided(book, declaration(), None, {("IMP-1", "0207", "BR"): History(77, run, failed)}, never)
    assert decision.lines[0].rate == pytest.approx(rate)
    assert decision.lines[0].history == 77


def test_the_green_channel_lowers_the_lot_rate_by_policy() -> None:
    held = parties(authorisation("green_channel", "G-1", "IMP-1"), classes={"IMP-1": 2})
    book = rulebook(commodities=[risk("02", "elevated")])
    decision = decided(book, declaration(), held, draw=never)
    assert decision.lines[0].rate == pytest.approx(0.04)
    assert "supervision.green_channel" in codes(decision)


def test_direct_release_is_inspected_once_at_the_destination_and_only_with_an_authorisation() -> None:
    asked = declaration(special_pass="1", destination_office="2200")
    held = parties(authorisation("direct_release", "D-1", "IMP-1"))
    line = decided(rulebook(), asked, held, draw=always).lines[0]
    assert "inspect_at_destination" in [one.code for one in line.instructions]
    assert "direct_release.not_authorised" in codes(decided(rulebook(), asked, draw=always))


def test_the_control_arm_looks_at_what_nothing_else_picked() -> None:
    def control_only(purpose: str) -> float:
        return 0.0 if purpose == "control" else 0.999

    decision = decided(rulebook(), declaration(item(1), item(2)), draw=control_only)
    assert (decision.channel, decision.arm) == (Channel.PHYSICAL, Arm.CONTROL)
    assert [line.arm for line in decision.lines] == [Arm.CONTROL, Arm.CONTROL]
    assert "draw.control.picked" in codes(decision)
    ordered = decided(rulebook(order("O", POULTRY)), declaration(), draw=control_only)
    assert ordered.arm is Arm.MANDATORY


def test_a_goods_code_shorter_than_the_rule_is_checked_on_documents_with_the_rule_named() -> None:
    book = rulebook(order("O-1", Condition(goods=("02071410",))), order("O-2", Condition(goods=("020712",))))
    decision = decided(book, declaration(item(goods="020714")), draw=never)
    assert decision.channel is Channel.DOCUMENT
    told = [reason.source for reason in decision.lines[0].reasons if reason.code == "rule.code_too_short"]
    assert told == ["order:O-1"]


def test_a_short_code_counts_as_the_gravest_risk_that_it_may_be() -> None:
    book = rulebook(commodities=[risk("02", "general"), risk("02071410", "high")])
    decision = decided(book, declaration(item(goods="020714")), draw=never)
    assert (decision.channel, decision.lines[0].rate) == (Channel.DOCUMENT, 1.0) or decision.lines[0].rate == 1.0
    assert "supervision.code_too_short" in codes(decision)


def test_a_value_in_a_currency_without_a_rate_meets_no_condition_and_says_so() -> None:
    book = rulebook(order("O-1", Condition(min_value=600.0)))
    hundred = {"value": Decimal(100)}
    assert "order.in_force" in codes(decided(book, declaration(item(currency="USD", **hundred))))
    unknown = codes(decided(book, declaration(item(currency="XXX", **hundred))))
    assert "order.in_force" not in unknown
    assert "line.currency_unknown" in unknown


@pytest.mark.parametrize(
    "name",
    [
        "targeting.mode.3.general",
        "targeting.lot_rate.verification",
        "targeting.control_arm_rate",
        "targeting.default_enterprise_class",
        "targeting.csp.verification.clearance_number",
        "targeting.inspection_level",
    ],
)
def test_a_missing_policy_refuses_to_decide_and_names_the_policy(name: str) -> None:
    book = rulebook(policies={name: None})
    with pytest.raises(Refusal, match=r"targeting.policy.missing") as refused:
        decided(book, declaration(), draw=never)
    assert name in refused.value.problem.en


def test_the_policy_of_an_office_wins_over_the_general_one() -> None:
    book = rulebook()
    book.snapshot.__dict__["policies"] = (
        *book.snapshot.policies, policy("targeting.lot_rate.verification", "0.1", "4700")
    )  # fmt: skip
    assert decided(book, declaration(office="4701"), draw=never).lines[0].rate == pytest.approx(0.1)
    assert decided(book, declaration(office="2200"), draw=never).lines[0].rate == pytest.approx(0.08)


@pytest.mark.parametrize(("on", "rate"), [(date(2018, 8, 31), 0.08), (date(2018, 9, 1), 0.3), (date(2018, 12, 1), 0.3)])
def test_a_policy_counts_from_the_day_on_which_it_comes_into_force(on: date, rate: float) -> None:
    book = rulebook(policies={"targeting.lot_rate.verification": None})
    changed = date(2018, 9, 1)
    old, new = (policy("targeting.lot_rate.verification", value) for value in ("0.08", "0.3"))
    book.snapshot.__dict__["policies"] = (
        *book.snapshot.policies, replace(old, valid_to=changed), replace(new, valid_from=changed)
    )  # fmt: skip
    assert decided(book, declaration(declared_on=on), draw=never).lines[0].rate == pytest.approx(rate)


@pytest.mark.parametrize(("on", "rate"), [(date(2018, 8, 31), 0.02), (date(2018, 9, 1), 1.0), (date(2019, 1, 1), 0.08)])
def test_a_class_counts_from_its_first_day_to_the_day_before_its_end(on: date, rate: float) -> None:
    turned, ended = date(2018, 9, 1), date(2019, 1, 1)
    known = PartySnapshot(
        1,
        {"IMP-1": OperatorFacts("IMP-1", "", "", ((1, date(2018, 1, 1), turned, "a"), (4, turned, ended, "b")))},
    )
    assert decided(rulebook(), declaration(declared_on=on), known, draw=never).lines[0].rate == pytest.approx(rate)
