"""The pool at work: samples are sent, outside reports are taken and verified, enterprises order tests."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Role, SubjectRef
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Nonconformity, Sample
from guomen.laboratory.pool import operations, queries
from guomen.laboratory.pool.models import OutsideReport, ServiceOrder
from guomen.laboratory.pool.models import TestingBody as Body
from guomen.laboratory.pool.operations import Described, Drawn, Stated
from guomen.laboratory.pool.terms import OrderState, OutsideState, RoutedBy, Standing
from guomen.laboratory.terms import Measured, SampleState
from tests.laboratory import people
from tests.laboratory.conftest import AT, CADMIUM

TODAY = date(2018, 5, 7)
ANALYTE = CADMIUM.analyte
NEVER, ALWAYS = Drawn(0.999999, {}), Drawn(0.0, {})


@pytest.fixture
def manager(house: None) -> Actor:
    return people.person(Role.LABORATORY_MANAGER, "GM10", "pool-manager")


@pytest.fixture
def trader(house: None) -> Actor:
    actor = people.person(Role.TRADER, "GM10", "pool-trader")
    actor.office, actor.represents = None, "91310000MA1FL0000X"
    actor.save()
    return actor


def body(manager: Actor, code: str, *, office: str = "", price: str = "100", accredited: bool = True, **more: object):  # type: ignore[no-untyped-def]
    described = Described(
        name_zh=f"{code}检测中心",
        name_en=f"{code} testing",
        agency="农业",
        accreditation="CNAS L1",
        accredited_until=date(2030, 1, 1),
        **{"latitude": 31.2, "longitude": 121.5} | more,  # type: ignore[arg-type]
    )
    own = Office.objects.get(code=office) if office else None
    row = operations.register_body(actor=manager, at=AT, code=code, described=described, office=own)
    operations.offer_test(
        actor=manager, at=AT, code=code, analyte=ANALYTE, price=Decimal(price), days=3, accredited=accredited,
        valid_from=date(2018, 1, 1),
    )  # fmt: skip
    return row


def ordered(officer: Actor) -> Sample:
    assert officer.office is not None
    return laboratory.order_sample(
        actor=officer, at=AT, subject=SubjectRef("consignment", "12/1"), office=officer.office,
        laboratory=officer.office.parent, goods_code="1006302001000", description="rice", requests=[CADMIUM],
    )  # fmt: skip


def taken(officer: Actor, *, reading: str = "0.05", drawn: Drawn = NEVER, **more: object) -> OutsideReport:
    told: dict[str, object] = {
        "code": "OUT", "number": "R-1", "subject": SubjectRef("consignment", "12/1"), "goods_code": "1006302001000",
        "issued_on": date(2018, 5, 1), "drawn": drawn,
        "statements": [Stated(ANALYTE, Measured((Decimal(reading),), "mg/kg", Decimal("0.01")))],
    }  # fmt: skip
    return operations.take_outside_report(actor=officer, at=AT, **told | more)  # type: ignore[arg-type]


def our_report(officer: Actor, analyst: Actor, manager: Actor, reading: str) -> Sample:
    """Our own sample of the same goods, from the officer to the report."""
    from guomen.laboratory.terms import Hand

    row, hand = ordered(officer), Hand("courier")
    for deed in (laboratory.draw_sample, laboratory.hand_over_sample):
        deed(actor=officer, at=AT, label=row.label, scanned=row.label, hand=hand)
    laboratory.receive_sample(actor=analyst, at=AT, label=row.label, scanned=row.label, hand=hand)
    laboratory.prepare_sample(actor=analyst, at=AT, label=row.label, hand=hand)
    laboratory.enter_result(
        actor=analyst, at=AT, label=row.label, request=row.requests.get().pk,
        measured=Measured((Decimal(reading),), "mg/kg", Decimal("0.01")),
    )  # fmt: skip
    people.signed_off(row.label, people.person(Role.LABORATORY_MANAGER, "GM10"), AT)
    return row


def test_waiting_samples_go_to_the_cheapest_qualified_laboratory_with_the_reason(
    officer: Actor, manager: Actor
) -> None:
    body(manager, "DEAR", office="GM10", price="500")
    body(manager, "NEAR", price="100")
    row = ordered(officer)
    routing = operations.route_samples(actor=manager, at=AT)
    route = queries.route_of(row)
    assert route is not None
    assert route.body.code == "NEAR"
    assert route.by == RoutedBy.SOLVER
    assert "CNY 100" in route.reasons[0]["en"]
    assert routing.gap == pytest.approx(0, abs=1e-6)
    assert not routing.unplaced
    assert not queries.waiting_samples(manager).exists()


def test_a_sample_that_nobody_accredited_tests_stays_and_the_run_says_why(officer: Actor, manager: Actor) -> None:
    body(manager, "POOR", accredited=False)
    row = ordered(officer)
    routing = operations.route_samples(actor=manager, at=AT)
    assert routing.unplaced[0]["sample"] == row.label
    assert ANALYTE.en in routing.unplaced[0]["en"]
    assert queries.waiting_samples(manager).get() == row


def test_a_full_laboratory_takes_no_more(officer: Actor, manager: Actor) -> None:
    body(manager, "FULL", capacity=1)
    ordered(officer), ordered(officer)
    routing = operations.route_samples(actor=manager, at=AT)
    assert routing.routes.count() == 1
    assert "full" in routing.unplaced[0]["en"]


def test_the_enterprise_may_choose_and_the_agencys_own_laboratory_then_tests_it(officer: Actor, manager: Actor) -> None:
    body(manager, "OWN", office="GM20")
    row = ordered(officer)
    operations.choose_body(
        actor=officer, at=AT, label=row.label, code="OWN", reason="nearest to the orchard", by=RoutedBy.ENTERPRISE
    )
    row.refresh_from_db()
    assert row.laboratory.code == "GM20"


@pytest.mark.parametrize(
    ("code", "reason", "why"),
    [("OTHER", "nearest", "laboratory.body_unqualified"), ("OWN", " ", "laboratory.route_reason")],
)
def test_a_choice_needs_a_qualified_laboratory_and_a_reason(
    officer: Actor, manager: Actor, code: str, reason: str, why: str
) -> None:
    body(manager, "OWN")
    body(manager, "OTHER", accredited=False)
    row = ordered(officer)
    with pytest.raises(Refusal) as refused:
        operations.choose_body(actor=officer, at=AT, label=row.label, code=code, reason=reason, by=RoutedBy.ENTERPRISE)
    assert refused.value.code == why


def test_a_sample_that_is_in_a_laboratory_is_not_sent_elsewhere(officer: Actor, manager: Actor) -> None:
    body(manager, "OWN")
    row = ordered(officer)
    Sample.objects.filter(pk=row.pk).update(state=SampleState.RECEIVED)
    with pytest.raises(Conflict, match="taken the sample in"):
        operations.choose_body(actor=officer, at=AT, label=row.label, code="OWN", reason="near", by=RoutedBy.ENTERPRISE)


def test_an_accredited_report_stands_in_for_our_test(officer: Actor, manager: Actor) -> None:
    body(manager, "OUT")
    report = taken(officer)
    assert report.state == OutsideState.ACCEPTED
    assert set(queries.accepted_for(SubjectRef("consignment", "12/1"))) == {ANALYTE.en}
    reuse = operations.reuse_result(
        actor=officer, at=AT, subject=SubjectRef("consignment", "12/1"), analyte=ANALYTE.en, outside=report
    )
    again = operations.reuse_result(
        actor=officer, at=AT, subject=SubjectRef("consignment", "12/1"), analyte=ANALYTE.en, outside=report
    )
    assert reuse == again
    saved = queries.savings(AT, AT + timedelta(days=1))
    assert (saved.tests, saved.hours, saved.price) == (1, 72, Decimal(100))


def test_a_report_outside_the_accredited_scope_is_refused_and_says_so(officer: Actor, manager: Actor) -> None:
    body(manager, "OUT", accredited=False)
    report = taken(officer)
    assert report.state == OutsideState.REFUSED
    assert report.reasons[0]["code"] == "laboratory.outside.scope"
    assert not queries.accepted_for(SubjectRef("consignment", "12/1"))


def test_a_suspended_laboratory_is_not_relied_on(officer: Actor, manager: Actor) -> None:
    body(manager, "OUT")
    with pytest.raises(Refusal, match="needs a reason"):
        operations.change_standing(actor=manager, at=AT, code="OUT", standing=Standing.SUSPENDED, reason="")
    operations.change_standing(actor=manager, at=AT, code="OUT", standing=Standing.SUSPENDED, reason="false reports")
    assert taken(officer).reasons[0]["code"] == "laboratory.outside.standing"


def test_a_result_of_theirs_that_exceeds_our_limit_does_not_stand_in_and_is_announced(
    officer: Actor, manager: Actor
) -> None:
    from guomen.kernel.ledger.queries import entries_about

    body(manager, "OUT")
    report = taken(officer, reading="0.9", goods_code="1006302001000", on=TODAY)
    assert report.statements[0]["conformity"] == "nonconform"
    assert not queries.accepted_for(SubjectRef("consignment", "12/1"))
    kinds = [one.kind for one in entries_about(SubjectRef("outside", str(report.pk)))]
    assert "laboratory.outside.failed" in kinds


def test_the_same_report_on_the_same_goods_is_known(officer: Actor, manager: Actor) -> None:
    body(manager, "OUT")
    taken(officer)
    with pytest.raises(Conflict, match="presented on these goods before"):
        taken(officer)


def test_a_report_without_a_result_is_refused(officer: Actor, manager: Actor) -> None:
    body(manager, "OUT")
    with pytest.raises(Refusal, match="at least one result"):
        taken(officer, statements=[])


@pytest.mark.parametrize(("ours", "state"), [("0.055", OutsideState.AGREED), ("0.15", OutsideState.DISAGREED)])
def test_a_drawn_report_counts_once_our_own_test_agrees(
    officer: Actor, analyst: Actor, manager: Actor, ours: str, state: OutsideState
) -> None:
    row = body(manager, "OUT")
    report = taken(officer, drawn=ALWAYS)
    assert report.state == OutsideState.VERIFYING
    assert not queries.accepted_for(SubjectRef("consignment", "12/1"))
    before = queries.share_to_verify(row, on=TODAY)
    sample = our_report(officer, analyst, manager, ours)
    operations.hear_report(at=AT, label=sample.label)
    operations.hear_report(at=AT, label=sample.label)
    report.refresh_from_db()
    assert report.state == state
    assert report.sample == sample
    agreed = state is OutsideState.AGREED
    assert bool(queries.accepted_for(SubjectRef("consignment", "12/1"))) is agreed
    after = queries.share_to_verify(row, on=TODAY)
    assert after < before if agreed else after > before
    assert Nonconformity.objects.filter(subject=f"outside:{report.pk}").count() == (0 if agreed else 1)


def test_an_enterprise_orders_a_test_and_the_laboratory_takes_it_on(manager: Actor, trader: Actor) -> None:
    row = body(manager, "OWN", office="GM10")
    offer = row.offers.get()
    order = operations.place_order(
        actor=trader, at=AT, code="OWN", offers=[offer.pk], goods_code="", description="one bag of rice"
    )
    assert order.price == 100
    assert order.state == OrderState.PLACED
    taken_on = operations.take_order(actor=manager, at=AT, number=order.number)
    assert taken_on.sample is not None
    assert taken_on.sample.purpose == "enterprise"
    with pytest.raises(Conflict):
        operations.take_order(actor=manager, at=AT, number=order.number)


def test_an_order_is_declined_with_a_reason_and_taken_back_by_its_enterprise_alone(
    manager: Actor, trader: Actor, officer: Actor
) -> None:
    offer = body(manager, "OWN", office="GM10").offers.get()

    def placed() -> str:
        return operations.place_order(
            actor=trader, at=AT, code="OWN", offers=[offer.pk], goods_code="", description="rice"
        ).number

    number = placed()
    with pytest.raises(Refusal, match="with a reason"):
        operations.decline_order(actor=manager, at=AT, number=number, reason=" ")
    assert operations.decline_order(actor=manager, at=AT, number=number, reason="no room").because == "no room"
    with pytest.raises(NotPermitted):
        operations.cancel_order(actor=officer, at=AT, number=placed())
    assert operations.cancel_order(actor=trader, at=AT, number=placed()).state == OrderState.CANCELLED


@pytest.mark.parametrize(("offers", "description", "why"), [([], "rice", "unoffered"), (None, " ", "goods")])
def test_an_order_names_a_test_that_is_offered_and_what_is_handed_in(
    manager: Actor, trader: Actor, offers: list[int] | None, description: str, why: str
) -> None:
    offer = body(manager, "OWN").offers.get()
    with pytest.raises(Refusal) as refused:
        operations.place_order(
            actor=trader, at=AT, code="OWN", offers=[offer.pk] if offers is None else offers, goods_code="",
            description=description,
        )  # fmt: skip
    assert refused.value.code == f"laboratory.order_{why}"


def test_a_body_has_a_name_and_an_offer_a_price(manager: Actor) -> None:
    with pytest.raises(Refusal, match="a code, a name"):
        operations.register_body(actor=manager, at=AT, code="", described=Described("甲", "A", "农业"))
    body(manager, "OWN")
    told = {"code": "OWN", "analyte": ANALYTE, "accredited": True}
    with pytest.raises(Refusal, match="at least a day"):
        operations.offer_test(actor=manager, at=AT, price=Decimal(1), days=0, valid_from=TODAY, **told)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="from that day"):
        operations.offer_test(actor=manager, at=AT, price=Decimal(1), days=1, valid_from=date(2018, 1, 1), **told)  # type: ignore[arg-type]
    operations.offer_test(actor=manager, at=AT, price=Decimal(1), days=1, valid_from=TODAY, **told)  # type: ignore[arg-type]
    assert Body.objects.get(code="OWN").offers.filter(valid_to__isnull=True).count() == 1


def test_only_who_manages_a_laboratory_changes_the_pool(officer: Actor) -> None:
    with pytest.raises(NotPermitted):
        operations.register_body(actor=officer, at=AT, code="X", described=Described("甲", "A", "农业"))
    with pytest.raises(NotPermitted):
        operations.route_samples(actor=officer, at=AT)


def test_an_orders_number_follows_the_last_one_of_its_year_and_begins_anew_with_the_next(
    manager: Actor, trader: Actor
) -> None:
    offer = body(manager, "OWN").offers.get()

    def number(at: datetime) -> str:
        return operations.place_order(
            actor=trader, at=at, code="OWN", offers=[offer.pk], goods_code="", description="rice"
        ).number

    first, second = number(AT), number(AT)
    ServiceOrder.objects.get(number=first).delete()
    assert (first, second, number(AT)) == ("LO-2018-000001", "LO-2018-000002", "LO-2018-000003")
    assert number(AT.replace(year=2019)) == "LO-2019-000001"
