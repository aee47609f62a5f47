"""What a trader reads follows from the channel and from public rows: of the model it tells nothing more."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import Declaration
from guomen.kernel.terms import Reason
from guomen.targeting.rules.audience import line_seen
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.terms import LineDecision
from tests.targeting.capacity.attack import attack, gain
from tests.targeting.capacity.models import MadeUp, digests, pace, paced, under_capacity
from tests.targeting.test_two_evaluators import PARTIES
from tests.targeting.world import DAY, declaration, drawn_for, never, order, requirement, rulebook
from tests.targeting.worlds import HISTORIES, batches, rulebooks

MANY = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
ALL, NONE = 0.0, 2.0


def seen(book: Rulebook, one: Declaration, threshold: float, kind: Channel, rate: float = 0.0) -> list[dict[str, Any]]:
    learned = Learned(
        scorers=digests([MadeUp("a")]),
        paces=paced(*(pace(office, kind, threshold=threshold, random_rate=rate) for office in ("4701", "2200"))),
    )
    decision = decide(Docket(book, PARTIES, HISTORIES, learned), one, DAY, drawn_for(one), "")
    return [line_seen(line.as_json(), officer=False) for line in decision.lines]


@MANY
@given(rulebooks(), batches(), st.sampled_from([Channel.PHYSICAL, Channel.SAMPLE]), st.sampled_from([0.0, 1.0]))
def test_answers_with_the_same_channel_are_the_same_whatever_the_model_says(
    book: Rulebook, batch: list[Declaration], kind: Channel, rate: float
) -> None:
    book = under_capacity(book, "4701", "2200")
    for one in batch:
        picked, passed = seen(book, one, ALL, kind), seen(book, one, NONE, kind, rate)
        for mine, other in zip(picked, passed, strict=True):
            if mine["channel"] == other["channel"]:
                assert mine == other


def test_goods_that_are_held_do_not_show_by_their_checks_whether_they_were_picked() -> None:
    book = under_capacity(
        rulebook(
            requirements=[
                requirement("document", "papers", document="health_certificate"),
                requirement("check", "label", check="label", channel="identity", when="if_inspected"),
            ]
        ),
        "4701",
    )
    one = declaration()
    (picked,), (passed,) = seen(book, one, ALL, Channel.PHYSICAL), seen(book, one, NONE, Channel.PHYSICAL)
    assert picked["channel"] == passed["channel"] == "hold"
    assert picked == passed


def test_no_reason_of_the_model_has_words_for_the_trader() -> None:
    book = under_capacity(rulebook(), "4701")
    learned = Learned(scorers=digests([MadeUp("a")]), paces=paced(pace(threshold=0.0)))
    (line,) = decide(Docket(book, PARTIES, {}, learned), declaration(), DAY, never, "").lines
    told = [reason for reason in line.reasons if reason.code.startswith("learned.")]
    assert {reason.code for reason in told} == {"learned.picked", "learned.rate_replaced"}
    assert all(reason.public is None for reason in told)
    answer = str(line_seen(line.as_json(), officer=False))
    assert not any(word in answer for word in ("learned", "model", "value", "arm", "probability", "rate"))


def test_an_order_to_check_papers_is_not_shown_as_a_paper_to_bring() -> None:
    book = rulebook(order("O-1", Condition(), Channel.DOCUMENT))
    (line,) = decide(Docket(book, PARTIES, {}), declaration(), DAY, never, "").lines
    assert line.instructions
    assert line_seen(line.as_json(), officer=False)["instructions"] == []
    assert line_seen(line.as_json(), officer=True)["instructions"]


def test_decisions_from_before_models_are_read_as_they_were() -> None:
    stored = LineDecision(1, Channel.RELEASE, 0.1, "none", 0.1, 0.5).as_json()  # type: ignore[arg-type]
    del stored["value"]
    assert LineDecision.from_json(stored).value is None
    assert Reason.from_json({"code": "a", "zh": "甲", "en": "a"}).public is None


def test_an_attacker_learns_nothing_beyond_the_channel_and_public_rows() -> None:
    answers = attack(4000)
    assert len({one.seen["channel"] for one in answers}) >= 4
    public, everything, more, low, high = gain(answers)
    assert 0.45 < public < 0.9
    assert abs(everything - public - more) < 1e-12
    assert abs(more) < 0.01
    assert low <= 0.0 <= high
