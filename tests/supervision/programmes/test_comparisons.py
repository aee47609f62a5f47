"""Two sides of a programme compared, from the rows; suggestions and what became of them."""

from typing import Any

import pytest

from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, Text
from guomen.supervision.programmes.models import Programme, Suggestion
from guomen.supervision.programmes.operations import make_suggestion, move_suggestion
from guomen.supervision.programmes.queries.comparisons import comparison, suggestion_of, yield_of
from guomen.supervision.programmes.terms import ProgrammeKind, SuggestionState
from tests.decisions.world import NOON
from tests.supervision import world
from tests.supervision.programmes.found import line_of, plan, sample

pytestmark = pytest.mark.usefixtures("agency")
OURS = [0.10, 0.12, 0.09, 0.11, 0.14, 0.13]
THEIRS = [0.30, 0.31, 0.28, 0.33, 0.29, 0.35]


@pytest.fixture
def compared() -> Programme:
    """Biscuits of two sides, six values each, one of theirs nonconforming."""
    sides = [
        world.asked(group="饼干", side="domestic", origins=()),
        world.asked(group="饼干", side="foreign", name=Text("进口饼干", "Imported biscuits")),
    ]
    row = plan(*sides, kind=ProgrammeKind.COMPARISON)
    for position, values in ((1, OURS), (2, THEIRS)):
        for place, value in enumerate(values):
            sample(line_of(row, position), f"{position}-{place}", value=f"{value} mg/kg",
                   conform=(position, place) != (2, 5), producer=f"P{position}-{place}")  # fmt: skip
    return row


def suggested(row: Programme, **changes: Any) -> Suggestion:
    asked: dict[str, Any] = {
        "actor": world.planner(), "at": NOON, "programme": row.number, "group": "饼干", "analyte": "lead (Pb)",
        "standard": "GB 2762-2017", "text": "Lower the limit.", "addressee": "National Health Commission",
    }  # fmt: skip
    return make_suggestion(**asked | changes)


def moved(one: Suggestion, state: SuggestionState, **changes: Any) -> Suggestion:
    return move_suggestion(actor=world.planner(), at=NOON, suggestion=one.pk, state=state, **changes)


def test_the_gap_table_says_how_far_the_first_side_lies_from_the_other(compared: Programme) -> None:
    told = comparison(compared, "饼干")
    (row,) = told.rows
    (other,) = row.others
    assert (told.sides, row.unit, row.left_out) == (("domestic", "foreign"), "mg/kg", 0)
    assert (row.first.n, other.side.n, row.first.median) == (6, 6, pytest.approx(0.115))
    assert other.gap is not None
    assert other.gap.told
    assert other.gap.high < 0
    assert (other.side.conforming, other.side.judged) == (5, 6)
    assert other.shares is not None
    assert other.shares[0] == pytest.approx(1 / 6)


def test_the_limits_of_our_standards_stand_beside_it(compared: Programme) -> None:
    assert comparison(compared, "饼干").rows[0].limits == ("GB 2762-2017 表1: 0.5 mg/kg",)


def test_values_in_another_unit_are_turned_and_those_of_another_form_left_out_and_counted(compared: Programme) -> None:
    sample(line_of(compared, 1), "1-ug", value="120 ug/kg")
    sample(line_of(compared, 1), "1-sum", value="a 0.1, b 0.2 mg/kg")
    row = comparison(compared, "饼干").rows[0]
    assert (row.first.n, row.left_out) == (7, 1)
    assert max(row.first.values) < 1


def test_a_group_that_is_not_compared_is_refused(compared: Programme) -> None:
    with pytest.raises(Missing, match=r"^comparison.unknown:"):
        comparison(compared, "wine")


def test_a_suggestion_is_sent_answered_and_taken_up_by_a_revised_standard(compared: Programme) -> None:
    one = suggested(compared)
    moved(one, SuggestionState.SENT)
    moved(one, SuggestionState.ACCEPTED, answer="Agreed for the next revision.")
    done = moved(one, SuggestionState.REVISED, revised="GB 2762-2022")
    assert (done.state, done.answer, done.revised) == ("revised", "Agreed for the next revision.", "GB 2762-2022")


def test_what_comparisons_brought_is_counted(compared: Programme) -> None:
    moved(suggested(compared), SuggestionState.SENT)
    suggested(compared, standard="")
    told = yield_of(world.planner())
    assert (told.goods, told.standards, told.producers) == (1, 1, 12)
    assert told.suggestions[SuggestionState.SENT] == told.suggestions[SuggestionState.PROPOSED] == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"text": " "}, "suggestion.empty"), ({"addressee": ""}, "suggestion.to_nobody")],
)
def test_a_suggestion_that_says_nothing_or_is_to_nobody_is_refused(
    compared: Programme, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal, match=f"^{code}:"):
        suggested(compared, **changes)


def test_a_suggestion_for_a_group_that_is_not_compared_is_refused(compared: Programme) -> None:
    with pytest.raises(Missing, match=r"^comparison.unknown:"):
        suggested(compared, group="wine")


def test_who_does_not_plan_makes_no_suggestions(compared: Programme, officer: Actor) -> None:
    with pytest.raises(NotPermitted):
        suggested(compared, actor=officer)


def test_a_suggestion_is_not_accepted_before_it_was_sent(compared: Programme) -> None:
    with pytest.raises(Conflict, match=r"^suggestion.not_now:"):
        moved(suggested(compared), SuggestionState.ACCEPTED, answer="yes")


@pytest.mark.parametrize("state", [SuggestionState.ACCEPTED, SuggestionState.DECLINED])
def test_an_answer_is_said(compared: Programme, state: SuggestionState) -> None:
    one = suggested(compared)
    moved(one, SuggestionState.SENT)
    with pytest.raises(Refusal, match=r"^suggestion.unanswered:"):
        moved(one, state)


def test_the_standard_that_took_it_up_is_named(compared: Programme) -> None:
    one = suggested(compared)
    moved(one, SuggestionState.SENT)
    moved(one, SuggestionState.ACCEPTED, answer="yes")
    with pytest.raises(Refusal, match=r"^suggestion.no_standard:"):
        moved(one, SuggestionState.REVISED)


def test_a_suggestion_of_a_programme_that_one_may_not_read_is_unknown(compared: Programme) -> None:
    one = suggested(compared)
    with pytest.raises(Missing, match=r"^suggestion.unknown:"):
        suggestion_of(world.someone(Role.TRADER, "900000"), one.pk)
