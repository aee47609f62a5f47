"""Lines say what is tested in what; their shares follow the trade and add up."""

from datetime import date, timedelta
from typing import Any

import pytest

from guomen.kernel.models import Actor
from guomen.kernel.terms import Missing, Refusal, Text
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.terms import Frame, ProgrammeKind, ShareAsked
from tests.decisions.world import NOON, lodged
from tests.supervision.world import LEAD, asked, drafted


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": Text("饼干", "")}, "line.name", "name_en"),
        ({"name": Text("饼" * 121, "Biscuits")}, "line.too_long", "name_zh"),
        ({"goods": ()}, "line.goods", "goods"),
        ({"goods": ("9999",)}, "line.goods_unknown", "goods"),
        ({"goods": ("19; DROP TABLE",)}, "line.goods_unknown", "goods"),
        ({"origins": ("XX",)}, "line.origin_unknown", "origins"),
        ({"hazard": "moonlight"}, "line.hazard_unknown", "hazard"),
        ({"hazard": ""}, "line.hazard_unknown", "hazard"),
        ({"tests": ()}, "line.tests", "tests"),
        ({"tests": ({"analyte": " "},)}, "line.tests", "tests"),
        ({"number": 0}, "line.number", "number"),
        ({"number": 10**7}, "line.number", "number"),
        ({"number": 31}, "line.over_total", "number"),
        ({"harm": 0.0}, "line.harm", "harm"),
        ({"harm": float("nan")}, "line.harm", "harm"),
    ],
)
def test_a_line_with_something_wrong_is_refused_at_its_field(
    planner: Actor, changes: dict[str, Any], code: str, field: str
) -> None:
    row = drafted(total=30)
    with pytest.raises(Refusal) as refused:
        operations.add_line(actor=planner, at=NOON, programme=row.number, line=asked(**changes))
    assert [(fault.code, fault.where.field) for fault in refused.value.faults] == [(code, field)]
    assert row.lines.count() == 1


def test_a_comparison_says_which_goods_are_compared(planner: Actor) -> None:
    row = drafted(asked(group="biscuits", side="foreign"), kind=ProgrammeKind.COMPARISON)
    with pytest.raises(Refusal, match=r"line\.sides"):
        operations.add_line(actor=planner, at=NOON, programme=row.number, line=asked(group="biscuits"))


@pytest.mark.parametrize("code", ["19", "1905", "1905310000101"])
def test_goods_are_known_by_chapter_heading_or_a_code_below_a_known_heading(planner: Actor, code: str) -> None:
    assert drafted(asked(goods=(code,))).lines.get().goods == [code]


def test_an_analyte_without_a_limit_is_taken_and_marked(planner: Actor) -> None:
    stray = {"analyte": "moonlight", "analyte_zh": "月光"}
    own = {"analyte": "starlight", "limit_kind": "max", "limit": "1", "unit": "mg/kg"}
    row = drafted(asked(tests=(LEAD, stray, own)), asked(goods=("2204",)))
    assert queries.unlimited(queries.lines_of(row), date(2018, 8, 1)) == [["moonlight"], ["lead (Pb)"]]


def test_a_line_is_written_anew_and_keeps_its_place(planner: Actor) -> None:
    row = drafted(asked(), asked(goods=("2204",)))
    operations.change_line(actor=planner, at=NOON, programme=row.number, position=1, line=asked(number=20))
    assert [line.number for line in queries.lines_of(row)] == [20, 8]
    assert sum(share.number for share in queries.line_of(row, 1).shares.all()) == 20


def test_a_line_that_is_not_there_is_neither_changed_nor_removed(planner: Actor) -> None:
    row = drafted()
    with pytest.raises(Missing, match=r"programme\.line_unknown"):
        operations.change_line(actor=planner, at=NOON, programme=row.number, position=7, line=asked())
    with pytest.raises(Missing, match=r"programme\.line_unknown"):
        operations.remove_line(actor=planner, at=NOON, programme=row.number, position=7)


def test_a_removed_line_leaves_the_others_their_positions(planner: Actor) -> None:
    row = drafted(asked(), asked(goods=("2204",)))
    operations.remove_line(actor=planner, at=NOON, programme=row.number, position=1)
    assert [line.position for line in queries.lines_of(row)] == [2]


def test_where_no_trade_is_known_the_branches_share_evenly_and_nothing_is_expected(planner: Actor) -> None:
    shares = drafted().lines.get().shares.all()
    assert {(share.office.code, share.from_on.month, share.number, share.expected) for share in shares} == {
        (office, month, 1, None) for office in ("910100", "910200") for month in (1, 4, 7, 10)
    }


def test_shares_follow_the_lots_declared_in_the_past_year(planner: Actor) -> None:
    for reference in ("A", "B", "C"):
        lodged(reference)
    lodged("D", office="910200")
    row = drafted(asked(frame=Frame.EXPORTS), valid_from=date(2019, 1, 1), valid_to=date(2020, 1, 1))
    later = NOON + timedelta(days=30)
    operations.change_line(actor=planner, at=later, programme=row.number, position=1, line=asked())
    shares = row.lines.get().shares.all()
    assert {(share.office.code, share.from_on, share.number, share.expected) for share in shares} == {
        ("910100", date(2019, 7, 1), 6, 3.0), ("910200", date(2019, 7, 1), 2, 1.0),
    }  # fmt: skip


def share(**changes: Any) -> ShareAsked:
    usual: dict[str, Any] = {
        "office": "910100", "from_on": date(2018, 1, 1), "to_on": date(2018, 7, 1), "number": 8,
    }  # fmt: skip
    return ShareAsked(**usual | changes)


def with_shares(planner: Actor, *shares: ShareAsked) -> Programme:
    row = drafted()
    operations.set_shares(actor=planner, at=NOON, programme=row.number, position=1, shares=shares)
    return row


def test_shares_can_be_set_by_hand_and_given_back_to_the_trade(planner: Actor) -> None:
    row = with_shares(planner, share())
    assert [one.number for one in row.lines.get().shares.all()] == [8]
    operations.share_out(actor=planner, at=NOON, programme=row.number, position=1)
    assert row.lines.get().shares.count() == 8


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([share(office="900000")], "share.office"),
        ([share(from_on=date(2017, 12, 1))], "share.outside"),
        ([share(to_on=date(2019, 2, 1))], "share.outside"),
        ([share(to_on=date(2018, 1, 1))], "share.outside"),
        ([share(number=4), share(number=4, from_on=date(2018, 6, 1))], "share.overlap"),
        ([share(), share(office="910200", number=0)], "share.number"),
        ([share(number=7)], "share.sum"),
    ],
)
def test_shares_that_do_not_fit_their_line_are_refused(planner: Actor, shares: list[ShareAsked], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        with_shares(planner, *shares)
    assert code in [fault.code for fault in refused.value.faults]
