"""Messages are taken in: what is clear is applied, what is not is held with its fault, nothing is dropped."""

from decimal import Decimal

import pytest

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from guomen.laboratory import operations as laboratory
from guomen.laboratory.messages import operations
from guomen.laboratory.messages.operations import Taken
from guomen.laboratory.messages.terms import MessageState, ProfileState, Wire
from guomen.laboratory.models import Message, MessageLine, Method, Profile, Result, Sample
from guomen.laboratory.terms import Measured, SampleState
from guomen.laboratory.worksheets import operations as bench
from guomen.laboratory.worksheets.terms import ControlAsked, LineKind
from tests.laboratory import benches, people
from tests.laboratory.benches import AT, CADMIUM, LEAD
from tests.laboratory.messages import written

Row = tuple[str, str, str, str]


def take(analyst: Actor, profile: Profile, *rows: Row, name: str = "run.csv", minutes: int = 1) -> Taken:
    return operations.take_message(
        actor=analyst, at=benches.later(minutes), profile=profile.pk, name=name, content=written.csv(*rows)
    )


def fault(taken: Taken, place: int = 0) -> str:
    line = MessageLine.objects.get(pk=taken.lines[place].pk)
    assert line.state == "held"
    assert line.fault["problem"]["zh"]
    return str(line.fault["code"])


def both(sample: Sample, cadmium: str = "0.05", lead: str = "<0.01") -> list[Row]:
    return [(sample.label, "Cd111", cadmium, "mg/kg"), (sample.label, "Pb208", lead, "mg/kg")]


def test_clear_values_become_results_in_the_name_of_who_sent_them(
    analyst: Actor, profile: Profile, sample: Sample, method: Method
) -> None:
    taken = take(analyst, profile, *both(sample))
    cadmium, lead = (benches.request_of(sample, one).results.get() for one in (CADMIUM, LEAD))
    assert (taken.message.state, taken.counts) == (MessageState.TAKEN, {"applied": 2, "held": 0, "dismissed": 0})
    assert (cadmium.readings, lead.readings, lead.lod) == ([Decimal("0.05")], [None], Decimal("0.01"))
    assert (cadmium.source, cadmium.analyst, cadmium.method_used, cadmium.instrument) == (
        "instrument", analyst, method, profile.instrument,
    )  # fmt: skip
    assert [line.result for line in taken.message.lines.all()] == [cadmium, lead]
    sample.refresh_from_db()
    assert sample.state == SampleState.TESTED


def test_yesterdays_file_resent_is_known_and_nothing_is_applied_twice(
    analyst: Actor, profile: Profile, sample: Sample
) -> None:
    first = take(analyst, profile, *both(sample))
    again = take(analyst, profile, *both(sample), name="run (1).csv", minutes=1440)
    assert (again.known, again.message) == (True, first.message)
    assert (Message.objects.count(), Result.objects.count()) == (1, 2)


def test_the_same_value_in_another_file_is_known_and_a_different_one_is_held(
    analyst: Actor, profile: Profile, sample: Sample
) -> None:
    take(analyst, profile, *both(sample))
    same = take(analyst, profile, (sample.label, "Cd111", "50", "ppb"), *both(sample)[1:])
    assert same.counts == {"applied": 0, "held": 0, "dismissed": 2}
    other = take(analyst, profile, (sample.label, "Cd111", "0.07", "mg/kg"))
    assert fault(other) == "message.differs"
    assert Result.objects.count() == 2


def test_a_different_value_is_taken_as_a_new_version_once_somebody_says_why(
    analyst: Actor, profile: Profile, sample: Sample
) -> None:
    take(analyst, profile, *both(sample))
    line = take(analyst, profile, (sample.label, "Cd111", "0.07", "mg/kg")).lines[0]
    settled = operations.settle_line(actor=analyst, at=benches.later(5), line=line.pk, reason="integrated anew")
    newest = benches.request_of(sample, CADMIUM).results.last()
    assert newest is not None
    assert (settled.state, newest.version, newest.change_reason) == ("applied", 2, "integrated anew")


HELD = [
    ("an unknown code", ("{}", "Xx99", "1", "mg/kg"), "message.code"),
    ("a unit of another kind", ("{}", "Cd111", "1", "mg/L"), "message.unit"),
    ("a unit nobody knows", ("{}", "Cd111", "1", "blobs"), "message.unit"),
    ("no unit", ("{}", "Cd111", "1", ""), "message.unit"),
    ("no number", ("{}", "Cd111", "error", "mg/kg"), "message.value"),
    ("no label", ("", "Cd111", "1", "mg/kg"), "message.no_label"),
    ("a label that is none", ("Blank 1", "Cd111", "1", "mg/kg"), "message.no_sample"),
    ("a sample that does not exist", ("000-03K7", "Cd111", "1", "mg/kg"), "message.no_sample"),
    ("a control without its material", ("QC1", "Cd111", "0.2", "mg/kg"), "message.no_material"),
    ("a line of a worksheet that is none", ("WS-2018-00009/1", "Cd111", "1", "mg/kg"), "message.no_line"),
    ("a value that is too long", ("{}", "Cd111", "1" * 90, "mg/kg"), "message.text"),
]


@pytest.mark.parametrize(("row", "code"), [one[1:] for one in HELD], ids=[one[0] for one in HELD])
def test_what_is_not_clear_is_held_with_its_fault_and_the_rest_goes_in(
    analyst: Actor, profile: Profile, sample: Sample, row: Row, code: str
) -> None:
    label, *rest = row
    bad = (label.format(sample.label), *rest)
    taken = take(analyst, profile, bad, (sample.label, "Pb208", "0.02", "mg/kg"))  # type: ignore[arg-type]
    assert fault(taken) == code
    assert (taken.message.state, taken.counts["applied"]) == (MessageState.HELD, 1)


def test_results_of_a_sample_that_is_gone_or_of_a_test_not_ordered_are_held(
    analyst: Actor, profile: Profile, method: Method
) -> None:
    gone = benches.sample()
    Sample.objects.filter(pk=gone.pk).update(state=SampleState.DISPOSED)
    single, raw = benches.sample(benches.asked(CADMIUM)), benches.sample(state=SampleState.ORDERED)
    taken = take(
        analyst, profile,
        (gone.label, "Cd111", "1", "mg/kg"), (single.label, "Pb208", "1", "mg/kg"), (raw.label, "Cd111", "1", "mg/kg"),
    )  # fmt: skip
    assert [fault(taken, place) for place in range(3)] == ["message.gone", "message.not_ordered", "sample.step"]
    assert not Result.objects.exists()


def test_two_different_values_for_one_test_are_both_held_and_two_equal_ones_are_one(
    analyst: Actor, profile: Profile, sample: Sample
) -> None:
    twice = take(analyst, profile, *both(sample), (sample.label, "Cd111", "0.06", "mg/kg"))
    assert (fault(twice, 0), fault(twice, 2), twice.counts["applied"]) == ("message.twice", "message.twice", 1)
    other = benches.sample()
    equal = take(analyst, profile, *both(other), both(other)[0])
    assert equal.counts == {"applied": 3, "held": 0, "dismissed": 0}


def test_a_sums_components_are_applied_together_or_not_at_all(analyst: Actor, profile: Profile, method: Method) -> None:
    row = benches.sample(benches.asked(benches.Text("镉和铅", "cadmium and lead")))
    request = row.requests.get()
    request.components = [{"zh": one.zh, "en": one.en, "factor": "1"} for one in (CADMIUM, LEAD)]
    request.save()
    method.scopes.create(analyte_zh="镉和铅", analyte_en="cadmium and lead", unit="mg/kg", lod=Decimal("0.002"))
    half = take(analyst, profile, (row.label, "Cd111", "0.05", "mg/kg"))
    assert fault(half) == "message.sum"
    bad = take(analyst, profile, (row.label, "Cd111", "0.05", "mg/kg"), (row.label, "Pb208", "?", "mg/kg"))
    assert (fault(bad, 0), fault(bad, 1)) == ("message.sum", "message.value")
    whole = take(analyst, profile, *both(row, lead="0.03"))
    assert whole.counts["applied"] == 2
    assert request.results.get().components == {"cadmium (Cd)": "0.05", "lead (Pb)": "0.03"}


def test_a_broken_message_is_kept_and_rejected_whole(analyst: Actor, profile: Profile, sample: Sample) -> None:
    content = written.csv(*both(sample))[:-2]
    taken = operations.take_message(actor=analyst, at=AT, profile=profile.pk, name="run.csv", content=content)
    assert (taken.message.state, taken.message.fault["code"]) == (MessageState.REJECTED, "message.truncated")
    assert bytes(Message.objects.get().content) == content
    assert not Result.objects.exists()


def test_a_dry_run_says_the_same_and_leaves_nothing_behind(analyst: Actor, profile: Profile, sample: Sample) -> None:
    rows = [*both(sample), (sample.label, "Xx", "1", "mg/kg")]
    tried = operations.try_message(actor=analyst, at=AT, profile=profile.pk, name="run.csv", content=written.csv(*rows))
    assert tried.counts == {"applied": 2, "held": 1, "dismissed": 0}
    assert not Result.objects.exists()
    assert not Message.objects.exists()
    assert take(analyst, profile, *rows).counts == tried.counts


def test_a_value_for_a_test_on_an_open_worksheet_is_a_reading_there_and_no_result_yet(
    analyst: Actor, profile: Profile, sample: Sample, method: Method
) -> None:
    sheet = bench.open_worksheet(
        actor=analyst, at=AT, method=method.pk, requests=[one.pk for one in sample.requests.all()],
        controls=[ControlAsked(LineKind.BLANK)],
    )  # fmt: skip
    blanks = [(f"{sheet.number}/{line.position}", code, "ND", "mg/kg")
              for line, code in zip(sheet.lines.filter(kind="blank"), ("Cd111", "Pb208"), strict=True)]  # fmt: skip
    taken = take(analyst, profile, *both(sample), *blanks)
    assert taken.counts["applied"] == 4
    assert not Result.objects.exists()
    bench.accept_worksheet(actor=analyst, at=benches.later(9), worksheet=sheet.number)
    assert [one.source for one in Result.objects.all()] == ["instrument", "instrument"]
    wrong = take(analyst, profile, (f"{sheet.number}/1", "Cd111", "1", "mg/kg"))
    assert fault(wrong) == "message.no_line"


def test_a_control_goes_on_its_chart(analyst: Actor, profile: Profile, method: Method) -> None:
    material = benches.material(method, chart=True)
    taken = take(analyst, profile, ("QC1", "Cd111", "203", "ppb"))
    point = material.series.get().points.get()
    assert (taken.counts["applied"], point.value, round(point.z, 6)) == (1, Decimal("0.203"), 0.6)
    assert fault(take(analyst, profile, ("QC1", "Cd111", "ND", "mg/kg"))) == "message.control"
    assert fault(take(analyst, profile, ("QC1", "Pb208", "1", "mg/kg"))) == "message.no_series"


def test_a_held_line_is_settled_by_saying_what_is_meant(analyst: Actor, profile: Profile, sample: Sample) -> None:
    line = take(analyst, profile, ("rice 7", "Cd114", "1", "blobs")).lines[0]
    still = operations.settle_line(actor=analyst, at=AT, line=line.pk, sample=sample.label, code="Cd111")
    assert (still.state, still.fault["code"]) == ("held", "message.unit")
    done = operations.settle_line(actor=analyst, at=AT, line=line.pk, sample=sample.label, code="Cd111", unit="µg/kg")
    assert (done.state, done.settled_by, done.value, done.code) == ("applied", analyst, "1", "Cd114")
    assert benches.request_of(sample, CADMIUM).results.get().unit == "µg/kg"
    with pytest.raises(Conflict, match=r"message\.not_held"):
        operations.settle_line(actor=analyst, at=AT, line=line.pk)


def test_held_lines_are_tried_again_once_the_sample_is_there(analyst: Actor, profile: Profile, sample: Sample) -> None:
    Sample.objects.filter(pk=sample.pk).update(state=SampleState.DISPOSED)
    taken = take(analyst, profile, *both(sample))
    assert taken.counts["held"] == 2
    Sample.objects.filter(pk=sample.pk).update(state=SampleState.PREPARED)
    message = operations.retry_message(actor=analyst, at=AT, message=taken.message.pk)
    assert (message.state, Result.objects.count()) == (MessageState.TAKEN, 2)


def test_held_lines_are_dismissed_only_with_a_reason(analyst: Actor, profile: Profile, sample: Sample) -> None:
    taken = take(analyst, profile, ("rinse", "Cd111", "1", "mg/kg"))
    keys = [line.pk for line in taken.lines]
    with pytest.raises(Refusal, match=r"message\.reason"):
        operations.dismiss_lines(actor=analyst, at=AT, lines=keys, reason="  ")
    operations.dismiss_lines(actor=analyst, at=AT, lines=keys, reason="a rinse of the line")
    line = MessageLine.objects.get()
    assert (line.state, line.settled_because, line.settled_by) == ("dismissed", "a rinse of the line", analyst)
    assert Message.objects.get().state == MessageState.TAKEN


def test_somebody_without_the_competence_cannot_send_results_in(profile: Profile, sample: Sample) -> None:
    beginner = people.person(Role.LABORATORY_ANALYST, "GM10", "beginner")
    taken = take(beginner, profile, *both(sample))
    assert (fault(taken, 0), fault(taken, 1)) == ("laboratory.no_competence", "laboratory.no_competence")


def test_strangers_neither_send_nor_see(profile: Profile, sample: Sample, analyst: Actor) -> None:
    stranger = people.person(Role.LABORATORY_ANALYST, "GM20")
    with pytest.raises(Missing):
        take(stranger, profile, *both(sample))
    line = take(analyst, profile, ("rinse", "Cd111", "1", "mg/kg")).lines[0]
    with pytest.raises(Missing):
        operations.dismiss_lines(actor=stranger, at=AT, lines=[line.pk], reason="x")


def test_only_a_profile_that_read_its_sample_without_a_fault_is_put_in_use(manager: Actor, method: Method) -> None:
    def wrote(sample: bytes) -> Profile:
        return operations.write_profile(
            actor=manager, at=AT, laboratory=benches.laboratory(), name="GC-2", wire=Wire.CSV,
            definition=written.TABLE, sample=sample,
        )  # fmt: skip

    for sample, code in [
        (b"", "profile.untried"),
        (written.csv(("A", "Zn66", "1", "mg/kg")), "profile.faults"),
        (written.csv(("A", "Cd111", "1", "mg/kg"))[:-1], "message.truncated"),
    ][:2]:
        with pytest.raises(Refusal, match=f"^{code}"):
            operations.put_in_use(actor=manager, at=AT, profile=wrote(sample).pk)
    good = operations.put_in_use(actor=manager, at=AT, profile=wrote(written.csv(("A", "Cd111", "1", "g"))).pk)
    assert (good.version, good.state) == (3, ProfileState.IN_USE)
    next_one = operations.put_in_use(actor=manager, at=AT, profile=wrote(written.csv(("A", "Pb208", "1", "g"))).pk)
    good.refresh_from_db()
    assert (next_one.version, good.state) == (4, ProfileState.RETIRED)
    with pytest.raises(Conflict):
        operations.retire_profile(actor=manager, at=AT, profile=good.pk)


def test_a_draft_takes_nothing_in_and_an_analyst_writes_no_profile(
    manager: Actor, analyst: Actor, method: Method, sample: Sample
) -> None:
    said = {"laboratory": benches.laboratory(), "name": "GC-2", "wire": Wire.CSV, "definition": written.TABLE}
    draft = operations.write_profile(actor=manager, at=AT, **said)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match=r"profile\.not_in_use"):
        take(analyst, draft, *both(sample))
    with pytest.raises(NotPermitted):
        operations.write_profile(actor=analyst, at=AT, **said)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        operations.put_in_use(actor=analyst, at=AT, profile=draft.pk)


def test_five_units_need_five_values(analyst: Actor, profile: Profile, method: Method) -> None:
    row = benches.sample(benches.asked(CADMIUM, units=5))
    four = take(analyst, profile, *[(row.label, "Cd111", "0.01", "mg/kg")] * 4)
    assert fault(four) == "message.units"
    five = take(analyst, profile, *[(row.label, "Cd111", f"0.0{place}", "mg/kg") for place in range(1, 6)])
    assert five.counts["applied"] == 5
    assert len(row.requests.get().results.get().readings) == 5


def test_a_result_entered_by_hand_first_is_not_overwritten(analyst: Actor, profile: Profile, sample: Sample) -> None:
    laboratory.enter_result(
        actor=analyst, at=AT, label=sample.label, request=benches.request_of(sample, CADMIUM).pk,
        measured=Measured((Decimal("0.09"),), "mg/kg"),
    )  # fmt: skip
    assert fault(take(analyst, profile, *both(sample))) == "message.differs"
