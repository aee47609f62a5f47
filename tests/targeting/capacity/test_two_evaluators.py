"""Under capacity too, a declaration gives the same decision alone, in a batch and in the bulk screen."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import Declaration
from guomen.targeting.capacity.terms import NO_EPISODES
from guomen.targeting.model_v1.terms import EpisodesInForce, cell
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Fallback, Learned
from guomen.targeting.rules.learning import learn
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.terms import Decision
from tests.targeting.capacity.models import (
    NEVER,
    Failing,
    MadeUp,
    NotANumber,
    Speechless,
    digests,
    pace,
    paced,
    under_capacity,
)
from tests.targeting.test_two_evaluators import PARTIES, as_rows
from tests.targeting.world import DAY, SECRET, declaration, drawn_for, frame, item, measure, rulebook
from tests.targeting.worlds import HISTORIES, batches, rulebooks

MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SCORERS = digests([MadeUp("a"), MadeUp("b", ("importer", "goods_code")), Failing("failing"), Speechless("speechless"),
                   NotANumber("nan")])  # fmt: skip
LATELY = {"0207": 0.4, cell("0207", "BR"): 0.2, cell("8703", "DE"): 0.9}
EPISODES = st.sampled_from([NO_EPISODES, NO_EPISODES, EpisodesInForce(2, 0.05), EpisodesInForce(1, levels=LATELY)])
MODELS = st.sampled_from(["a", "a", "b", "speechless", "", "gone", "failing", "nan"])


@st.composite
def learning(draw: st.DrawFn) -> dict[str, Any]:
    """Paces of every kind, models that can be asked and models that cannot."""
    places = st.tuples(st.sampled_from(["4701", "2200"]), st.sampled_from([Channel.PHYSICAL, Channel.SAMPLE]))
    paces = [
        pace(
            *place,
            pace=number,
            threshold=draw(st.sampled_from([None, 0.0, 0.3, 0.5, 0.6, NEVER])),
            random_rate=draw(st.sampled_from([0.0, 0.02, 0.4, 1.0])),
            random_unit=draw(st.sampled_from([None, 0.1, 0.6])),
            model=draw(MODELS),
            episodes=draw(EPISODES),
        )
        for number, place in enumerate(draw(st.lists(places, unique=True)), 1)
    ]
    return {
        "scorers": SCORERS,
        "champions": {
            kind: draw(MODELS) for kind in draw(st.sets(st.sampled_from([Channel.PHYSICAL, Channel.SAMPLE])))
        },
        "challengers": {Channel.PHYSICAL: tuple(draw(st.lists(MODELS.filter(bool), max_size=2)))},
        "paces": paced(*paces),
        "fallen": draw(st.just({}) | st.just({"a": Fallback.DAMAGED})),
    }


def docket(book: Rulebook, given: dict[str, Any]) -> Docket:
    """A docket of its own: what falls in one evaluator has not fallen in the other."""
    return Docket(book, PARTIES, HISTORIES, Learned(**given | {"fallen": dict(given["fallen"])}))


def alone(book: Rulebook, given: dict[str, Any], one: Declaration) -> Decision:
    return decide(docket(book, given), one, DAY, drawn_for(one), "commitment")


@MANY
@given(rulebooks(), batches(), learning(), st.sampled_from([("4701",), ("4701", "2200"), ("4700",), ("0000",), ()]))
def test_alone_in_a_batch_and_in_bulk_give_the_same_decision(
    book: Rulebook, batch: list[Declaration], given: dict[str, Any], offices: tuple[str, ...]
) -> None:
    book = under_capacity(book, *offices)
    # A model fails for all that is asked at once: alone too, once another line has shown that it does.
    together = docket(book, given)
    learnt = learn(together, [(one, DAY) for one in batch])
    decided = [
        decide(together, one, DAY, drawn_for(one), "commitment", found)
        for one, found in zip(batch, learnt, strict=True)
    ]
    given = given | {"fallen": dict(together.learned.fallen) if together.learned else {}}
    assert [alone(book, given, one) for one in batch] == decided
    rows = [row for one, decision in zip(batch, decided, strict=True) for row in as_rows(decision, one)]
    assert Screen(docket(book, given), DAY, SECRET)(frame(batch)).to_dicts() == rows


def many() -> list[Declaration]:
    return [
        declaration(*(item(n, goods) for n, goods in enumerate(["0207140000101", "8703234110999"], 1)),
                    reference=f"R-{number}", importer=f"IMP-{number % 97}", office=("4701", "2200")[number % 2])
        for number in range(1000)
    ]  # fmt: skip


def test_a_thousand_declarations_of_two_offices_are_decided_in_bulk_as_one_by_one() -> None:
    book = under_capacity(rulebook(measures=[measure("M-1", Condition(goods=("0207",)), rate=0.3)]), "4701")
    given = {
        "scorers": SCORERS, "champions": {Channel.PHYSICAL: "b"}, "challengers": {Channel.PHYSICAL: ("speechless",)},
        "paces": paced(pace(threshold=0.7)), "fallen": {},
    }  # fmt: skip
    rows = [row for one in many() for row in as_rows(alone(book, given, one), one)]
    screen = Screen(docket(book, given), DAY, SECRET)
    assert screen(frame(many())).to_dicts() == rows
    assert {row["arm"] for row in rows} == {"lot", "none", "control", "learned", "mandatory"}
    assert all(row["value"] is not None for row in rows)


def test_each_declaration_alone_is_decided_as_beside_others_in_chunks_of_any_size() -> None:
    book = under_capacity(rulebook(), "4701", "2200")
    given = {
        "scorers": SCORERS,
        "paces": paced(pace(threshold=0.6, random_unit=0.3), pace("2200", model="b")),
        "fallen": {},
    }
    whole = Screen(docket(book, given), DAY, SECRET)(frame(many()))
    screen = Screen(docket(book, given), DAY, SECRET)
    for start, stop in ((0, 2), (2, 302), (302, 2000)):
        assert screen(frame(many())[start:stop]).to_dicts() == whole[start:stop].to_dicts()
    assert Counter(whole["arm"].to_list())["learned"] > 100
