"""Premises are picked by a public draw; what cannot be drawn is replaced by the next of the draw."""

from datetime import date, timedelta

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from guomen.supervision.programmes import operations
from guomen.supervision.programmes.models import Pick
from guomen.supervision.programmes.terms import Frame
from guomen.targeting.draws.rules import Identity, commitment, uniform
from guomen.targeting.operations import reveal_draw
from tests.decisions.world import NOON, lay_down
from tests.supervision.programmes import port, premises
from tests.supervision.world import asked, drafted, planner, signed, someone

pytestmark = pytest.mark.usefixtures("place")


def test_the_smallest_numbers_are_picked_with_equal_chances() -> None:
    premises.registered(20)
    picks = operations.draw_picks(actor=None, at=NOON, share=premises.share().pk)
    assert [pick.rank for pick in picks] == [1, 2, 3, 4]
    assert [pick.number for pick in picks] == sorted(pick.number for pick in picks)
    assert {pick.chance for pick in picks} == {4 / 20}
    told = Entry.objects.get(kind="supervision.picks.drawn").payload
    assert (told["frame"], [one["subject"] for one in told["picks"]]) == (20, [pick.subject for pick in picks])


def test_anyone_can_prove_the_numbers_once_the_days_secret_is_public() -> None:
    premises.registered(20)
    picks = operations.draw_picks(actor=None, at=NOON, share=premises.share().pk)
    secret = bytes.fromhex(reveal_draw(actor=None, at=NOON + timedelta(days=1), day=NOON.date()).secret)
    for pick in picks:
        proof = pick.proof
        assert commitment(secret) == proof["commitment"]
        assert uniform(secret, Identity(proof["purpose"], proof["sender"], proof["reference"])) == pick.number


def test_drawn_once_the_picks_stay() -> None:
    premises.registered(20)
    share = premises.share()
    first = operations.draw_picks(actor=None, at=NOON, share=share.pk)
    premises.registered(20, first=100)
    assert operations.draw_picks(actor=None, at=NOON, share=share.pk) == first
    assert operations.draw_running(at=NOON) == 0 or Pick.objects.filter(share=share).count() == 4


def test_the_worker_draws_for_every_share_that_begins() -> None:
    premises.registered(20)
    signed(asked(frame=Frame.PREMISES, origins=(), number=80))
    port.heard()
    assert Pick.objects.count() == 20


def test_a_census_picks_all_for_certain() -> None:
    premises.registered(5)
    picks = operations.draw_picks(actor=None, at=NOON, share=premises.share(census=True).pk)
    assert [pick.chance for pick in picks] == [1.0] * 5


def test_only_what_is_in_force_for_the_goods_at_home_and_in_the_area_is_drawn_among() -> None:
    lay_down("supervision.area", "3101;3102", type="list")
    premises.registered(2)
    premises.registered(1, first=100, holder="91440300MA1FL0AB6D")
    premises.registered(1, first=200, valid_to=date(2018, 1, 1))
    premises.registered(1, first=300, goods=("2204",))
    premises.registered(1, first=400, country="IT")
    premises.registered(1, first=500, goods=())
    picks = operations.draw_picks(actor=None, at=NOON, share=premises.share().pk)
    assert sorted(pick.subject[-4:] for pick in picks) == ["0001", "0002", "0500"]
    assert {pick.chance for pick in picks} == {1.0}


@pytest.mark.parametrize(
    ("days", "frame", "registered", "code"),
    [
        (200, Frame.PREMISES, 5, "share.not_running"),
        (0, Frame.MARKET, 5, "picks.not_premises"),
        (0, Frame.PREMISES, 0, "picks.none_registered"),
    ],
)
def test_a_draw_without_a_day_a_frame_or_premises_is_refused(
    days: int, frame: Frame, registered: int, code: str
) -> None:
    if registered:
        premises.registered(registered)
    share = premises.share(frame=frame)
    with pytest.raises(Refusal) as refused:
        operations.draw_picks(actor=None, at=port.later(days), share=share.pk)
    assert refused.value.code == code


def test_who_does_not_inspect_draws_nothing() -> None:
    premises.registered(5)
    share = premises.share()
    with pytest.raises(NotPermitted):
        operations.draw_picks(actor=planner(), at=NOON, share=share.pk)


class TestImpossible:
    """A pick that cannot be drawn."""

    @pytest.fixture
    def picks(self) -> list[Pick]:
        premises.registered(20)
        return operations.draw_picks(actor=None, at=NOON, share=premises.share().pk)

    def give_up(self, pick: Pick, ground: str = "已停产", actor: Actor | None = None, days: int = 0) -> Pick | None:
        return operations.pick_impossible(
            actor=actor or port.officer(), at=port.later(days), pick=pick.pk, ground=ground
        )

    def test_the_next_of_that_days_draw_takes_its_place(self, picks: list[Pick]) -> None:
        # Whoever was registered since was not in the draw.
        premises.registered(50, first=1000)
        following = self.give_up(picks[1], days=5)
        assert following is not None
        assert (following.rank, following.chance, following.state) == (5, 4 / 20, "waiting")
        assert following.number > picks[3].number
        assert following.subject not in {pick.subject for pick in picks}
        again = self.give_up(following)
        assert again is not None
        assert again.rank == 6
        told = Entry.objects.filter(kind="supervision.pick.impossible").earliest("pk").payload
        assert (told["subject"], told["ground"], told["next"]) == (picks[1].subject, "已停产", following.subject)

    def test_where_nobody_is_left_nobody_follows(self) -> None:
        premises.registered(2)
        picks = operations.draw_picks(actor=None, at=NOON, share=premises.share().pk)
        assert self.give_up(picks[0]) is None

    def test_it_needs_a_ground(self, picks: list[Pick]) -> None:
        with pytest.raises(Refusal, match=r"programme\.ground"):
            self.give_up(picks[0], ground=" ")

    def test_a_settled_pick_is_not_given_up(self, picks: list[Pick]) -> None:
        self.give_up(picks[0])
        with pytest.raises(Conflict, match=r"pick\.settled"):
            self.give_up(picks[0])

    def test_another_offices_pick_is_missing(self, picks: list[Pick]) -> None:
        with pytest.raises(Missing):
            self.give_up(picks[0], actor=port.officer("910200"))

    def test_who_does_not_inspect_gives_none_up(self, picks: list[Pick]) -> None:
        with pytest.raises(NotPermitted):
            self.give_up(picks[0], actor=someone(Role.RISK_ANALYST, "910100"))


def test_a_draft_draws_nothing() -> None:
    premises.registered(5)
    drafted(asked(frame=Frame.PREMISES, origins=(), number=4))
    assert operations.draw_running(at=NOON) == 0
