"""Lodging and deciding in one transaction; deciding again gives the same."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guomen.catalogue.operations import enact_measure
from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.operations import lodge_consignments
from guomen.consignments.terms import Declaration
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending, record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import NotPermitted, Refusal, SubjectRef, Text
from guomen.parties.operations import register_operator, set_enterprise_class
from guomen.targeting.draws.queries import verify_draws
from guomen.targeting.handlers import on_disposition
from guomen.targeting.history.operations import note_outcome
from guomen.targeting.models import Assignment, DrawDay, SamplingState
from guomen.targeting.operations import (
    approve_override,
    assign_channels,
    commit_draws,
    decline_override,
    issue_control_order,
    lodge_and_assign,
    override_channel,
    reveal_draw,
    withdraw_control_order,
)
from guomen.targeting.queries import assignment, channel_now, hits, override_counts, replay, waiting_overrides
from guomen.targeting.tasks import keep_draws
from tests.targeting.conftest import NOON
from tests.targeting.world import item

pytestmark = pytest.mark.django_db
TODAY = date(2018, 9, 3)
USCC = "913502006122601645"
BAGS = "4202310090999"


def declared(branch: Office, reference: str = "R-1", goods: str = BAGS, **more: Any) -> Declaration:
    fields: dict[str, Any] = {
        "sender": "broker",
        "reference": reference,
        "direction": "import",
        "regime": "0110",
        "declared_on": TODAY,
        "office": branch.code,
        "port": "120101",
        "importer": USCC,
        "items": (item(1, goods, origin="DE", value=Decimal(1000), currency="CNY"),),
    }
    return Declaration(**(fields | more))


def lodged(branch: Office, reference: str = "R-1", **more: Any) -> Assignment:
    (answer,) = lodge_and_assign(actor=None, at=NOON, declarations=[declared(branch, reference, **more)])
    assert answer.assignment is not None, answer.lodged.faults
    return answer.assignment


def ordered(branch: Office, number: str = "BK-1", orders: Channel = Channel.HOLD, **more: Any) -> None:
    fields: dict[str, Any] = {
        "condition": Condition(goods=("4202",), origins=frozenset({"DE"})),
        "valid_from": TODAY,
        "valid_to": None,
        "text": Text("核查品牌", "check brands"),
        "ground": "joint order with the police",
    }
    issue_control_order(actor=None, at=NOON, number=number, office=branch, orders=orders, **(fields | more))


def test_a_declaration_is_lodged_and_decided_in_one_go_and_announced_once(branch: Office) -> None:
    decided = lodged(branch)
    assert decided.edition >= 1
    assert decided.drawn_on == TODAY
    entry = Entry.objects.get(kind="targeting.channel.assigned")
    assert entry.payload["assignments"] == [
        {"consignment": decided.consignment_id, "version": 1, "assignment": decided.pk,
         "channel": decided.channel, "arm": decided.arm}
    ]  # fmt: skip
    assert entry.subjects == [f"consignment:{decided.consignment_id}"]


def test_sent_again_it_is_answered_with_what_was_decided(branch: Office) -> None:
    first = lodged(branch)
    ordered(branch)
    assert lodged(branch).pk == first.pk
    assert Assignment.objects.count() == 1


def test_lodging_first_and_deciding_later_is_the_same(branch: Office) -> None:
    (one,) = lodge_consignments(actor=None, at=NOON, declarations=[declared(branch)])
    assert one.consignment is not None
    decided = assign_channels(actor=None, at=NOON, consignments=[one.consignment])
    assert assign_channels(actor=None, at=NOON, consignments=[one.consignment]) == decided


def test_what_is_decided_as_it_is_lodged_is_not_handed_on_to_be_decided(branch: Office) -> None:
    lodged(branch)
    told = Entry.objects.get(kind="consignments.consignment.lodged")
    assert told.payload["decided"] is True
    assert not told.deliveries.filter(handler="targeting.handlers.on_lodged").exists()


@pytest.mark.parametrize("mass", [Decimal("1E+3"), Decimal("-0"), Decimal("12.50"), Decimal("0.0000001")])
def test_however_a_number_is_written_the_decision_replays(branch: Office, mass: Decimal) -> None:
    declaration = declared(branch, gross_mass=mass)
    (answer,) = lodge_and_assign(actor=None, at=NOON, declarations=[declaration], checked=True)
    assert answer.assignment is not None
    assert replay(answer.assignment.pk).differences == ()


def test_lodged_and_amended_in_one_batch_the_newest_version_is_decided(branch: Office) -> None:
    both = [declared(branch), declared(branch, version=2, action="amend", remarks="new contract")]
    answers = lodge_and_assign(actor=None, at=NOON, declarations=both)
    assert [answer.assignment and answer.assignment.version for answer in answers] == [2, 2]
    assert Assignment.objects.count() == 1


def test_an_amendment_is_decided_anew_and_never_draws_again(branch: Office) -> None:
    first = lodged(branch)
    again = lodge_and_assign(
        actor=None,
        at=NOON + timedelta(days=3),
        declarations=[declared(branch, version=2, action="amend", remarks="new contract")],
    )[0].assignment
    assert again is not None
    assert (again.version, again.drawn_on, again.uniform) == (2, first.drawn_on, first.uniform)
    assert [line["uniform"] for line in again.lines] == [line["uniform"] for line in first.lines]


def test_a_cancelled_consignment_gets_no_channel(branch: Office) -> None:
    first = lodged(branch)
    (answer,) = lodge_and_assign(actor=None, at=NOON, declarations=[declared(branch, version=2, action="cancel")])
    assert answer.assignment is None or answer.assignment.version == first.version
    assert Assignment.objects.count() == 1


def test_a_control_order_meets_the_next_declaration_and_stops_when_it_is_withdrawn(branch: Office) -> None:
    ordered(branch)
    assert lodged(branch, "R-1").channel == Channel.HOLD
    withdraw_control_order(actor=None, at=NOON, number="BK-1", ground="the case is closed")
    assert lodged(branch, "R-2").channel != Channel.HOLD
    assert hits(["BK-1"])["BK-1"].met == 1


def test_replay_gives_the_same_whatever_was_changed_since(branch: Office) -> None:
    ordered(branch, rate=0.5)
    before = [lodged(branch, f"R-{number}") for number in range(5)]
    withdraw_control_order(actor=None, at=NOON, number="BK-1", ground="closed")
    ordered(branch, "BK-2", Channel.REFUSE)
    register_operator(actor=None, at=NOON, identifier=USCC, name_zh="进口商", roles=("importer",))
    set_enterprise_class(actor=None, at=NOON, operator=USCC, grade=4, valid_from=TODAY)
    enact_measure(
        actor=None, at=NOON, number="M-1", condition=Condition(goods=("42",)), hazard="", orders=Channel.SAMPLE,
        tests=(), rate=None, valid_from=TODAY, valid_to=None, text=Text("措施", "measure"), public=None, basis="notice",
    )  # fmt: skip
    note_outcome(actor=None, at=NOON, entry=999, consignment=before[0].consignment_id, conforming=False, lines={})
    after = lodged(branch, "R-9")
    assert after.channel == Channel.REFUSE
    for decided in (*before, after):
        again = replay(decided.pk)
        assert again.same, again.differences


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"channel": "hold"}, "channel"),
        ({"uniform": 0.123}, "uniform"),
        ({"probability": 0.5}, "probability"),
        ({"inputs": "0" * 64}, "inputs"),
    ],
)
def test_replay_says_what_was_tampered_with(branch: Office, change: dict[str, Any], what: str) -> None:
    decided = lodged(branch)
    Assignment.objects.filter(pk=decided.pk).update(**change)
    again = replay(decided.pk)
    assert not again.same
    assert [name for name, _, _ in again.differences] == [what]


def test_a_days_draws_are_verified_and_a_touched_pick_is_found(branch: Office) -> None:
    for number in range(5):
        lodged(branch, f"R-{number}")
    reveal_draw(actor=None, at=NOON + timedelta(days=1), day=TODAY)
    verdict = verify_draws(TODAY)
    assert (verdict.sound, verdict.assignments) == (True, 5)
    touched = Assignment.objects.first()
    assert touched is not None
    touched.lines[0]["arm"] = "control" if touched.lines[0]["arm"] != "control" else "lot"
    touched.save()
    assert not verify_draws(TODAY).sound
    assert "does not follow" in verify_draws(TODAY).faults[0]


def numbers(decided: Assignment) -> set[float | None]:
    return {decided.uniform, *(line["uniform"] for line in decided.lines)}


def test_who_cuts_a_shipment_into_a_hundred_draws_one_number_for_all_of_them(branch: Office) -> None:
    answers = lodge_and_assign(
        actor=None,
        at=NOON,
        declarations=[declared(branch, f"part {number}", bill_number="EGLV 1") for number in range(100)],
    )
    parts = [answer.assignment for answer in answers if answer.assignment is not None]
    assert len(parts) == 100
    assert len({(part.channel, part.arm, part.uniform) for part in parts}) == 1
    assert {frozenset(numbers(part)) for part in parts} == {frozenset(numbers(parts[0]))}
    assert numbers(lodged(branch, "other", bill_number="EGLV 2")) != numbers(parts[0])


def test_who_declares_again_until_it_is_released_draws_what_was_drawn_at_first(branch: Office) -> None:
    first = lodged(branch, "R-1", bill_number="EGLV 1")
    for day in (1, 2):
        later = declared(branch, f"again {day}", bill_number="eglv1", declared_on=TODAY + timedelta(days=day))
        (answer,) = lodge_and_assign(actor=None, at=NOON + timedelta(days=day), declarations=[later])
        again = answer.assignment
        assert again is not None
        assert (again.drawn_on, again.commitment, numbers(again)) == (TODAY, first.commitment, numbers(first))
        assert replay(again.pk).same
    reveal_draw(actor=None, at=NOON + timedelta(days=1), day=TODAY)
    assert (verify_draws(TODAY).sound, verify_draws(TODAY).assignments) == (True, 3)


def test_history_moves_once_for_an_entry_and_only_by_lots_that_were_looked_at(branch: Office) -> None:
    ordered(branch, orders=Channel.PHYSICAL)
    looked_at, passed = lodged(branch, "R-1"), lodged(branch, "R-2", goods="8703234110999")
    Assignment.objects.filter(pk=passed.pk).update(
        lines=[line | {"arm": "none", "channel": "release"} for line in passed.lines]
    )
    for _ in range(2):
        note_outcome(actor=None, at=NOON, entry=7, consignment=looked_at.consignment_id, conforming=True, lines={})
    note_outcome(actor=None, at=NOON, entry=8, consignment=passed.consignment_id, conforming=True, lines={})
    note_outcome(actor=None, at=NOON, entry=9, consignment=looked_at.consignment_id, conforming=False, lines={1: False})
    states = list(SamplingState.objects.values_list("heading", "sequence", "run", "failed"))
    assert states == [("4202", 1, 1, False), ("4202", 2, 0, True)]
    assert hits(["BK-1"])["BK-1"].nonconforming == 1


def test_what_is_told_again_of_a_consignment_takes_the_place_of_what_was_told_first(branch: Office) -> None:
    ordered(branch, orders=Channel.PHYSICAL)
    lots = [lodged(branch, f"R-{number}") for number in range(3)]
    for entry, (lot, conforming) in enumerate(zip(lots, (True, False, True), strict=True)):
        note_outcome(
            actor=None, at=NOON, entry=entry + 1, consignment=lot.consignment_id, conforming=conforming, lines={}
        )
    assert SamplingState.objects.values_list("run", "failed", "record").last() == (1, True, "101")
    appealed = {"consignment": lots[1].consignment_id, "conforming": True, "lines": {}}
    note_outcome(actor=None, at=NOON, entry=9, **appealed)
    assert SamplingState.objects.values_list("run", "failed", "record").last() == (3, False, "111")
    note_outcome(actor=None, at=NOON, entry=10, consignment=lodged(branch, "R-9").consignment_id, conforming=True,
                 lines={})  # fmt: skip
    assert SamplingState.objects.values_list("run", "record").last() == (4, "1111")


def test_a_disposition_is_heard_by_name(branch: Office) -> None:
    from guomen.kernel.ledger.queries import as_news

    ordered(branch, orders=Channel.PHYSICAL)
    decided = lodged(branch)
    entry = record(
        "decisions.disposition.issued", actor=None, at=NOON,
        subjects=[SubjectRef("consignment", str(decided.consignment_id))],
        payload={"consignment": decided.consignment_id, "kind": "release", "conforming": True},
    )  # fmt: skip
    on_disposition(as_news(entry))
    assert SamplingState.objects.get().run == 1


def test_what_was_lodged_without_a_channel_is_heard_of_and_decided_once(branch: Office) -> None:
    (one,) = lodge_consignments(actor=None, at=NOON, declarations=[declared(branch)])
    deliver_pending()
    deliver_pending()
    assert [row.consignment_id for row in Assignment.objects.all()] == [one.consignment]


def test_the_worker_keeps_commitments_ahead_and_reveals_what_is_over(reference: None) -> None:
    before = timezone.now() - timedelta(days=3)
    commit_draws(actor=None, at=before, days=0)
    keep_draws(timestamp=0)
    assert DrawDay.objects.count() == 9
    assert DrawDay.objects.exclude(secret="").count() == 1


def test_an_override_that_policy_names_waits_for_somebody_else(branch: Office, person: Callable[..., Actor]) -> None:
    ordered(branch)
    decided = lodged(branch)
    officer, manager = person("officer", "duty_manager", branch), person("manager", "duty_manager", branch)
    row = override_channel(
        actor=officer, at=NOON, consignment=decided.consignment_id, to=Channel.RELEASE, ground="false hit"
    )
    assert row.state == "waiting"
    assert channel_now(decided) is Channel.HOLD
    assert list(waiting_overrides(manager)) == [row]
    with pytest.raises(NotPermitted, match=r"override.same_person"):
        approve_override(actor=officer, at=NOON, override=row.pk)
    approve_override(actor=manager, at=NOON, override=row.pk)
    assert channel_now(decided) is Channel.RELEASE
    assert Entry.objects.get(kind="targeting.channel.overridden").payload["to"] == "release"
    assert [(one.username, one.proposed, one.lighter) for one in override_counts()] == [("officer", 1, 1)]
    with pytest.raises(Refusal, match=r"override.decided"):
        decline_override(actor=manager, at=NOON, override=row.pk)


def test_an_override_to_a_stricter_channel_is_in_force_at_once(branch: Office, person: Callable[..., Actor]) -> None:
    decided = lodged(branch)
    officer = person("officer", "port_officer", branch)
    row = override_channel(
        actor=officer, at=NOON, consignment=decided.consignment_id, to=Channel.HOLD, ground="wrong weight"
    )
    assert row.state == "in_force"


@pytest.mark.parametrize(
    ("to", "ground", "code"),
    [(Channel.SAMPLE, " ", "override.ground_missing"), (Channel.HOLD, "why", "override.same_channel")],
)
def test_an_override_needs_a_ground_and_a_change(
    branch: Office, person: Callable[..., Actor], to: Channel, ground: str, code: str
) -> None:
    ordered(branch)
    decided = lodged(branch)
    officer = person("officer", "port_officer", branch)
    with pytest.raises(Refusal, match=code):
        override_channel(actor=officer, at=NOON, consignment=decided.consignment_id, to=to, ground=ground)


def test_another_branchs_consignment_cannot_be_overridden_nor_known_of(
    branch: Office, person: Callable[..., Actor]
) -> None:
    decided = lodged(branch)
    elsewhere = Office.objects.filter(level="branch").exclude(pk=branch.pk).last()
    stranger = person("stranger", "port_officer", elsewhere)
    with pytest.raises(Refusal, match=r"consignment.missing"):
        override_channel(actor=stranger, at=NOON, consignment=decided.consignment_id, to=Channel.HOLD, ground="curious")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"condition": Condition()}, "order.condition_empty"),
        ({"orders": Channel.RELEASE}, "order.releases"),
        ({"valid_to": TODAY}, "order.period_empty"),
        ({"rate": 0.0}, "order.rate_range"),
        ({"ground": " "}, "order.ground_missing"),
    ],
)
def test_a_control_order_that_says_nothing_sensible_is_refused(branch: Office, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        ordered(branch, **more)


def test_the_number_of_an_order_is_used_once_and_a_withdrawal_too(branch: Office) -> None:
    ordered(branch)
    with pytest.raises(Refusal, match=r"order.number_used"):
        ordered(branch)
    withdraw_control_order(actor=None, at=NOON, number="BK-1", ground="closed")
    with pytest.raises(Refusal, match=r"order.withdrawn"):
        withdraw_control_order(actor=None, at=NOON, number="BK-1", ground="closed")
    with pytest.raises(Refusal, match=r"order.missing"):
        withdraw_control_order(actor=None, at=NOON, number="BK-9", ground="closed")


def test_who_may_not_issue_orders_is_refused(branch: Office, person: Callable[..., Actor]) -> None:
    with pytest.raises(NotPermitted):
        issue_control_order(
            actor=person("officer", "port_officer", branch), at=NOON, number="BK-1", office=branch,
            condition=Condition(goods=("4202",)), orders=Channel.HOLD, valid_from=TODAY, valid_to=None,
            text=Text("", ""), ground="why",
        )  # fmt: skip


def test_one_declaration_costs_few_statements_however_many_lines_it_has(branch: Office) -> None:
    lodged(branch, "warm")

    def statements(lines: int) -> int:
        items = tuple(item(number, BAGS, origin="DE") for number in range(1, lines + 1))
        with CaptureQueriesContext(connection) as seen:
            lodged(branch, f"R-{lines}", items=items)
        return len(seen)

    assert statements(5) == statements(50)


def test_the_newest_decision_is_the_one_that_is_shown(branch: Office) -> None:
    first = lodged(branch)
    assert assignment(first.consignment_id) == first
    assert assignment(first.consignment_id, 2) is None
