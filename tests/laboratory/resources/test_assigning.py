"""Giving tests to people, and which results a nonconformity puts in doubt."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, NotPermitted, SubjectRef, Text
from guomen.laboratory import operations
from guomen.laboratory.models import Sample
from guomen.laboratory.quality.models import Nonconformity
from guomen.laboratory.quality.operations import add_control_point, start_series
from guomen.laboratory.quality.queries import doubtful_results, last_good_at
from guomen.laboratory.resources.models import Method, ReferenceMaterial
from guomen.laboratory.resources.operations import grant_competence
from guomen.laboratory.resources.terms import CompetenceLevel
from guomen.laboratory.terms import Hand, Limit, LimitKind, Measured, Requested, SampleState
from tests.laboratory.quality.conftest import AT, CADMIUM

LIMIT = Limit(LimitKind.MAX, "mg/kg", Decimal("0.2"), standard="GB 2762", edition="2017")


@pytest.fixture
def sample(manager: Actor, analyst: Actor, laboratory: Office, method: Method) -> Sample:
    row = operations.order_sample(
        actor=None, at=AT, subject=SubjectRef("lot", "1"), office=laboratory, laboratory=laboratory,
        goods_code="1006302000999", description="rice", requests=[Requested(CADMIUM, AT.date(), limit=LIMIT)],
    )  # fmt: skip
    hand, told = Hand("somebody"), {"at": AT, "label": row.label, "scanned": row.label}
    operations.draw_sample(actor=None, **told, hand=hand)  # type: ignore[arg-type]
    operations.hand_over_sample(actor=None, **told, hand=hand)  # type: ignore[arg-type]
    operations.receive_sample(actor=analyst, **told, hand=hand)  # type: ignore[arg-type]
    return operations.prepare_sample(actor=analyst, **told, hand=hand)  # type: ignore[arg-type]


def assign(actor: Actor, sample: Sample, person: Actor) -> None:
    request = sample.requests.get()
    operations.assign_tests(actor=actor, at=AT, requests=[request.pk], person=person)


def authorise(manager: Actor, person: Actor, method: Method) -> None:
    grant_competence(
        actor=manager, at=AT, person=person, method=method.pk, level=CompetenceLevel.PERFORM, evidence="test passed"
    )


def test_a_person_without_the_competence_is_not_given_the_test(
    manager: Actor, analyst: Actor, method: Method, sample: Sample
) -> None:
    with pytest.raises(NotPermitted) as refused:
        assign(manager, sample, analyst)
    assert refused.value.code == "laboratory.no_competence"
    authorise(manager, analyst, method)
    assign(manager, sample, analyst)
    assert sample.requests.get().assigned_to == analyst


def test_where_the_laboratory_keeps_no_method_anybody_of_it_may_be_given_the_test(
    manager: Actor, analyst: Actor, stranger: Actor, sample: Sample
) -> None:
    sample.requests.update(analyte_en="lead (Pb)", analyte_zh="铅")
    with pytest.raises(NotPermitted) as refused:
        assign(manager, sample, stranger)
    assert refused.value.code == "laboratory.not_of_laboratory"
    assign(manager, sample, analyst)


def test_only_the_manager_gives_tests_and_only_such_as_are_there_and_not_over(
    manager: Actor, analyst: Actor, sample: Sample
) -> None:
    with pytest.raises(NotPermitted):
        assign(analyst, sample, analyst)
    with pytest.raises(Missing):
        operations.assign_tests(actor=manager, at=AT, requests=[10**9], person=analyst)
    Sample.objects.filter(pk=sample.pk).update(state=SampleState.REPORTED)
    with pytest.raises(Conflict) as refused:
        assign(manager, sample, analyst)
    assert refused.value.code == "laboratory.test_over"


@pytest.mark.parametrize(("good_after", "doubtful"), [(False, 1), (True, 0)])
def test_results_since_the_last_good_control_are_in_doubt(
    good_after: bool, doubtful: int, manager: Actor, analyst: Actor, method: Method, material: ReferenceMaterial,
    sample: Sample,
) -> None:  # fmt: skip
    authorise(manager, analyst, method)
    series = start_series(
        actor=manager, at=AT, method=method, material=material, mean=Decimal("0.2"), sd=Decimal("0.01")
    )
    hour = timedelta(hours=1)
    add_control_point(actor=analyst, at=AT + hour, series=series.pk, value=Decimal("0.201"))
    operations.enter_result(
        actor=analyst, at=AT + 2 * hour, label=sample.label, request=sample.requests.get().pk,
        measured=Measured((Decimal("0.05"),), "mg/kg"), method=method.pk,
    )  # fmt: skip
    if good_after:
        add_control_point(actor=analyst, at=AT + 3 * hour, series=series.pk, value=Decimal("0.199"))
    add_control_point(actor=analyst, at=AT + 4 * hour, series=series.pk, value=Decimal("0.25"))
    found = Nonconformity.objects.get()
    assert last_good_at(found) == AT + (3 if good_after else 1) * hour
    assert doubtful_results(found).count() == doubtful


def test_a_nonconformity_of_the_whole_laboratory_names_no_results(manager: Actor, laboratory: Office) -> None:
    from guomen.laboratory.quality.operations import open_nonconformity
    from guomen.laboratory.quality.terms import NcSeverity, NcSource

    row = open_nonconformity(
        actor=manager, at=AT, laboratory=laboratory, severity=NcSeverity.MINOR, source=NcSource.PERSON,
        what=Text("甲", "a"),
    )  # fmt: skip
    assert doubtful_results(row).count() == 0
