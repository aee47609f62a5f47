"""An appeal that disputes a laboratory result orders the re-test itself, waits for its report and is answered by it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guomen.catalogue.terms import Channel
from guomen.decisions import operations
from guomen.decisions.models import Appeal, Disposition
from guomen.decisions.operations import accept_appeal, answer_appeal, lodge_appeal
from guomen.decisions.queries import disputable, open_counts, proposed_answer, retest_of
from guomen.decisions.terms import DispositionKind, Facts
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Role, SubjectRef, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory import queries as laboratory_queries
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand, Limit, LimitKind, Measured, PortionAsked, PortionKind, Requested
from tests.decisions import world
from tests.decisions.world import NOON, found, issued, person
from tests.laboratory import laws

LEAD = Requested(Text("铅", "lead (Pb)"), NOON.date(), limit=Limit(LimitKind.MAX, "mg/kg", Decimal("0.5")))
PARTS = (PortionAsked(PortionKind.TEST, "500 g"), PortionAsked(PortionKind.ARCHIVE, "500 g", "P-3", "cold store 1"))
HIGH, LOW = (Measured((Decimal(value),), "mg/kg", Decimal("0.01")) for value in ("0.9", "0.1"))
GROUNDS = "送检样品与货物不符"


@pytest.fixture
def staff(agency: None) -> dict[str, Actor]:
    laws.lay_down()
    roles = {
        "drawer": (Role.PORT_OFFICER, "910100"),
        "analyst": (Role.LABORATORY_ANALYST, "910000"),
        "another": (Role.LABORATORY_ANALYST, "910000"),
        "reviewer": (Role.LABORATORY_ANALYST, "910000"),
        "head": (Role.LABORATORY_MANAGER, "910000"),
        "judge": (Role.DUTY_MANAGER, "910100"),
    }
    return {name: person(name, role, office=office) for name, (role, office) in roles.items()}


@pytest.fixture
def trader(agency: None) -> Actor:
    return person("trader", Role.TRADER, office="", represents=world.IMPORTER)


@pytest.fixture
def row(staff: dict[str, Actor]) -> Disposition:
    """Goods detained on a sample that does not conform."""
    return issued(found("laboratory"))


@pytest.fixture
def first(staff: dict[str, Actor], row: Disposition) -> Sample:
    return sampled(staff, row, PARTS)


def sampled(staff: dict[str, Actor], row: Disposition, parts: tuple[PortionAsked, ...]) -> Sample:
    sample = laboratory.order_sample(
        actor=staff["drawer"], at=NOON, subject=SubjectRef("consignment", f"{row.consignment_id}/1"),
        office=Office.objects.get(code="910100"), laboratory=Office.objects.get(code="910000"),
        goods_code="1905310000101", description="biscuits", requests=[LEAD],
    )  # fmt: skip
    told: dict[str, Any] = {"at": NOON, "label": sample.label, "scanned": sample.label}
    laboratory.draw_sample(actor=staff["drawer"], hand=Hand("officer", seal="S-1"), **told)
    laboratory.hand_over_sample(actor=staff["drawer"], hand=Hand("courier"), **told)
    at_the_bench(staff, sample, sample.label, "S-1")
    if parts:
        laboratory.split_sample(actor=staff["analyst"], at=NOON, label=sample.label, portions=parts)
    reported(staff, sample, "analyst", HIGH)
    return sample


def at_the_bench(staff: dict[str, Actor], sample: Sample, bag: str, seal: str) -> None:
    told: dict[str, Any] = {"actor": staff["analyst"], "at": NOON, "label": sample.label, "scanned": bag}
    laboratory.receive_sample(hand=Hand("laboratory", seal=seal), **told)
    laboratory.prepare_sample(hand=Hand(""), **told)


def reported(staff: dict[str, Actor], sample: Sample, analyst: str, measured: Measured) -> None:
    told: dict[str, Any] = {"at": NOON, "label": sample.label}
    request = sample.requests.get().pk
    laboratory.enter_result(actor=staff[analyst], request=request, measured=measured, **told)
    laboratory.review_results(actor=staff["reviewer"], **told)
    laboratory.authorise_and_report(actor=staff["head"], **told)


def report_of_the_retest(staff: dict[str, Actor], appeal: Appeal, measured: Measured) -> None:
    again = Sample.objects.get(label=appeal.retest)
    at_the_bench(staff, again, laboratory_queries.source_portion(again), "P-3")
    reported(staff, again, "another", measured)
    deliver_pending()
    appeal.refresh_from_db()


def asked(trader: Actor, row: Disposition, sample: str, days: int = 1) -> Appeal:
    at = NOON + timedelta(days=days)
    return lodge_appeal(actor=trader, at=at, disposition=row.pk, grounds=GROUNDS, sample=sample)


def accepted(staff: dict[str, Actor], appeal: Appeal, days: int = 2) -> Appeal:
    return accept_appeal(actor=staff["judge"], at=NOON + timedelta(days=days), appeal=appeal.pk)


def test_taking_it_up_orders_the_retest_on_the_part_that_was_kept(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    assert list(disputable(row.consignment_id)) == [first.label]
    appeal = accepted(staff, asked(trader, row, first.label))
    again = Sample.objects.get(retest_of=first)
    assert (appeal.state, appeal.retest, again.state) == ("accepted", again.label, "handed_over")
    assert f"appeal {appeal.pk}" in again.requester
    entry = Entry.objects.get(kind="decisions.appeal.accepted")
    assert (entry.payload["retest"], entry.reasons) == (again.label, [])
    assert open_counts(staff["judge"])["appeals"] == 1


def test_the_answer_waits_for_the_report_of_the_retest(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    appeal = asked(trader, row, first.label)
    with pytest.raises(Conflict, match=r"appeal\.not_accepted"):
        answer_appeal(actor=staff["judge"], at=NOON, appeal=appeal.pk, answer="x")
    appeal = accepted(staff, appeal)
    assert proposed_answer(appeal) is None
    with pytest.raises(Conflict, match=r"appeal\.waits_for_retest"):
        answer_appeal(actor=staff["judge"], at=NOON, appeal=appeal.pk, answer="x")
    report_of_the_retest(staff, appeal, HIGH)
    assert appeal.retested_at is not None
    answered = answer_appeal(actor=staff["judge"], at=NOON, appeal=appeal.pk, answer="复验结论不变")
    assert answered.state == "upheld"


def test_a_retest_that_confirms_the_first_result_proposes_to_uphold(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    appeal = accepted(staff, asked(trader, row, first.label))
    report_of_the_retest(staff, appeal, HIGH)
    assert proposed_answer(appeal) == row.kind
    reason = Entry.objects.get(kind="decisions.appeal.retested").reasons[0]
    assert "confirms the first result" in reason["en"]


def test_a_retest_that_differs_feeds_what_is_proposed_and_the_answer(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    appeal = accepted(staff, asked(trader, row, first.label))
    report_of_the_retest(staff, appeal, LOW)
    again = retest_of(appeal)
    assert again is not None
    assert again.counting.retest
    case = operations.Case(row.consignment_id, row.version)
    operations.propose_disposition(actor=None, at=NOON, case=case, facts=Facts(Channel.PHYSICAL, inspected=True))
    assert proposed_answer(appeal) is DispositionKind.RELEASE
    answer_appeal(actor=staff["judge"], at=NOON, appeal=appeal.pk, answer="复验合格", kind=DispositionKind.RELEASE)
    assert Disposition.objects.get(state="issued").kind == "release"
    assert not Disposition.objects.filter(state="proposed").exists()


def test_where_the_new_act_was_signed_before_the_answer_that_is_the_answer(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    appeal = accepted(staff, asked(trader, row, first.label))
    report_of_the_retest(staff, appeal, LOW)
    case = operations.Case(row.consignment_id, row.version)
    made = operations.propose_disposition(actor=None, at=NOON, case=case, facts=Facts(Channel.PHYSICAL, inspected=True))
    assert made is not None
    operations.issue_disposition(actor=staff["judge"], at=NOON, disposition=made.pk)
    answered = answer_appeal(actor=staff["judge"], at=NOON, appeal=appeal.pk, answer="见新的处置")
    assert answered.state == "changed"


def test_the_day_of_the_appeal_counts_not_that_on_which_it_is_taken_up(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    appeal = accepted(staff, asked(trader, row, first.label, days=15), days=20)
    assert (bool(appeal.retest), appeal.retest_refused) == (True, {})


def test_outside_the_legal_days_the_appeal_says_that_there_is_no_retest_and_is_answered_without(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    world.lay_down("laboratory.retest_days", "3", type="whole")
    appeal = accepted(staff, asked(trader, row, first.label, days=4), days=4)
    assert appeal.retest == ""
    assert "could be asked for until" in appeal.retest_refused["en"]
    reason = Entry.objects.get(kind="decisions.appeal.accepted").reasons[0]
    assert reason["public"]["zh"] == appeal.retest_refused["zh"]
    assert not Sample.objects.filter(retest_of=first).exists()
    assert answer_appeal(actor=staff["judge"], at=NOON, appeal=appeal.pk, answer="逾期").state == "upheld"


def test_without_a_part_that_was_kept_the_appeal_says_so(
    staff: dict[str, Actor], trader: Actor, row: Disposition
) -> None:
    sample = sampled(staff, row, ())
    appeal = accepted(staff, asked(trader, row, sample.label))
    assert "No re-test or archive portion" in appeal.retest_refused["en"]


def test_a_retest_that_was_ordered_before_is_the_appeals_too(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    again = laboratory.order_retest(actor=staff["drawer"], at=NOON, label=first.label, ground="the importer")
    assert accepted(staff, asked(trader, row, first.label)).retest == again.label


def test_a_retest_that_the_laboratory_does_not_take_in_is_waited_for_no_longer(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    appeal = accepted(staff, asked(trader, row, first.label))
    again = Sample.objects.get(label=appeal.retest)
    laboratory.refuse_sample(
        actor=staff["analyst"], at=NOON, label=again.label, scanned=laboratory_queries.source_portion(again),
        hand=Hand("laboratory"), reason="spoilt",
    )  # fmt: skip
    assert retest_of(appeal) is None
    assert answer_appeal(actor=staff["judge"], at=NOON, appeal=appeal.pk, answer="样品变质").state == "upheld"


def test_only_a_sample_of_these_goods_that_does_not_conform_is_disputed(
    staff: dict[str, Actor], trader: Actor, row: Disposition
) -> None:
    with pytest.raises(Refusal, match=r"appeal\.no_such_sample"):
        asked(trader, row, "0000-0000")


def test_it_is_taken_up_once_and_not_by_who_signed(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample
) -> None:
    appeal = asked(trader, row, first.label)
    assert row.signed_by is not None
    with pytest.raises(NotPermitted, match=r"appeal\.own_decision"):
        accept_appeal(actor=row.signed_by, at=NOON, appeal=appeal.pk)
    with pytest.raises(NotPermitted, match=r"actor\.capability"):
        accept_appeal(actor=trader, at=NOON, appeal=appeal.pk)
    accepted(staff, appeal)
    with pytest.raises(Conflict, match=r"appeal\.exists"):
        accepted(staff, appeal)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "tested again by another analyst"), ("zh-hans", "对留样进行复验")]
)
def test_the_page_takes_it_up_and_shows_the_retest_to_officer_and_trader(
    staff: dict[str, Actor], trader: Actor, row: Disposition, first: Sample, language: str, word: str
) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(trader)
    page = reverse("decisions-disposition", args=[row.pk])
    assert first.label in client.get(page).content.decode()
    here = reverse("decisions-appeal", args=[asked(trader, row, first.label).pk])
    client.force_login(staff["judge"])
    assert b'value="answer"' not in client.get(here).content
    client.post(here, {"act": "accept"})
    for reader in (staff["judge"], trader):
        client.force_login(reader)
        assert word in client.get(here).content.decode()
