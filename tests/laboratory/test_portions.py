"""A sample in parts: labels that are nobody else's, parts that cannot be swapped, kept as long as the law says."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, Refusal, Role
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Portion, Sample
from guomen.laboratory.terms import Hand, PortionAsked, PortionKind, label_of, read_label
from tests.laboratory import laws, people
from tests.laboratory.conftest import AT

THREE = (
    PortionAsked(PortionKind.TEST, "500 g"),
    PortionAsked(PortionKind.RETEST, "500 g", "P-2", "cold store 1"),
    PortionAsked(PortionKind.ARCHIVE, "500 g", "P-3", "cold store 1"),
)


@pytest.fixture
def drawn(officer: Actor, ordered: Sample) -> Sample:
    hand = Hand("officer", "berth 7", seal="S-1")
    return operations.draw_sample(actor=officer, at=AT, label=ordered.label, scanned=ordered.label, hand=hand)


@pytest.fixture
def parts(officer: Actor, drawn: Sample) -> list[Portion]:
    return operations.split_sample(actor=officer, at=AT, label=drawn.label, portions=THREE)


@pytest.fixture
def sent(officer: Actor, drawn: Sample, parts: list[Portion]) -> Sample:
    label = drawn.label
    return operations.hand_over_sample(actor=officer, at=AT, label=label, scanned=label, hand=Hand("courier"))


def received(analyst: Actor, sample: Sample, *portions: str, remark: str = "") -> Sample:
    hand = Hand("laboratory", seal="S-1")
    return operations.receive_sample(
        actor=analyst, at=AT, label=sample.label, scanned=sample.label, hand=hand, remark=remark, portions=portions
    )


def test_every_part_has_a_label_of_its_own_that_checks(parts: list[Portion], drawn: Sample) -> None:
    labels = [one.label for one in parts]
    assert len({drawn.label, *labels}) == 4
    assert [read_label(one) for one in labels] == labels
    assert [one.kind for one in parts] == ["test", "retest", "archive"]


@given(st.lists(st.integers(min_value=0, max_value=32**6 - 1), unique=True, max_size=200))
def test_running_numbers_never_share_a_label(numbers: list[int]) -> None:
    labels = [label_of(one) for one in numbers]
    assert len(set(labels)) == len(numbers)
    assert all(read_label(one) == one for one in labels)


@settings(max_examples=60)
@given(
    st.integers(min_value=0, max_value=32**6 - 1), st.integers(min_value=0, max_value=6), st.characters(codec="ascii")
)
def test_one_character_misread_is_no_label(number: int, place: int, wrong: str) -> None:
    label = label_of(number)
    compact = label.replace("-", "")
    looks = wrong.upper().translate(str.maketrans("OIL", "011"))
    if looks == compact[place] or not looks.strip(" -/") or looks == "/":
        return
    with pytest.raises(Refusal):
        read_label(compact[:place] + wrong + compact[place + 1 :])


def test_parts_are_kept_as_long_as_policy_lays_down(officer: Actor, drawn: Sample) -> None:
    laws.lay_down()
    parts = operations.split_sample(actor=officer, at=AT, label=drawn.label, portions=THREE)
    days = [(one.keep_until - AT.date()).days for one in parts if one.keep_until]
    assert days == [30, 183, 183]


def test_a_sample_is_divided_once_and_has_a_part_for_the_test(officer: Actor, drawn: Sample) -> None:
    with pytest.raises(Refusal, match="no_test_portion"):
        operations.split_sample(actor=officer, at=AT, label=drawn.label, portions=THREE[1:])
    operations.split_sample(actor=officer, at=AT, label=drawn.label, portions=THREE)
    with pytest.raises(Conflict, match="not_divisible"):
        operations.split_sample(actor=officer, at=AT, label=drawn.label, portions=THREE)


def test_all_parts_are_read_on_receipt_or_a_remark_says_why_not(
    sent: Sample, parts: list[Portion], analyst: Actor
) -> None:
    labels = [one.label for one in parts]
    with pytest.raises(Refusal, match="portion_missing") as refused:
        received(analyst, sent, *labels[:2])
    assert labels[2] in refused.value.problem.en
    assert received(analyst, sent, *labels).receipt == "accepted"


def test_a_part_that_did_not_come_is_remarked(sent: Sample, parts: list[Portion], analyst: Actor) -> None:
    sample = received(analyst, sent, parts[0].label, remark="archive stays at the branch")
    assert sample.receipt == "remarked"


def test_a_part_of_another_sample_is_noticed_and_the_refusal_names_its_owner(
    sent: Sample, parts: list[Portion], officer: Actor, analyst: Actor
) -> None:
    other = Sample.objects.get(pk=sent.pk)
    other.pk, other.label, other.state = None, label_of(30_999), "drawn"
    other.save()
    [swapped, *_] = operations.split_sample(actor=officer, at=AT, label=other.label, portions=THREE)
    labels = [swapped.label, parts[1].label, parts[2].label]
    with pytest.raises(Refusal, match="wrong_label") as refused:
        received(analyst, sent, *labels, remark="never mind")
    assert other.label in refused.value.problem.en


def test_only_the_test_portion_is_opened_at_the_bench(sent: Sample, parts: list[Portion], analyst: Actor) -> None:
    received(analyst, sent, *(one.label for one in parts))
    told = {"actor": analyst, "at": AT, "label": sent.label, "hand": Hand("")}
    with pytest.raises(Refusal, match=r"portion\.wrong_place"):
        operations.prepare_sample(scanned=parts[2].label, **told)
    assert operations.prepare_sample(scanned=parts[0].label, **told).state == "prepared"


def test_a_part_goes_into_the_store_and_its_way_is_in_the_chain(
    sent: Sample, parts: list[Portion], analyst: Actor
) -> None:
    label = parts[2].label
    with pytest.raises(Refusal, match="wrong_label"):
        operations.keep_portion(actor=analyst, at=AT, label=label, scanned=parts[1].label, hand=Hand("", "freezer 2"))
    kept = operations.keep_portion(actor=analyst, at=AT, label=label, scanned=label, hand=Hand("", "freezer 2"))
    assert kept.place == "freezer 2"
    assert [step.deed for step in kept.steps.all()] == ["draw", "store"]


def test_a_part_is_not_thrown_away_before_its_day_without_a_ground(
    officer: Actor, analyst: Actor, drawn: Sample
) -> None:
    laws.lay_down()
    label = operations.split_sample(actor=officer, at=AT, label=drawn.label, portions=THREE)[2].label
    early, late = AT + timedelta(days=182), AT + timedelta(days=183)
    with pytest.raises(Refusal, match=r"sample\.retained"):
        operations.dispose_of_portion(actor=analyst, at=early, label=label, hand=Hand("incinerator"))
    gone = operations.dispose_of_portion(actor=analyst, at=late, label=label, hand=Hand("incinerator"))
    assert gone.state == "disposed"
    with pytest.raises(Conflict, match=r"portion\.gone"):
        operations.use_portion(actor=analyst, at=late, label=label, hand=Hand(""))


def test_a_lost_part_says_why(parts: list[Portion], analyst: Actor) -> None:
    with pytest.raises(Refusal, match=r"sample\.reason"):
        operations.report_portion_lost(actor=analyst, at=AT, label=parts[1].label, reason=" ")
    lost = operations.report_portion_lost(actor=analyst, at=AT, label=parts[1].label, reason="not on its shelf")
    assert lost.state == "lost"


def test_a_label_leads_to_its_part_and_a_stranger_nowhere(parts: list[Portion], analyst: Actor) -> None:
    found = queries.read(analyst, parts[1].label.lower())
    assert (found.sample, found.portion) == (parts[1].sample, parts[1])
    stranger = people.person(Role.LABORATORY_ANALYST, "GM20")
    with pytest.raises(Missing):
        queries.read(stranger, parts[1].label)
    with pytest.raises(Missing):
        operations.use_portion(actor=stranger, at=AT, label=parts[1].label, hand=Hand(""))
