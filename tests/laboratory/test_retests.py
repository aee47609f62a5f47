"""A re-test on the part that was kept: in time, by another analyst, beside the first result."""

from datetime import timedelta
from typing import Any

import pytest

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Role
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Portion, Sample
from guomen.laboratory.rules.retests import counting, last_day
from guomen.laboratory.terms import Hand, Measured, PortionAsked, PortionKind
from tests.laboratory import laws, people
from tests.laboratory.conftest import AT
from tests.laboratory.test_operations import HIGH, LOW

PARTS = (PortionAsked(PortionKind.TEST, "500 g"), PortionAsked(PortionKind.ARCHIVE, "500 g", "P-3", "cold store 1"))
APPLICANT = "importer, request of 8 May"


def gone_through(sample: Sample, analyst: Actor, measured: Measured) -> None:
    """Entered by one, reviewed by a second, authorised and reported by a third."""
    second = people.person(Role.LABORATORY_ANALYST, "GM10", "second pair of eyes")
    head = people.person(Role.LABORATORY_MANAGER, "GM10")
    request = sample.requests.get().pk
    operations.enter_result(actor=analyst, at=AT, label=sample.label, request=request, measured=measured)
    operations.review_results(actor=second, at=AT, label=sample.label)
    operations.authorise_and_report(actor=head, at=AT, label=sample.label)
    sample.refresh_from_db()


@pytest.fixture
def first(prepared: Sample, analyst: Actor) -> Sample:
    laws.lay_down()
    operations.split_sample(actor=analyst, at=AT, label=prepared.label, portions=PARTS)
    gone_through(prepared, analyst, HIGH)
    return prepared


@pytest.fixture
def again(first: Sample, officer: Actor) -> Sample:
    return operations.order_retest(actor=officer, at=AT, label=first.label, ground=APPLICANT)


def at_the_bench(again: Sample, analyst: Actor, portion: str) -> Sample:
    told: dict[str, Any] = {"actor": analyst, "at": AT, "label": again.label, "scanned": portion}
    operations.receive_sample(hand=Hand("laboratory", seal="P-3"), **told)
    return operations.prepare_sample(hand=Hand(""), **told)


def test_the_portion_leaves_the_store_and_is_received_under_its_own_label_and_seal(
    again: Sample, first: Sample, analyst: Actor
) -> None:
    portion = Portion.objects.get(kind="archive")
    assert (again.state, portion.state) == ("handed_over", "used")
    assert queries.read(analyst, portion.label).sample == again
    assert [step.deed for step in again.steps.all()] == ["draw", "hand_over"]
    assert at_the_bench(again, analyst, portion.label).state == "prepared"


def test_the_limits_are_those_of_the_first_test(again: Sample, first: Sample) -> None:
    mine, theirs = again.requests.get(), first.requests.get()
    assert (mine.standard, mine.limit_value, mine.on) == (theirs.standard, theirs.limit_value, theirs.on)


def test_the_analyst_of_the_first_test_does_not_test_again(again: Sample, analyst: Actor) -> None:
    at_the_bench(again, analyst, queries.source_portion(again))
    with pytest.raises(NotPermitted, match="same_analyst"):
        gone_through(again, analyst, LOW)
    gone_through(again, people.person(Role.LABORATORY_ANALYST, "GM10", "another"), LOW)
    assert again.state == "reported"


def test_the_second_result_stands_beside_the_first_and_says_why_it_counts(
    again: Sample, first: Sample, analyst: Actor
) -> None:
    said = queries.counting_of(first)
    assert said is not None
    assert not said.retest
    at_the_bench(again, analyst, queries.source_portion(again))
    gone_through(again, people.person(Role.LABORATORY_ANALYST, "GM10", "another"), LOW)
    said = queries.counting_of(first)
    assert said is not None
    assert said.retest
    assert "another analyst" in said.why.en
    report = queries.counted(first)
    assert report is not None
    assert report.conform is True
    assert queries.tested_again(again.label) == first.label


@pytest.mark.parametrize(
    ("one", "reported", "two", "retest"),
    [
        (False, False, None, False),
        (False, True, None, False),
        (False, True, True, True),
        (False, True, False, True),
        (True, True, False, True),
    ],
)
def test_a_re_test_counts_unless_it_is_not_out_or_inconclusive(
    one: bool, reported: bool, two: bool | None, retest: bool
) -> None:
    assert counting(one, reported, two).retest is retest


def test_the_legal_days_are_counted_from_the_day_of_the_report(first: Sample, officer: Actor) -> None:
    last = AT + timedelta(days=15)
    assert last_day(AT.date(), 15) == last.date()
    with pytest.raises(Refusal, match="too_late"):
        operations.order_retest(actor=officer, at=AT + timedelta(days=16), label=first.label, ground=APPLICANT)
    assert operations.order_retest(actor=officer, at=last, label=first.label, ground=APPLICANT).retest_of == first


def test_it_is_asked_for_by_somebody_and_once(first: Sample, officer: Actor) -> None:
    with pytest.raises(Refusal, match=r"retest\.ground"):
        operations.order_retest(actor=officer, at=AT, label=first.label, ground=" ")
    again = operations.order_retest(actor=officer, at=AT, label=first.label, ground=APPLICANT)
    with pytest.raises(Conflict, match=r"retest\.once"):
        operations.order_retest(actor=officer, at=AT, label=first.label, ground=APPLICANT)
    with pytest.raises(Conflict, match=r"retest\.no_report"):
        operations.order_retest(actor=officer, at=AT, label=again.label, ground=APPLICANT)


def test_without_a_part_that_was_kept_there_is_no_re_test(prepared: Sample, analyst: Actor, officer: Actor) -> None:
    laws.lay_down()
    gone_through(prepared, analyst, HIGH)
    with pytest.raises(Conflict, match=r"retest\.no_portion"):
        operations.order_retest(actor=officer, at=AT, label=prepared.label, ground=APPLICANT)


def test_the_rest_is_not_disposed_of_while_the_re_test_is_open(again: Sample, first: Sample, analyst: Actor) -> None:
    with pytest.raises(Conflict, match=r"sample\.needed"):
        operations.dispose_of_sample(actor=analyst, at=AT, label=first.label, hand=Hand(""), ground="no room")
