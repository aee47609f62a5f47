"""The page of rate plans: what it shows, to whom, and in both languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from guomen.catalogue.terms import Channel
from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.history.operations import note_outcome
from guomen.targeting.models import SamplingState
from guomen.targeting.plans.queries import newest_states, placed, step_ups
from guomen.targeting.queries import replay
from tests.targeting.conftest import NOON
from tests.targeting.test_assigning import TODAY, lodged, ordered

pytestmark = pytest.mark.django_db


def browser_of(actor: Actor, language: str = "en") -> Client:
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    browser.force_login(actor)
    return browser


@pytest.fixture
def analyst(person: Callable[..., Actor], branch: Office) -> Actor:
    return person("analyst", "risk_analyst", branch)


@pytest.fixture
def looked_at(branch: Office) -> SamplingState:
    """One importer's goods, looked at three times: good, bad, good."""
    ordered(branch, orders=Channel.PHYSICAL)
    for number, conforming in enumerate((True, False, True)):
        one = lodged(branch, f"R-{number}")
        note_outcome(actor=None, at=NOON, entry=number + 1, consignment=one.consignment_id, conforming=conforming,
                     lines={})  # fmt: skip
    return SamplingState.objects.latest("sequence")


def test_a_plan_is_drawn_with_its_limit_and_the_numbers_beside(analyst: Actor) -> None:
    page = browser_of(analyst).get("/targeting/plans/?kind=csp3&i=10&f=0.1&p=0.03").content.decode()
    assert page.count("<svg") == 2
    assert "AOQL 11.12%" in page
    assert "0.1171" in page
    assert "0.1345" in page
    assert "a failure brings every lot" in page


def test_the_page_speaks_chinese(analyst: Actor) -> None:
    page = browser_of(analyst, "zh-hans").get("/targeting/plans/?kind=skip_lot").content.decode()
    for words in ("抽批方案", "状态3：跳批中断", "未核实", "不合格则逐批", "固定查验比例"):
        assert words in page


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "kind=csp1&i=0", "kind=csp1&f=2", "kind=csp1&p=x", "kind=csp1&i=201"]
)
def test_numbers_that_no_plan_has_are_told_in_place(analyst: Actor, query: str) -> None:
    answer = browser_of(analyst).get(f"/targeting/plans/?{query}")
    assert answer.status_code == 200
    assert "<svg" not in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode() or "errorlist" in answer.content.decode()


def test_every_plan_and_frequency_of_the_reference_data_is_listed_and_can_be_drawn(analyst: Actor) -> None:
    page = browser_of(analyst).get("/targeting/plans/").content.decode()
    for words in ("cbis", "ifis-risk", "skip-lot-4", "eu-2022-2389", "(52)", "eu-2019-2129", "not applied"):
        assert words in page
    drawn = browser_of(analyst).get("/targeting/plans/?row=rate_plan:ifis-risk///@2010-01-01").content.decode()
    assert "stepwise relief i=5 f=0.25 i2=20 f2=0.05" in drawn


def test_records_stand_under_the_plan_in_force_and_are_filtered(analyst: Actor, looked_at: SamplingState) -> None:
    assert looked_at.record == "101"
    page = browser_of(analyst).get("/targeting/plans/").content.decode()
    assert looked_at.importer in page
    assert "found nonconforming, lot by lot" in page
    assert looked_at.importer not in browser_of(analyst).get("/targeting/plans/?importer=nobody").content.decode()
    assert looked_at.importer in browser_of(analyst).get("/targeting/plans/?failed=true").content.decode()


def test_another_branch_does_not_see_whose_goods_failed(
    person: Callable[..., Actor], branch: Office, looked_at: SamplingState
) -> None:
    elsewhere = Office.objects.filter(level="branch").exclude(path__startswith=branch.path).first()
    stranger = person("stranger", "risk_analyst", elsewhere)
    assert not newest_states(stranger).exists()
    assert looked_at.importer not in browser_of(stranger).get("/targeting/plans/").content.decode()


def test_a_trader_reads_nothing_of_plans(person: Callable[..., Actor]) -> None:
    trader = person("trader", "trader", None, represents="91310000TEST000001")
    assert browser_of(trader).get("/targeting/plans/").status_code == 403


def test_one_newest_state_per_importer_heading_and_origin(analyst: Actor, looked_at: SamplingState) -> None:
    (state,) = newest_states(analyst)
    assert state.pk == looked_at.pk
    found = placed([state], TODAY, "")[state.pk]
    assert (found.code, found.standing.rate) == ("csp-1", 1.0)


def test_a_state_written_before_records_were_kept_goes_on_from_its_run(
    branch: Office, looked_at: SamplingState
) -> None:
    SamplingState.objects.filter(pk=looked_at.pk).update(record="", run=7, failed=True)
    one = lodged(branch, "R-9")
    note_outcome(actor=None, at=NOON, entry=9, consignment=one.consignment_id, conforming=True, lines={})
    assert SamplingState.objects.latest("sequence").record == "0" + "1" * 8
    assert replay(one.pk).same


def test_a_decision_is_replayed_with_the_record_that_it_read(branch: Office, looked_at: SamplingState) -> None:
    one = lodged(branch, "R-8")
    assert {line["history"] for line in one.lines} == {looked_at.pk}
    note_outcome(actor=None, at=NOON, entry=8, consignment=one.consignment_id, conforming=False, lines={})
    assert replay(one.pk).same


def test_goods_that_fail_more_often_than_everywhere_else_would_be_stepped_up(reference: None) -> None:
    late = NOON.replace(year=2025)

    def lots(origin: str, failed: int, of: int) -> list[SamplingState]:
        return [
            SamplingState(importer="I", heading="0207", origin=origin, sequence=n + 1, run=0, failed=True,
                          conforming=n >= failed, record="", entry=n + 1, at=late)
            for n in range(of)
        ]  # fmt: skip

    SamplingState.objects.bulk_create([*lots("BR", 6, 50), *lots("US", 1, 100)])
    (up,) = step_ups(late + timedelta(days=364))
    assert (up.heading, up.origin, up.row.number) == ("0207", "BR", "II")
    assert (up.row.physical, up.higher) == (0.3, 0.5)
    assert step_ups(late + timedelta(days=366)) == []
