"""What was found lately moves what shifts look at next, before any model learns of it."""

from datetime import timedelta

import pytest

from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Missing, Text
from guomen.targeting.capacity.operations import keep_pace
from guomen.targeting.model_v1.terms import REST
from guomen.targeting.models import Assignment, EpisodeState, LineOutcome, Pace
from guomen.targeting.queries import replay
from tests.targeting.capacity.conftest import Setter, damaged
from tests.targeting.capacity.models import MadeUp
from tests.targeting.capacity.test_shifts import InCharge, lodged, under_capacity
from tests.targeting.capacity.test_watching import found
from tests.targeting.conftest import NOON

pytestmark = pytest.mark.django_db
__all__ = ["under_capacity"]
TODAY, TOMORROW = NOON.date(), NOON.date() + timedelta(days=1)


class Unsuspecting(MadeUp):
    """A model that sees little risk in anything."""

    def parts(self, lines):  # type: ignore[no-untyped-def]
        return super().parts(lines) / 10 - 1.5


@pytest.fixture
def trusting(under_capacity: Office, in_charge: InCharge) -> Office:
    """An office whose model thinks little of any risk."""
    in_charge("c" * 64, model=Unsuspecting("c" * 64))
    return under_capacity


def note(rows: list[Assignment], item_no: int, conforming: bool, start: int = 0) -> None:
    for number, row in enumerate(rows, start):
        LineOutcome.objects.create(assignment=row, item_no=item_no, checked="physical", conforming=conforming,
                                   entry=number, known_at=NOON)  # fmt: skip


def test_goods_in_which_faults_surprised_are_valued_higher_from_the_next_day_and_officers_read_why(
    trusting: Office,
) -> None:
    before = lodged(trusting, 40)
    note(before[:1], 1, conforming=False)  # a bag from Germany
    note(before[1:], 2, conforming=True, start=1)  # bags from France
    keep_pace(at=NOON + timedelta(days=1))
    state = EpisodeState.objects.get(target="physical", day=TOMORROW)
    assert state.levels["4202*DE"] > 0.1
    assert state.levels["4202*FR"] < REST
    assert not state.woken
    pace = Pace.objects.get(office=trusting, shift_on=TOMORROW, check_kind="physical")
    assert pace.episodes == state
    after = lodged(trusting, 40, "after", days=1)
    german, french = ([row.lines[place]["value"] for row in after] for place in (0, 1))
    assert min(german) > 5 * max(french)
    picked = [line for row in after for line in row.lines if line["arm"] == "learned"]
    assert picked
    (told,) = [reason for reason in picked[0]["reasons"] if reason["code"] == "learned.picked"]
    assert "something may lately have happened" in told["en"]
    assert "近期或有异常" in told["zh"]
    assert not told.get("public")
    assert all(replay(row.pk).same for row in after[:5])
    assert all(replay(row.pk).same for row in before[:5])


def test_a_day_is_learned_once_and_where_nothing_was_found_nothing_is_suspected(trusting: Office) -> None:
    lodged(trusting, 5)
    for hour in range(3):
        keep_pace(at=NOON + timedelta(days=1, hours=hour))
    (state,) = EpisodeState.objects.all()
    assert (state.levels, state.woken) == ({}, False)
    assert state.usual == pytest.approx(REST, rel=0.05)
    scored = lodged(trusting, 5, "after", days=1)
    keep_pace(at=NOON + timedelta(days=2))
    assert EpisodeState.objects.count() == 2
    assert all(line["value"] < 0.2 for row in scored for line in row.lines)


def test_suspicion_fades_when_nothing_more_is_heard(trusting: Office) -> None:
    note(lodged(trusting, 3), 1, conforming=False)
    chances = []
    for days in (1, 40, 200):
        keep_pace(at=NOON + timedelta(days=days))
        levels = EpisodeState.objects.latest("day").levels
        chances.append(levels.get("4202*DE", REST))
    assert chances[0] > chances[1] > chances[2]


@pytest.mark.parametrize("fallen", [damaged(), Missing("model.missing", Text("无", "none"), Text("无", "none")), None])
def test_finds_of_a_model_that_cannot_be_asked_teach_nothing_and_the_shift_opens(
    trusting: Office, models: dict[str, object], fallen: object
) -> None:
    note(lodged(trusting, 3), 1, conforming=False)
    models["c" * 64] = fallen
    keep_pace(at=NOON + timedelta(days=1))
    assert EpisodeState.objects.get().levels == {}
    assert Pace.objects.filter(office=trusting, shift_on=TOMORROW).exists()


def test_an_office_whose_picks_stop_finding_has_everything_suspected_a_little(
    branch: Office, policy_set: Setter, in_charge: InCharge
) -> None:
    found(branch, [5] * 9 + [0, 0, 0])
    policy_set(branch, selection="capacity", capacity__physical="10", control_arm_rate="0.01")
    in_charge("a" * 64)
    keep_pace(at=NOON)  # a Monday
    state = EpisodeState.objects.get(day=TODAY)
    assert state.woken
    assert state.usual > 2 * REST
