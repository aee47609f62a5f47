"""What was found becomes a label: line by line, once, and the newest word counts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.terms import News
from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Text
from guomen.targeting.handlers import on_found
from guomen.targeting.models import Assignment, LineOutcome
from guomen.targeting.operations import issue_control_order, lodge_and_assign
from guomen.targeting.registry.queries import learning_log
from tests.targeting.conftest import NOON
from tests.targeting.test_assigning import BAGS, TODAY, declared
from tests.targeting.world import item

pytestmark = pytest.mark.django_db


def opened(branch: Office, reference: str = "R-1", orders: Channel = Channel.PHYSICAL, lines: int = 1) -> Assignment:
    """A consignment of so many lines, the bags of which an order has opened."""
    if not Assignment.objects.exists():
        issue_control_order(
            actor=None, at=NOON, number="BK-1", office=branch, orders=orders, condition=Condition(goods=("4202",)),
            valid_from=TODAY, valid_to=None, text=Text("查", "look"), ground="test",
        )  # fmt: skip
    items = tuple(item(number, BAGS, origin="DE") for number in range(1, lines + 1))
    (answer,) = lodge_and_assign(actor=None, at=NOON, declarations=[declared(branch, reference, items=items)])
    assert answer.assignment is not None, answer.lodged.faults
    return answer.assignment


def told(
    assignment: Assignment, lines: Sequence[tuple[int, bool | None, list[str]]], entry: int = 1, at: datetime = NOON
) -> News:
    """The news of a disposition that found this on its lines: item number, conforming, hazards."""
    said = [conforming for _, conforming, _ in lines if conforming is not None]
    payload: dict[str, Any] = {
        "consignment": assignment.consignment_id,
        "version": assignment.version,
        "conforming": all(said) if said else None,
        "lines": [
            {"item_no": number, "conforming": conforming, "hazards": hazards} for number, conforming, hazards in lines
        ],
    }
    return News(entry, "decisions.disposition.issued", at, (), payload, "")


def labels() -> list[tuple[int, int]]:
    """Item number and whether it was found nonconforming, as the log of learning says it."""
    return list(learning_log().select("item_no", "nonconforming").iter_rows())


def test_an_examined_line_is_labelled_with_its_hazards_and_their_harm(branch: Office) -> None:
    decided = opened(branch, lines=3)
    on_found(told(decided, [(1, True, []), (2, False, ["lead"]), (3, False, [])]))
    rows = LineOutcome.objects.order_by("item_no").values_list("item_no", "checked", "conforming", "hazards", "harm")
    assert list(rows) == [
        (1, "physical", True, [], 0.0),
        (2, "physical", False, ["lead"], 5.0),
        (3, "physical", False, [], 1.0),
    ]


def test_a_line_that_was_let_through_unseen_tells_nothing(branch: Office) -> None:
    decided = opened(branch)
    Assignment.objects.filter(pk=decided.pk).update(
        lines=[*decided.lines, {**decided.lines[0], "item_no": 2, "arm": "none", "channel": "release"}]
    )
    on_found(told(decided, [(1, True, []), (2, True, [])]))
    assert [row.item_no for row in LineOutcome.objects.all()] == [1]


def test_a_line_of_which_nothing_was_found_gets_no_label(branch: Office) -> None:
    decided = opened(branch, lines=2)
    on_found(told(decided, [(1, None, []), (2, True, [])]))
    assert labels() == [(2, 0)]


def test_the_same_news_told_twice_is_one_label(branch: Office) -> None:
    news = told(opened(branch), [(1, False, ["lead"])])
    on_found(news)
    on_found(news)
    assert LineOutcome.objects.count() == 1
    assert Entry.objects.filter(kind="targeting.outcome.noted").count() == 1


def test_an_appeal_that_ends_in_release_is_a_later_label_that_counts(branch: Office) -> None:
    decided = opened(branch)
    on_found(told(decided, [(1, False, ["lead"])], entry=5))
    on_found(told(decided, [(1, True, [])], entry=9, at=NOON + timedelta(days=30)))
    assert LineOutcome.objects.count() == 2
    assert labels() == [(1, 0)]


def test_before_the_appeal_was_answered_the_first_label_is_what_was_known(branch: Office) -> None:
    decided = opened(branch)
    on_found(told(decided, [(1, False, ["lead"])], entry=5))
    on_found(told(decided, [(1, True, [])], entry=9, at=NOON + timedelta(days=30)))
    assert learning_log(until=TODAY)["nonconforming"].to_list() == [1]


def test_of_labels_that_contradict_the_newest_entry_counts_even_where_it_is_heard_first(branch: Office) -> None:
    decided = opened(branch)
    on_found(told(decided, [(1, True, [])], entry=9))
    on_found(told(decided, [(1, False, ["lead"])], entry=5))
    assert labels() == [(1, 0)]


def test_a_label_years_late_belongs_to_the_line_and_is_known_only_from_its_own_day(branch: Office) -> None:
    on_found(told(opened(branch), [(1, False, [])], at=datetime(2021, 3, 1, 2, tzinfo=UTC)))
    assert learning_log(until=datetime(2021, 2, 28).date()).is_empty()
    (row,) = learning_log(until=datetime(2021, 3, 1).date()).iter_rows(named=True)
    assert (row["declared_on"], row["known_on"]) == (TODAY, datetime(2021, 3, 1).date())


def test_news_of_a_consignment_that_was_never_decided_is_passed_over(branch: Office) -> None:
    decided = opened(branch)
    news = told(decided, [(1, True, [])])
    news.payload["consignment"] = decided.consignment_id + 1
    on_found(news)
    assert not LineOutcome.objects.exists()


@pytest.mark.parametrize(
    ("channel", "physical", "sample"), [(Channel.IDENTITY, 0, 0), (Channel.PHYSICAL, 1, 0), (Channel.SAMPLE, 1, 1)]
)
def test_a_model_learns_only_from_checks_that_could_have_found_what_it_foretells(
    branch: Office, channel: Channel, physical: int, sample: int
) -> None:
    decided = opened(branch)
    Assignment.objects.filter(pk=decided.pk).update(lines=[{**decided.lines[0], "channel": channel}])
    on_found(told(decided, [(1, True, [])]))
    assert learning_log(target="physical").height == physical
    assert learning_log(target="sample").height == sample


def test_the_log_has_what_was_declared_and_how_likely_it_was_to_be_looked_at(branch: Office) -> None:
    on_found(told(opened(branch), [(1, True, [])]))
    (row,) = learning_log().iter_rows(named=True)
    assert (row["goods_code"], row["origin"], row["office"]) == (BAGS, "DE", branch.code)
    assert (row["arm"], row["probability"], row["harm"]) == ("mandatory", 1.0, 0.0)
