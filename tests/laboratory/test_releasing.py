"""What a result is measured under, who may do what with it, and what keeps it from being released."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from guomen.laboratory import operations
from guomen.laboratory.models import (
    Competence,
    Instrument,
    Method,
    MethodScope,
    Nonconformity,
    Report,
    Result,
    Sample,
    Verification,
)
from guomen.laboratory.queries.releasing import verified_on
from guomen.laboratory.terms import Entry, Measured
from tests.laboratory import people
from tests.laboratory.conftest import AT
from tests.laboratory.test_operations import LOW

DAY = date(2018, 5, 7)


def method_of(code: str = "M-01", **changes: Any) -> Method:
    """A method of the laboratory for cadmium in anything from 0.01 to 1 mg/kg, U = 12 % (k = 2), accredited."""
    told = {"valid_from": date(2018, 1, 1), "title_zh": "镉", "title_en": "cadmium", "standard": "GB 5009.15"} | changes
    method = Method.objects.create(laboratory=Office.objects.get(code="GM10"), code=code, **told)
    MethodScope.objects.create(
        method=method, analyte_zh="镉", analyte_en="cadmium (Cd)", unit="mg/kg", low=Decimal("0.01"), high=Decimal(1),
        lod=Decimal("0.002"), loq=Decimal("0.006"), uncertainty_relative=Decimal("0.12"), accreditation="L0001",
    )  # fmt: skip
    return method


def competent(person: Actor, method: Method, *levels: str) -> None:
    for level in levels or ("perform",):
        Competence.objects.create(person=person, method=method, level=level, granted_on=date(2018, 1, 1))


def instrument_of(method: Method, due: date = date(2019, 1, 1)) -> Instrument:
    row = Instrument.objects.create(laboratory=method.laboratory, code="ICP-1", name_zh="质谱", name_en="ICP-MS")
    row.methods.add(method)
    Verification.objects.create(
        instrument=row, kind="calibration", on=date(2018, 1, 1), due_on=due, passed=True, by="NIM", recorded_at=AT
    )
    return row


@pytest.fixture
def reviewer(prepared: Sample) -> Actor:
    return people.person(Role.LABORATORY_ANALYST, "GM10", "reviewer")


@pytest.fixture
def method(prepared: Sample, analyst: Actor, reviewer: Actor) -> Method:
    made = method_of()
    competent(analyst, made)
    competent(reviewer, made, "review")
    return made


def entered(analyst: Actor, sample: Sample, value: str = "0.05", **told: Any) -> Result:
    measured = Measured((Decimal(value),), "mg/kg", dilution=told.pop("dilution", Decimal(1)))
    request = sample.requests.get().pk
    return operations.enter_result(actor=analyst, at=AT, label=sample.label, request=request, measured=measured, **told)


def authorised(sample: Sample, reviewer: Actor, signatory: Actor) -> Report:
    return people.signed_off(sample.label, signatory, AT, reviewer)


def test_detection_limits_and_uncertainty_come_from_the_methods_scope(
    prepared: Sample, analyst: Actor, method: Method
) -> None:
    result = entered(analyst, prepared)
    assert (result.method_used, result.lod, result.loq) == (method, Decimal("0.002"), Decimal("0.006"))
    assert result.uncertainty == Decimal("0.006")
    assert result.qualifier == ""


def test_what_the_analyst_states_goes_before_the_scope(prepared: Sample, analyst: Actor, method: Method) -> None:
    measured = Measured((Decimal("0.05"),), "mg/kg", lod=Decimal("0.01"), uncertainty=Decimal("0.02"))
    request = prepared.requests.get().pk
    result = operations.enter_result(actor=analyst, at=AT, label=prepared.label, request=request, measured=measured)
    assert (result.lod, result.uncertainty) == (Decimal("0.01"), Decimal("0.02"))


@pytest.mark.parametrize(
    ("readings", "lod", "loq", "qualifier"),
    [
        ((None,), "0.01", None, "<LOD"),
        ((None,), None, None, "ND"),
        ((Decimal("0.02"),), "0.01", "0.03", "<LOQ"),
        ((Decimal("0.05"),), "0.01", "0.03", ""),
    ],
)
def test_a_value_below_what_the_method_sees_says_so(
    prepared: Sample, analyst: Actor, readings: tuple[Decimal | None, ...], lod: str | None, loq: str | None,
    qualifier: str,
) -> None:  # fmt: skip
    measured = Measured(readings, "mg/kg", Decimal(lod) if lod else None, Decimal(loq) if loq else None)
    request = prepared.requests.get().pk
    result = operations.enter_result(actor=analyst, at=AT, label=prepared.label, request=request, measured=measured)
    assert result.qualifier == qualifier


def test_nobody_measures_by_a_method_without_the_competence(prepared: Sample, analyst: Actor) -> None:
    method_of()
    with pytest.raises(NotPermitted, match="no_competence"):
        entered(analyst, prepared)
    assert not Result.objects.exists()


def test_where_several_methods_are_kept_the_result_names_its_own(
    prepared: Sample, analyst: Actor, method: Method
) -> None:
    other = method_of("M-02")
    competent(analyst, other)
    with pytest.raises(Refusal, match=r"result\.method:"):
        entered(analyst, prepared)
    assert entered(analyst, prepared, method=other.pk).method_used == other


def test_a_method_that_does_not_cover_the_test_is_refused(prepared: Sample, analyst: Actor, method: Method) -> None:
    other = Method.objects.create(
        laboratory=method.laboratory, code="M-03", title_zh="铅", title_en="lead", valid_from=date(2018, 1, 1)
    )
    with pytest.raises(Conflict, match=r"result\.method_scope"):
        entered(analyst, prepared, method=other.pk)


def test_another_laboratorys_instrument_is_not_known(prepared: Sample, analyst: Actor, method: Method) -> None:
    foreign = Instrument.objects.create(laboratory=Office.objects.get(code="GM20"), code="X", name_zh="X", name_en="X")
    with pytest.raises(Missing, match=r"result\.instrument"):
        entered(analyst, prepared, instrument=foreign.pk)


def test_what_is_in_order_is_released(
    prepared: Sample, analyst: Actor, reviewer: Actor, signatory: Actor, method: Method
) -> None:
    entered(analyst, prepared, instrument=instrument_of(method).pk)
    report = authorised(prepared, reviewer, signatory)
    (said,) = report.statements
    assert (said["accreditation"], said["method"]["code"], said["instrument"]) == ("L0001", "M-01", "ICP-1")


def overdue_instrument(sample: Sample, result: Result) -> None:
    Verification.objects.update(due_on=DAY - timedelta(days=1))


def withdrawn_competence(sample: Sample, result: Result) -> None:
    Competence.objects.filter(person=result.analyst).update(withdrawn_on=DAY, withdrawn_because="lapsed")


def retired_method(sample: Sample, result: Result) -> None:
    Method.objects.update(valid_to=DAY)


def open_nonconformity(sample: Sample, result: Result) -> None:
    Nonconformity.objects.create(
        number="NC-1", laboratory=sample.laboratory, method=result.method_used, severity="critical", source="control",
        what_zh="质控失控", what_en="out of control", opened_at=AT,
    )  # fmt: skip


def narrowed_range(sample: Sample, result: Result) -> None:
    MethodScope.objects.update(low=Decimal("0.1"))


OBSTACLES: list[tuple[Callable[[Sample, Result], None], str]] = [
    (overdue_instrument, r"instrument\.overdue"),
    (withdrawn_competence, r"release\.competence"),
    (retired_method, r"release\.method"),
    (open_nonconformity, r"laboratory\.nonconformity_open"),
    (narrowed_range, r"release\.range"),
]


@pytest.mark.parametrize(("happens", "code"), OBSTACLES)
def test_nothing_is_authorised_while(
    happens: Callable[[Sample, Result], None], code: str,
    prepared: Sample, analyst: Actor, reviewer: Actor, signatory: Actor, method: Method,
) -> None:  # fmt: skip
    result = entered(analyst, prepared, instrument=instrument_of(method).pk)
    happens(prepared, result)
    operations.review_results(actor=reviewer, at=AT, label=prepared.label)
    with pytest.raises(Conflict, match=code):
        operations.authorise_results(actor=signatory, at=AT, label=prepared.label)
    assert not Report.objects.exists()


def test_what_comes_up_after_authorisation_still_stops_the_report(
    prepared: Sample, analyst: Actor, reviewer: Actor, signatory: Actor, method: Method
) -> None:
    result = entered(analyst, prepared)
    operations.review_results(actor=reviewer, at=AT, label=prepared.label)
    operations.authorise_results(actor=signatory, at=AT, label=prepared.label)
    open_nonconformity(prepared, result)
    with pytest.raises(Conflict, match="nonconformity_open"):
        operations.report_result(actor=signatory, at=AT, label=prepared.label)


def test_a_value_outside_the_range_says_so_and_is_not_under_accreditation(
    prepared: Sample, analyst: Actor, reviewer: Actor, signatory: Actor, method: Method
) -> None:
    assert entered(analyst, prepared, "3").statement["outside_range"] is True
    (said,) = authorised(prepared, reviewer, signatory).statements
    assert (said["outside_range"], said["accreditation"]) == (True, "")


def test_a_diluted_sample_is_measured_inside_the_range(prepared: Sample, analyst: Actor, method: Method) -> None:
    result = entered(analyst, prepared, "0.3", dilution=Decimal(10))
    assert result.statement["outside_range"] is False
    assert result.conformity == "nonconform"


def test_nobody_reviews_a_method_without_being_authorised_for_it(
    prepared: Sample, analyst: Actor, signatory: Actor, method: Method
) -> None:
    entered(analyst, prepared)
    stranger = people.person(Role.LABORATORY_ANALYST, "GM10", "newcomer")
    with pytest.raises(NotPermitted, match=r"result\.no_review"):
        operations.review_results(actor=stranger, at=AT, label=prepared.label)


def test_whoever_reviewed_does_not_authorise(prepared: Sample, analyst: Actor, signatory: Actor) -> None:
    request = prepared.requests.get().pk
    operations.enter_result(actor=analyst, at=AT, label=prepared.label, request=request, measured=LOW)
    operations.review_results(actor=signatory, at=AT, label=prepared.label)
    with pytest.raises(NotPermitted, match=r"result\.reviewer"):
        operations.authorise_results(actor=signatory, at=AT, label=prepared.label)


def test_results_are_sent_back_only_with_a_reason(prepared: Sample, analyst: Actor, reviewer: Actor) -> None:
    request = prepared.requests.get().pk
    operations.enter_result(actor=analyst, at=AT, label=prepared.label, request=request, measured=LOW)
    with pytest.raises(Refusal, match=r"result\.return_reason"):
        operations.return_results(actor=reviewer, at=AT, label=prepared.label, reason=" ")


def test_an_unauthorised_result_is_not_reported(prepared: Sample, analyst: Actor, signatory: Actor) -> None:
    request = prepared.requests.get().pk
    operations.enter_result(actor=analyst, at=AT, label=prepared.label, request=request, measured=LOW)
    with pytest.raises(Conflict, match=r"sample\.step"):
        operations.report_result(actor=signatory, at=AT, label=prepared.label)


def test_of_many_results_none_is_entered_where_one_is_wrong_and_each_wrong_one_is_named(
    prepared: Sample, analyst: Actor
) -> None:
    request = prepared.requests.get().pk
    entries = [
        Entry(prepared.label, request, LOW),
        Entry("000-00ZZ", request, LOW),
        Entry(prepared.label, request + 1, LOW),
        Entry(prepared.label, request, LOW),
    ]
    with pytest.raises(Refusal, match=r"results\.refused") as refused:
        operations.enter_results(actor=analyst, at=AT, entries=entries)
    assert [(fault.where.row, fault.code) for fault in refused.value.faults] == [
        (2, "sample.label_unreadable"),
        (3, "laboratory.request_missing"),
        (4, "result.change_reason"),
    ]
    assert not Result.objects.exists()
    assert set(operations.refused_results(actor=analyst, at=AT, entries=entries)) == {1, 2, 3}


def test_a_result_for_a_disposed_sample_is_refused(prepared: Sample, analyst: Actor) -> None:
    Sample.objects.update(state="disposed")
    with pytest.raises(Conflict, match=r"sample\.step"):
        operations.enter_result(
            actor=analyst, at=AT, label=prepared.label, request=prepared.requests.get().pk, measured=LOW
        )


def test_a_failed_look_at_the_instrument_ends_its_verification(method: Method) -> None:
    row = instrument_of(method)
    assert verified_on(row, DAY)
    Verification.objects.create(
        instrument=row, kind="intermediate", on=DAY, due_on=DAY, passed=False, by="us", recorded_at=AT
    )
    assert not verified_on(row, DAY)
    assert verified_on(row, DAY - timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_two_who_authorise_at_once_make_exactly_one_report(prepared: Sample, analyst: Actor, signatory: Actor) -> None:
    request = prepared.requests.get().pk
    operations.enter_result(actor=analyst, at=AT, label=prepared.label, request=request, measured=LOW)
    operations.review_results(actor=people.person(Role.LABORATORY_ANALYST, "GM10", "r2"), at=AT, label=prepared.label)
    other = people.person(Role.LABORATORY_MANAGER, "GM10", "second")
    start, outcomes = Barrier(2), []

    def sign(actor: Actor) -> None:
        start.wait()
        try:
            operations.authorise_and_report(actor=actor, at=AT, label=prepared.label)
            outcomes.append("reported")
        except Conflict as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=sign, args=(one,)) for one in (signatory, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["reported", "sample.step"]
    assert Report.objects.count() == 1
