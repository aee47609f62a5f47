"""What was found decides next year's numbers, and each number says why."""

from datetime import date, timedelta
from typing import Any

import pytest

from guomen.inspection.models import Finding, Task
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Reason, Refusal
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Line, Programme, ProgrammeSample
from guomen.supervision.programmes.queries.following import entries, following, taken_in
from tests.decisions.world import NOON, lodged
from tests.supervision.world import asked, drafted, signed

TODAY = date(2018, 8, 2)


def answered(line: Line, count: int, bad: int = 0, chance: float | None = 0.1) -> None:
    ProgrammeSample.objects.bulk_create(
        ProgrammeSample(
            line=line, label=f"{line.pk}-{chance}-{at}", subject="consignment:1/1", chance=chance, drawn_at=NOON,
            office=Office.objects.get(code="910100"), report=1, reported_at=NOON, conform=at >= bad,
        )
        for at in range(count)
    )  # fmt: skip


@pytest.fixture
def watched(agency: None) -> Programme:
    """Two lines of 60: biscuits, of which nine failed, and wine, of which none did."""
    row = signed(asked(number=60, origins=()), asked(number=60, goods=("2204",), origins=()))
    biscuits, wine = queries.lines_of(row)
    answered(biscuits, 60, bad=9)
    answered(wine, 60)
    return row


def test_what_failed_gets_more_and_says_so_in_both_languages(planner: Actor, watched: Programme) -> None:
    made = operations.draft_following(actor=planner, at=NOON, programme=watched.number, total=300)
    biscuits, wine = queries.lines_of(made)
    assert biscuits.number > wine.number
    assert biscuits.number + wine.number == 300
    reasons = [Reason.from_json(one) for one in biscuits.why]
    assert "9 of 60 samples" in reasons[0].text.en
    assert "60个样品中9个不合格" in reasons[0].text.zh


def test_the_following_programme_is_a_draft_for_the_days_after(planner: Actor, watched: Programme) -> None:
    made = operations.draft_following(actor=planner, at=NOON, programme=watched.number)
    assert (made.valid_from, made.valid_to, made.state) == (date(2019, 1, 1), date(2020, 1, 1), "draft")
    assert (made.previous, made.total) == (watched, 120)
    assert (made.title_zh, made.title_en) == ("2019年风险监控计划", "Risk monitoring plan 2019")
    assert sum(sum(share.number for share in line.shares.all()) for line in queries.lines_of(made)) == 120


def test_what_was_chosen_by_hand_moves_no_number(planner: Actor, watched: Programme) -> None:
    before = [one.allotted.number for one in following(watched, 300, TODAY)]
    answered(watched.lines.get(position=2), 40, bad=40, chance=None)
    assert [one.allotted.number for one in following(watched, 300, TODAY)] == before


def test_no_line_gets_more_samples_than_lots_come(planner: Actor, watched: Programme) -> None:
    for at in range(3):
        lodged(f"R{at}")
    ProgrammeSample.objects.all().delete()
    assert [one.allotted.number for one in following(watched, 300, TODAY)] == [3, 3]


def test_only_one_following_programme_is_drafted(planner: Actor, watched: Programme) -> None:
    made = operations.draft_following(actor=planner, at=NOON, programme=watched.number)
    with pytest.raises(Conflict, match=r"programme\.following_there"):
        operations.draft_following(actor=planner, at=NOON, programme=watched.number)
    operations.discard_programme(actor=planner, at=NOON, programme=made.number)
    assert operations.draft_following(actor=planner, at=NOON, programme=watched.number).number == "MP-2019-00002"


def test_a_draft_has_no_following_programme(planner: Actor) -> None:
    with pytest.raises(Conflict, match=r"programme\.state"):
        operations.draft_following(actor=planner, at=NOON, programme=drafted().number)


def test_a_total_too_small_for_the_lines_drafts_nothing(planner: Actor, watched: Programme) -> None:
    with pytest.raises(Refusal, match=r"programme\.total_too_small"):
        operations.draft_following(actor=planner, at=NOON, programme=watched.number, total=1)
    assert Programme.objects.count() == 1


def test_an_officer_does_not_draft_the_following_programme(officer: Actor, watched: Programme) -> None:
    with pytest.raises(NotPermitted):
        operations.draft_following(actor=officer, at=NOON, programme=watched.number)


def found(**changes: Any) -> Finding:
    """What a laboratory found in wine at the port."""
    case = lodged(f"F{Finding.objects.count()}")
    office = Office.objects.get(code="910100")
    task = Task.objects.create(
        consignment_id=case.consignment, version=1, office=office, kind="sampling", station="berth", shift_on=TODAY,
        shift="day", assignment=1, channel="sample", opened_at=NOON, due_at=NOON,
    )  # fmt: skip
    usual: dict[str, Any] = {
        "task": task, "consignment_id": case.consignment, "version": 1, "office": office, "kind": "test",
        "severity": "major", "hazard": "lead", "goods_code": "2204210000101", "origin": "FR", "text": "0.9 mg/kg",
        "sample": "S-1", "recorded_at": NOON,
    }  # fmt: skip
    return Finding.objects.create(**usual | changes)


def test_what_laboratories_found_outside_the_plan_is_proposed_for_entry(planner: Actor) -> None:
    row = drafted(asked(), total=40)
    for changes in ({}, {}, {"hazard": "cadmium"}, {"goods_code": "1905310000101", "origin": "IT"}, {"sample": ""},
                    {"recorded_at": NOON - timedelta(days=400)}):  # fmt: skip
        found(**changes)
    offered = entries(planner, row, TODAY)
    assert [(one.asked.goods, one.asked.hazard, one.found) for one in offered] == [
        (("2204",), "lead", 2), (("2204",), "cadmium", 1),
    ]  # fmt: skip
    assert "(times: 2)" in offered[0].reason.text.en
    operations.add_line(actor=planner, at=NOON, programme=row.number, line=taken_in(row, offered[0], TODAY))
    assert row.lines.get(position=2).number == 40
    assert [one.asked.hazard for one in entries(planner, row, TODAY)] == ["cadmium"]


def test_an_entry_of_a_hazard_with_limits_is_tested_for_what_they_limit(planner: Actor) -> None:
    found(goods_code="1905310000101", origin="FR")
    [entry] = entries(planner, drafted(asked()), TODAY)
    assert [test["analyte"] for test in entry.asked.tests] == ["lead (Pb)"]
