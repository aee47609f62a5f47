"""Samples outside declarations: of picks with their chance, by hand without one."""

from typing import Any

import pytest

from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from guomen.laboratory import operations as laboratory
from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Hand
from guomen.supervision.programmes import operations
from guomen.supervision.programmes.models import Pick, Share
from guomen.supervision.programmes.queries.drawing import due_shares
from guomen.supervision.programmes.terms import Frame
from guomen.targeting.queries import control_order
from tests.decisions.world import NOON
from tests.supervision.programmes import port, premises
from tests.supervision.world import chief, someone

pytestmark = pytest.mark.usefixtures("place")
HAND = Hand("officer", "车间", "S-1")


@pytest.fixture
def picks() -> list[Pick]:
    premises.registered(20)
    return operations.draw_picks(actor=None, at=NOON, share=premises.share().pk)


@pytest.fixture
def market() -> Share:
    return premises.share(frame=Frame.MARKET, origins=("IT",))


def drawn(actor: Actor | None = None, **told: Any) -> str:
    return operations.draw_programme_sample(
        actor=actor or port.officer(), at=NOON, hand=HAND, handed_to=Hand("courier"), **told
    )


def test_the_sample_of_a_pick_has_its_chance_and_its_tests(picks: list[Pick]) -> None:
    label = drawn(pick=picks[0].pk, goods_code="1905310000101")
    row, sample = port.counted(label), Sample.objects.get(label=label)
    assert (row.chance, row.pick, row.subject) == (4 / 20, picks[0], picks[0].subject)
    assert row.producer == picks[0].subject.removeprefix("registration:")
    assert (sample.purpose, sample.requester, sample.subject) == ("programme", str(row.line), picks[0].subject)
    assert [request.analyte_en for request in sample.requests.all()] == ["lead (Pb)"]
    assert sample.requests.get().standard == "GB 2762"
    assert sample.laboratory.code == "910000"
    [due] = due_shares(port.officer(), NOON.date())
    assert (due.drawn, len(due.picks)) == (1, 3)


def test_a_pick_is_drawn_once(picks: list[Pick]) -> None:
    drawn(pick=picks[0].pk)
    with pytest.raises(Conflict, match=r"pick\.settled"):
        drawn(pick=picks[0].pk)


def test_a_late_pick_is_drawn_until_its_programme_is_closed(picks: list[Pick]) -> None:
    told = {"actor": port.officer(), "at": port.later(200), "hand": HAND}
    operations.draw_programme_sample(**told, pick=picks[0].pk)  # type: ignore[arg-type]
    number = picks[0].share.line.programme.number
    operations.close_programme(actor=chief(), at=NOON, programme=number, ground="预算用尽")
    with pytest.raises(Conflict, match=r"share\.not_running"):
        operations.draw_programme_sample(**told, pick=picks[1].pk)  # type: ignore[arg-type]


def test_what_a_pick_exceeds_is_intercepted_in_what_these_premises_export(picks: list[Pick]) -> None:
    label = drawn(pick=picks[0].pk, goods_code="1905310000101")
    port.reported(label, "0.9")
    row = port.counted(label)
    assert (row.conform, row.exceeded) == (False, ["lead (Pb)"])
    order = control_order(f"IC-{label}-{row.line_id}")
    assert order.condition["producers"] == [row.producer]
    assert order.condition["direction"] == "export"


def test_a_sample_that_the_laboratory_refuses_does_not_count_and_its_pick_is_drawn_again(picks: list[Pick]) -> None:
    label = drawn(pick=picks[0].pk)
    laboratory.refuse_sample(
        actor=someone(Role.LABORATORY_ANALYST, "910000"), at=NOON, label=label, scanned=label, hand=Hand("laboratory"),
        reason="样品袋破损",
    )  # fmt: skip
    port.heard()
    assert port.counted(label).cancelled
    picks[0].refresh_from_db()
    assert picks[0].state == "waiting"
    again = drawn(pick=picks[0].pk)
    assert not port.counted(again).cancelled


def test_a_sample_that_is_called_off_does_not_count(market: Share) -> None:
    label = drawn(share=market.pk)
    laboratory.cancel_sample(actor=port.officer(), at=NOON, label=label, reason="买错")
    port.heard()
    assert port.counted(label).cancelled
    assert due_shares(port.officer(), NOON.date())[0].drawn == 0


def test_what_is_chosen_by_hand_counts_without_a_chance(market: Share) -> None:
    label = drawn(share=market.pk, goods_code="1905310000101", origin="IT", producer="IT-0001")
    row = port.counted(label)
    assert (row.chance, row.share, row.origin, row.producer) == (None, market, "IT", "IT-0001")
    assert row.subject == f"programme:{row.line}"


@pytest.mark.parametrize(
    ("told", "code"),
    [({"goods_code": "2204210000101"}, "sample.other_goods"), ({"origin": "FR"}, "sample.other_origin")],
)
def test_goods_that_the_line_does_not_name_are_refused(market: Share, told: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        drawn(share=market.pk, **told)
    assert refused.value.code == code


def test_a_share_that_does_not_run_is_not_drawn(market: Share) -> None:
    with pytest.raises(Conflict, match=r"share\.not_running"):
        operations.draw_programme_sample(actor=port.officer(), at=port.later(200), hand=HAND, share=market.pk)


def test_another_offices_share_is_missing(market: Share) -> None:
    with pytest.raises(Missing):
        drawn(actor=port.officer("910200"), share=market.pk)


def test_who_does_not_inspect_draws_no_sample(market: Share) -> None:
    with pytest.raises(NotPermitted):
        drawn(actor=someone(Role.RISK_ANALYST, "910100"), share=market.pk)
