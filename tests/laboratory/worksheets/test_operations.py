"""A worksheet from its opening to its results; what blocks it, what opens it again, what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, SubjectRef, Text
from guomen.laboratory.models import ControlPoint, Instrument, Method, Nonconformity, Sample, Worksheet
from guomen.laboratory.quality.operations import agree_action, complete_action
from guomen.laboratory.terms import SampleState
from guomen.laboratory.worksheets import operations
from guomen.laboratory.worksheets.operations.reading import shown
from guomen.laboratory.worksheets.queries import standing_of, waiting_for
from guomen.laboratory.worksheets.terms import ControlAsked, LineKind, Reading
from tests.laboratory import benches, people
from tests.laboratory.benches import AT, CADMIUM, LEAD

GOOD = {"sample": "0.05", "blank": None, "spike": "0.145", "duplicate": "0.052", "reference": "0.203"}


def opened(analyst: Actor, method: Method, sample: Sample, instrument: Instrument | None = None) -> Worksheet:
    """A worksheet with both tests of the sample, a blank for each, a spike and a duplicate of the cadmium."""
    request = benches.request_of(sample, CADMIUM).pk
    return operations.open_worksheet(
        actor=analyst,
        at=AT,
        method=method.pk,
        instrument=instrument.pk if instrument else None,
        requests=[one.pk for one in sample.requests.all()],
        controls=[
            ControlAsked(LineKind.BLANK),
            ControlAsked(LineKind.SPIKE, of=request, added=Decimal("0.1")),
            ControlAsked(LineKind.DUPLICATE, of=request),
        ],
    )


def read(analyst: Actor, sheet: Worksheet, minutes: int = 1, **values: str | None) -> None:
    """Every line by its kind."""
    said = GOOD | values
    readings = {line.pk: Reading((Decimal(text) if (text := said[line.kind]) else None,)) for line in sheet.lines.all()}
    operations.enter_readings(actor=analyst, at=benches.later(minutes), worksheet=sheet.number, readings=readings)


def accept(analyst: Actor, sheet: Worksheet, minutes: int = 2) -> Worksheet:
    return operations.accept_worksheet(actor=analyst, at=benches.later(minutes), worksheet=sheet.number)


def refused(code: str, what: type[Refusal] = Conflict) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(what, match=f"^{code}:")


def test_a_worksheet_whose_controls_hold_enters_its_results_in_one_go(
    analyst: Actor, method: Method, instrument: Instrument, sample: Sample
) -> None:
    sheet = opened(analyst, method, sample, instrument)
    assert [line.kind for line in sheet.lines.all()] == ["sample", "sample", "blank", "blank", "spike", "duplicate"]
    assert waiting_for(method) == []
    read(analyst, sheet)
    sheet = accept(analyst, sheet)
    sample.refresh_from_db()
    results = [one.results.get() for one in sample.requests.all()]
    assert (sheet.state, sample.state) == ("accepted", SampleState.TESTED)
    assert [(one.source, one.method_used, one.instrument) for one in results] == [("worksheet", method, instrument)] * 2
    assert all(line.result for line in sheet.lines.filter(kind="sample"))
    assert all(line.verdict["ok"] for line in sheet.lines.exclude(kind="sample"))
    kinds = [entry.kind for entry in entries_about(SubjectRef("sample", sample.label))]
    assert kinds[-1] == "laboratory.worksheet.accepted"


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [("spike", "0.10", "50.0 %"), ("duplicate", "0.07", "33.3 %"), ("blank", "0.004", "above 50 % of the LOQ")],
)
def test_a_control_that_fails_blocks_the_worksheet_and_opens_a_nonconformity(
    policies: None, kind: str, value: str, said: str
) -> None:
    method = benches.method()
    analyst, sample = benches.analyst(method), benches.sample()
    sheet = opened(analyst, method, sample)
    read(analyst, sheet, **{kind: value})
    sheet = accept(analyst, sheet)
    found = Nonconformity.objects.get()
    assert (sheet.state, sheet.nonconformity, found.subject) == ("blocked", found, f"worksheet:{sheet.number}")
    assert (found.source, found.severity, found.opened_by) == ("batch", "major", None)
    assert said in found.what_en
    assert not any(one.results.exists() for one in sample.requests.all())
    with refused("worksheet.state"):
        accept(analyst, sheet, 3)


def test_after_a_corrective_action_the_sheet_is_measured_again_and_the_failed_run_stays(policies: None) -> None:
    method = benches.method()
    analyst, sample = benches.analyst(method), benches.sample()
    manager = people.person(Role.LABORATORY_MANAGER, "GM10")
    sheet = opened(analyst, method, sample)
    read(analyst, sheet, spike="0.10")
    sheet = accept(analyst, sheet)
    number = Nonconformity.objects.get().number
    with refused("worksheet.not_corrected"):
        operations.reopen_worksheet(actor=analyst, at=benches.later(3), worksheet=sheet.number)
    action = agree_action(
        actor=manager, at=benches.later(4), number=number, what="new spiking solution", responsible=analyst,
        due_on=benches.DAY + timedelta(days=7),
    )  # fmt: skip
    with refused("worksheet.not_corrected"):
        operations.reopen_worksheet(actor=analyst, at=benches.later(5), worksheet=sheet.number)
    complete_action(actor=analyst, at=benches.later(6), action=action.pk, done="made anew")
    sheet = operations.reopen_worksheet(actor=analyst, at=benches.later(7), worksheet=sheet.number)
    spike = sheet.lines.get(kind="spike")
    assert (sheet.state, spike.read, shown(spike)) == ("open", False, "")
    assert spike.verdict["earlier"][0]["reading"] == "0.1"
    assert spike.verdict["earlier"][0]["checks"][0]["ok"] is False
    read(analyst, sheet, 8)
    sheet = accept(analyst, sheet, 9)
    spike.refresh_from_db()
    assert (sheet.state, spike.verdict["ok"], len(spike.verdict["earlier"])) == ("accepted", True, 1)


def test_a_reference_material_is_judged_by_recovery_en_number_and_chart(policies: None) -> None:
    method = benches.method()
    analyst, sample, material = benches.analyst(method), benches.sample(), benches.material(method, chart=True)
    asked = [ControlAsked(LineKind.REFERENCE, material=material.pk)]
    keys = [benches.request_of(sample, CADMIUM).pk]
    sheet = operations.open_worksheet(actor=analyst, at=AT, method=method.pk, requests=keys, controls=asked)
    read(analyst, sheet)
    assert [one.check for one in standing_of(sheet).verdicts[sheet.lines.get(kind="reference").pk]] == [
        "en",
        "recovery",
    ]
    sheet = accept(analyst, sheet)
    assert [one["check"] for one in sheet.lines.get(kind="reference").verdict["checks"]] == ["en", "recovery", "chart"]
    assert (sheet.state, ControlPoint.objects.get().value) == ("accepted", Decimal("0.203"))


def test_a_point_that_the_chart_rejects_blocks_the_worksheet_by_the_charts_own_nonconformity(policies: None) -> None:
    """0.216 is 108 % and En = 0.5, but 3.2 standard deviations from the chart's mean."""
    method = benches.method()
    analyst, sample, material = benches.analyst(method), benches.sample(), benches.material(method, chart=True)
    asked = [ControlAsked(LineKind.REFERENCE, material=material.pk)]
    keys = [benches.request_of(sample, CADMIUM).pk]
    sheet = operations.open_worksheet(actor=analyst, at=AT, method=method.pk, requests=keys, controls=asked)
    read(analyst, sheet, reference="0.216")
    sheet = accept(analyst, sheet)
    found = Nonconformity.objects.get()
    assert (sheet.state, sheet.nonconformity, found.source) == ("blocked", found, "control")


def test_a_second_spike_of_the_same_line_is_compared_with_the_first(
    analyst: Actor, method: Method, sample: Sample
) -> None:
    sheet = opened(analyst, method, sample)
    request = benches.request_of(sample, CADMIUM).pk
    again = [ControlAsked(LineKind.SPIKE, of=request, added=Decimal("0.1"))]
    operations.extend_worksheet(actor=analyst, at=AT, worksheet=sheet.number, controls=again)
    read(analyst, sheet)
    last = sheet.lines.filter(kind="spike").last()
    assert last is not None
    assert [(one.check, one.ok) for one in standing_of(sheet).verdicts[last.pk]] == [("recovery", True), ("rpd", True)]


def test_every_component_of_a_sum_is_a_line_and_they_are_entered_together(
    analyst: Actor, method: Method, house: None
) -> None:
    method.scopes.create(analyte_zh="镉和铅", analyte_en="cadmium and lead", unit="mg/kg", lod=Decimal("0.002"))
    row = benches.sample(benches.asked(Text("镉和铅", "cadmium and lead")))
    request = row.requests.get()
    request.components = [{"zh": one.zh, "en": one.en, "factor": "1"} for one in (CADMIUM, LEAD)]
    request.save()
    sheet = operations.open_worksheet(
        actor=analyst, at=AT, method=method.pk, requests=[request.pk], controls=[ControlAsked(LineKind.BLANK)]
    )
    assert sheet.lines.filter(kind="sample").count() == 2
    read(analyst, sheet)
    accept(analyst, sheet)
    assert request.results.get().components == {"cadmium (Cd)": "0.05", "lead (Pb)": "0.05"}


def test_an_open_worksheet_given_up_lets_its_tests_wait_again(analyst: Actor, method: Method, sample: Sample) -> None:
    sheet = opened(analyst, method, sample)
    with refused("worksheet.reason", Refusal):
        operations.void_worksheet(actor=analyst, at=AT, worksheet=sheet.number, reason=" ")
    sheet = operations.void_worksheet(actor=analyst, at=AT, worksheet=sheet.number, reason="power cut")
    assert (sheet.state, sheet.note, len(waiting_for(method))) == ("void", "power cut", 2)
    with refused("worksheet.state"):
        read(analyst, sheet)


def test_one_refusal_for_each_thing_that_stands_against_opening(
    analyst: Actor, method: Method, instrument: Instrument, sample: Sample
) -> None:
    keys = [one.pk for one in sample.requests.all()]

    def opening(actor: Actor = analyst, **more: object) -> Worksheet:
        return operations.open_worksheet(**{"actor": actor, "at": AT, "method": method.pk, "requests": keys} | more)  # type: ignore[arg-type]

    with refused("laboratory.no_competence", NotPermitted):
        opening(people.person(Role.LABORATORY_ANALYST, "GM10", "beginner"))
    with refused("actor.office", NotPermitted):
        opening(people.person(Role.LABORATORY_ANALYST, "GM20"))
    with refused("worksheet.no_method", Missing):
        opening(method=0)
    with refused("worksheet.no_instrument", Missing):
        opening(instrument=0)
    with refused("worksheet.empty", Refusal):
        opening(requests=[])
    with refused("laboratory.request_missing", Missing):
        opening(requests=[0])
    with refused("worksheet.not_waiting"):
        opening(requests=[benches.sample(state=SampleState.ORDERED).requests.all()[0].pk])
    with refused("worksheet.scope", Refusal):
        opening(requests=[benches.sample(benches.asked(Text("砷", "arsenic"))).requests.get().pk])
    with refused("worksheet.no_material", Missing):
        opening(controls=[ControlAsked(LineKind.REFERENCE, material=0)])
    with refused("worksheet.spike", Refusal):
        opening(controls=[ControlAsked(LineKind.SPIKE, of=keys[0])])
    with refused("worksheet.no_source", Missing):
        opening(controls=[ControlAsked(LineKind.DUPLICATE, of=0)])
    instrument.verifications.update(due_on="2018-05-06", on="2018-01-01")
    with refused("instrument.overdue"):
        opening(instrument=instrument.pk)
    opening()
    with refused("worksheet.held"):
        opening()


def test_a_sheet_is_accepted_only_whole_and_with_a_control(analyst: Actor, method: Method, sample: Sample) -> None:
    sheet = opened(analyst, method, sample)
    with refused("worksheet.unread"):
        accept(analyst, sheet)
    bare = operations.open_worksheet(
        actor=analyst, at=AT, method=method.pk, requests=[benches.request_of(benches.sample(), LEAD).pk]
    )
    read(analyst, bare)
    with refused("worksheet.no_controls"):
        accept(analyst, bare)


@pytest.mark.parametrize(
    "reading",
    [
        Reading(()),
        Reading((Decimal(-1),)),
        Reading((Decimal("nan"),)),
        Reading((Decimal(1), Decimal(2))),
        Reading((Decimal(1),), Decimal(0)),
    ],
)
def test_readings_that_cannot_be_are_refused_and_none_is_saved(
    analyst: Actor, method: Method, sample: Sample, reading: Reading
) -> None:
    sheet = opened(analyst, method, sample)
    first, second = sheet.lines.all()[:2]
    with refused("worksheet.readings", Refusal):
        operations.enter_readings(
            actor=analyst,
            at=AT,
            worksheet=sheet.number,
            readings={first.pk: Reading((Decimal(1),)), second.pk: reading},
        )
    assert not sheet.lines.filter(read=True).exists()


def test_a_stranger_does_not_know_of_the_worksheet(analyst: Actor, method: Method, sample: Sample) -> None:
    sheet = opened(analyst, method, sample)
    with pytest.raises(Missing):
        accept(people.person(Role.LABORATORY_ANALYST, "GM20"), sheet)
