"""Methods, competence, instruments and materials: what is kept, until when it holds, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Text
from guomen.laboratory.quality.models import Nonconformity
from guomen.laboratory.quality.operations import record_verification
from guomen.laboratory.quality.queries import blocking
from guomen.laboratory.resources import queries
from guomen.laboratory.resources.models import Instrument, Method
from guomen.laboratory.resources.operations import (
    add_scope,
    end_method,
    grant_competence,
    move_instrument,
    register_instrument,
    register_material,
    register_method,
    revise_method,
    withdraw_competence,
)
from guomen.laboratory.resources.rules import due_after, share
from guomen.laboratory.resources.terms import (
    CompetenceLevel,
    InstrumentSaid,
    InstrumentState,
    MaterialSaid,
    ScopeSaid,
    VerificationKind,
)
from tests.laboratory.quality.conftest import AT, CADMIUM, METHOD, SCOPE

TODAY = AT.date()


def covers(laboratory: Office, analyte: Text, goods: str, on: date = TODAY) -> list[str]:
    scopes = queries.scopes_for(laboratory=laboratory, analyte=analyte, goods=goods, on=on)
    book = queries.scope_book(laboratory=laboratory, on=on).find(analyte, goods)
    assert [one.pk for one in scopes] == [one.pk for one in book]
    return [str(one.method) for one in scopes]


@pytest.mark.parametrize(
    ("analyte", "goods", "on", "found"),
    [
        (CADMIUM, "1006302000999", TODAY, True),
        (Text("", "CADMIUM (CD)"), "1006302000999", TODAY, True),
        (Text("镉", ""), "1006302000999", TODAY, True),
        (Text("铅", "lead (Pb)"), "1006302000999", TODAY, False),
        (CADMIUM, "0203210000999", TODAY, False),
        (CADMIUM, "1006302000999", date(2016, 12, 31), False),
    ],
)
def test_a_method_covers_its_analyte_in_its_goods_while_it_is_in_force(
    analyte: Text, goods: str, on: date, found: bool, laboratory: Office, method: Method
) -> None:
    assert covers(laboratory, analyte, goods, on) == (["SH-M-01 rev 1"] if found else [])


def test_the_scope_that_names_the_goods_most_exactly_comes_first(
    manager: Actor, laboratory: Office, method: Method
) -> None:
    any_goods = replace(METHOD, code="SH-M-02")
    register_method(actor=manager, at=AT, laboratory=laboratory, method=any_goods, scopes=[replace(SCOPE, goods=())])
    assert covers(laboratory, CADMIUM, "1006302000999") == ["SH-M-01 rev 1", "SH-M-02 rev 1"]
    assert covers(laboratory, CADMIUM, "0203") == ["SH-M-02 rev 1"]
    found = queries.scope_of(method, CADMIUM, "1006302000999")
    assert found is not None
    assert found.uncertainty_relative == Decimal("0.12")
    assert queries.scope_of(method, CADMIUM, "0203") is None


def test_a_revision_takes_over_on_its_first_day_with_its_scopes_but_not_its_people(
    manager: Actor, analyst: Actor, laboratory: Office, method: Method
) -> None:
    _may(manager, analyst, method)
    new = revise_method(
        actor=manager, at=AT, method=method.pk, said=replace(METHOD, valid_from=date(2018, 6, 1)), reason="new edition"
    )
    assert covers(laboratory, CADMIUM, "1006", date(2018, 5, 31)) == ["SH-M-01 rev 1"]
    assert covers(laboratory, CADMIUM, "1006", date(2018, 6, 1)) == ["SH-M-01 rev 2"]
    assert not queries.may_perform(analyst, new, date(2018, 6, 1))


def test_a_revision_keeps_competences_where_it_is_said(manager: Actor, analyst: Actor, method: Method) -> None:
    _may(manager, analyst, method)
    said = replace(METHOD, valid_from=date(2018, 6, 1))
    new = revise_method(actor=manager, at=AT, method=method.pk, said=said, reason="a misprint", keep_competences=True)
    assert queries.may_perform(analyst, new, date(2018, 6, 1))
    assert not queries.may_perform(analyst, new, date(2018, 5, 31))
    assert queries.may_perform(analyst, method, date(2018, 5, 31))


def test_a_method_that_has_ended_covers_nothing_and_is_not_ended_twice(
    manager: Actor, laboratory: Office, method: Method
) -> None:
    end_method(actor=manager, at=AT, method=method.pk, on=date(2018, 6, 1), reason="replaced")
    assert covers(laboratory, CADMIUM, "1006", date(2018, 6, 1)) == []
    with pytest.raises(Conflict):
        end_method(actor=manager, at=AT, method=method.pk, on=date(2018, 7, 1), reason="replaced")


WRONG_METHODS = [
    ({"code": ""}, "resources.code"),
    ({"recovery_low": Decimal(120)}, "resources.recovery_low"),
    ({"recovery_low": None}, "resources.recovery_low"),
    ({"hours": Decimal(0)}, "resources.hours"),
    ({"valid_to": date(2017, 1, 1)}, "resources.valid_to"),
]


@pytest.mark.parametrize(("change", "code"), WRONG_METHODS)
def test_an_unsound_method_is_refused(change: dict[str, object], code: str, manager: Actor, laboratory: Office) -> None:
    with pytest.raises(Refusal) as refused:
        register_method(actor=manager, at=AT, laboratory=laboratory, method=replace(METHOD, **change))  # type: ignore[arg-type]
    assert refused.value.code == code


WRONG_SCOPES = [
    ({"unit": ""}, "resources.analyte"),
    ({"goods": ("10a",)}, "resources.goods"),
    ({"lod": Decimal(0)}, "resources.lod"),
    ({"loq": Decimal("0.0001")}, "resources.loq"),
    ({"low": Decimal(3)}, "resources.loq"),
    ({"uncertainty_relative": Decimal(-1)}, "resources.lod"),
]


@pytest.mark.parametrize(("change", "code"), WRONG_SCOPES)
def test_an_unsound_scope_is_refused(change: dict[str, object], code: str, manager: Actor, method: Method) -> None:
    said: ScopeSaid = replace(SCOPE, analyte=Text("铅", "lead (Pb)"), **change)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        add_scope(actor=manager, at=AT, method=method.pk, scope=said)
    assert refused.value.code == code


def test_the_same_code_and_the_same_scope_twice_are_refused(manager: Actor, laboratory: Office, method: Method) -> None:
    with pytest.raises(Conflict):
        register_method(actor=manager, at=AT, laboratory=laboratory, method=METHOD)
    with pytest.raises(Conflict):
        add_scope(actor=manager, at=AT, method=method.pk, scope=SCOPE)


def test_only_a_laboratory_manager_of_the_laboratory_registers(
    analyst: Actor, stranger: Actor, laboratory: Office
) -> None:
    for actor in (analyst, stranger):
        with pytest.raises(NotPermitted):
            register_method(actor=actor, at=AT, laboratory=laboratory, method=METHOD)


# ---- competence


def _may(
    manager: Actor, person: Actor, method: Method, level: CompetenceLevel = CompetenceLevel.PERFORM, **said: date
) -> int:
    granted = grant_competence(
        actor=manager, at=AT, person=person, method=method.pk, level=level, evidence="passed the test", **said
    )
    return granted.pk


def test_a_competence_holds_to_its_last_day(manager: Actor, analyst: Actor, method: Method) -> None:
    _may(manager, analyst, method, until=date(2018, 12, 31))
    assert queries.may_perform(analyst, method, date(2018, 12, 31))
    assert not queries.may_perform(analyst, method, date(2019, 1, 1))
    assert not queries.may_perform(analyst, method, TODAY - timedelta(days=1))
    assert not queries.may_review(analyst, method, TODAY)


def test_a_competence_that_is_withdrawn_holds_no_more_from_that_day_on(
    manager: Actor, analyst: Actor, method: Method
) -> None:
    held = _may(manager, analyst, method)
    withdraw_competence(actor=manager, at=AT, competence=held, reason="failed a blind sample")
    with pytest.raises(NotPermitted) as refused:
        queries.require_competence(analyst, method, TODAY)
    assert refused.value.code == "laboratory.no_competence"
    with pytest.raises(Conflict):
        withdraw_competence(actor=manager, at=AT, competence=held, reason="again")


def test_nobody_authorises_themselves(manager: Actor, method: Method) -> None:
    with pytest.raises(NotPermitted) as refused:
        _may(manager, manager, method)
    assert refused.value.code == "resources.competence_own"


def test_a_competence_needs_evidence_and_is_not_granted_twice(manager: Actor, analyst: Actor, method: Method) -> None:
    with pytest.raises(Refusal):
        grant_competence(
            actor=manager, at=AT, person=analyst, method=method.pk, level=CompetenceLevel.PERFORM, evidence=" "
        )
    _may(manager, analyst, method)
    with pytest.raises(Conflict):
        _may(manager, analyst, method)


# ---- instruments


def _verified(
    actor: Actor, instrument: Instrument, on: date, passed: bool = True,
    kind: VerificationKind = VerificationKind.CALIBRATION, due_on: date | None = None,
) -> None:  # fmt: skip
    record_verification(
        actor=actor, at=AT, instrument=instrument.pk, kind=kind, on=on, passed=passed, by="metrology institute",
        due_on=due_on,
    )  # fmt: skip
    instrument.refresh_from_db()


def test_an_instrument_may_be_used_to_the_last_day_of_its_verification(manager: Actor, instrument: Instrument) -> None:
    with pytest.raises(Conflict) as refused:
        queries.require_verified(instrument, TODAY)
    assert refused.value.code == "instrument.overdue"
    _verified(manager, instrument, date(2018, 1, 31))
    assert queries.due_on(instrument) == date(2020, 1, 31)
    queries.require_verified(instrument, date(2020, 1, 31))
    with pytest.raises(Conflict):
        queries.require_verified(instrument, date(2020, 2, 1))


def test_one_that_failed_is_out_of_service_at_once_and_blocks_its_results(
    manager: Actor, instrument: Instrument, method: Method, laboratory: Office
) -> None:
    _verified(manager, instrument, date(2018, 1, 31))
    _verified(manager, instrument, TODAY, passed=False, kind=VerificationKind.INTERMEDIATE)
    assert instrument.state == InstrumentState.OUT_OF_SERVICE
    assert queries.due_on(instrument) is None
    with pytest.raises(Conflict) as refused:
        queries.require_verified(instrument, TODAY)
    assert refused.value.code == "instrument.out_of_service"
    assert [one.subject for one in blocking(laboratory=laboratory, method=method, instrument=instrument)] == [
        f"instrument:{instrument.pk}"
    ]
    assert blocking(laboratory=laboratory, method=method) == []


def test_it_comes_back_only_with_a_verification_that_holds(manager: Actor, instrument: Instrument) -> None:
    _verified(manager, instrument, TODAY, passed=False)
    with pytest.raises(Conflict) as refused:
        move_instrument(
            actor=manager, at=AT, instrument=instrument.pk, state=InstrumentState.IN_SERVICE, reason="mended"
        )
    assert refused.value.code == "instrument.unverified"
    _verified(manager, instrument, TODAY)
    move_instrument(actor=manager, at=AT, instrument=instrument.pk, state=InstrumentState.IN_SERVICE, reason="mended")
    instrument.refresh_from_db()
    queries.require_verified(instrument, TODAY)


def test_an_intermediate_check_does_not_lengthen_a_calibration(manager: Actor, instrument: Instrument) -> None:
    _verified(manager, instrument, date(2018, 1, 31), due_on=date(2018, 6, 30))
    _verified(manager, instrument, TODAY, kind=VerificationKind.INTERMEDIATE)
    assert queries.due_on(instrument) == date(2018, 6, 30)


def test_an_instrument_outside_that_is_out_of_tolerance_is_blocked_without_stopping_the_laboratory(
    manager: Actor, laboratory: Office
) -> None:
    said = InstrumentSaid(
        code="BP-1", name=Text("血压计", "sphygmomanometer"), owner="县医院", place="Nyingchi", interval=6
    )
    outside = register_instrument(actor=manager, at=AT, laboratory=laboratory, said=said)
    _verified(manager, outside, TODAY, passed=False, kind=VerificationKind.VERIFICATION)
    assert outside.state == InstrumentState.OUT_OF_SERVICE
    assert blocking(laboratory=laboratory, instrument=outside) == []
    assert Nonconformity.objects.get().severity == "major"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"on": TODAY + timedelta(days=1)}, "on"), ({"by": " "}, "by"), ({"due_on": date(2018, 1, 1)}, "due_on")],
)
def test_a_verification_that_cannot_be_is_refused(
    change: dict[str, object], field: str, manager: Actor, instrument: Instrument
) -> None:
    said: dict[str, object] = {"on": TODAY, "by": "institute", "passed": True, "kind": VerificationKind.CALIBRATION}
    with pytest.raises(Refusal) as refused:
        record_verification(actor=manager, at=AT, instrument=instrument.pk, **(said | change))  # type: ignore[arg-type]
    assert refused.value.code == f"resources.{field}"


def test_a_certified_material_states_its_uncertainty(manager: Actor, laboratory: Office) -> None:
    said = MaterialSaid(
        code="X", name=Text("甲", "a"), analyte=CADMIUM, value=Decimal(1), unit="mg/kg", uncertainty=None
    )
    with pytest.raises(Refusal) as refused:
        register_material(actor=manager, at=AT, laboratory=laboratory, said=said)
    assert refused.value.code == "resources.uncertainty"


# ---- the register of instruments outside (S89)


def test_coverage_and_pass_rate_by_place_with_their_intervals(manager: Actor, laboratory: Office) -> None:
    # place, how many, how many verified, how many of those failed
    for place, count, verified, failed in (("Nyingchi", 10, 8, 2), ("Nagqu", 4, 0, 0)):
        for number in range(count):
            said = InstrumentSaid(
                code=f"{place}-{number}", name=Text("血压计", "sphygmomanometer"), owner=f"h{number % 2}", place=place
            )
            row = register_instrument(actor=manager, at=AT, laboratory=laboratory, said=said)
            if number < verified:
                _verified(manager, row, TODAY, passed=number >= failed, kind=VerificationKind.VERIFICATION)
    whole, nagqu, nyingchi = queries.coverage(Instrument.objects.all(), TODAY)
    assert (whole.place, whole.registered, whole.verified.k, whole.passed.k, whole.blocked) == ("", 14, 8, 6, 2)
    assert (nyingchi.place, nyingchi.owners, nyingchi.verified.share, nyingchi.passed.share) == (
        "Nyingchi",
        2,
        0.8,
        0.75,
    )
    assert nyingchi.passed.exact == pytest.approx((0.34914, 0.96815), abs=1e-4)
    assert (nagqu.verified.share, nagqu.passed.share, nagqu.passed.wilson) == (0.0, None, None)


# Newcombe 1998, Stat Med 17:857, table I: 81/263, 15/148, 0/20, 1/29, Wilson score without continuity correction.
@pytest.mark.parametrize(
    ("k", "n", "wilson", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
        (29, 29, (0.8830, 1.0), (0.8806, 1.0)),
    ],
)
def test_intervals_of_a_share_are_the_published_ones(
    k: int, n: int, wilson: tuple[float, float], exact: tuple[float, float]
) -> None:
    found = share(k, n)
    assert found.wilson == pytest.approx(wilson, abs=5e-5)
    assert found.exact == pytest.approx(exact, abs=5e-5)


@pytest.mark.parametrize(("on", "months", "due"), [
    (date(2018, 1, 31), 1, date(2018, 2, 28)),
    (date(2019, 8, 31), 6, date(2020, 2, 29)),
    (date(2018, 12, 15), 12, date(2019, 12, 15)),
])  # fmt: skip
def test_a_verification_holds_to_the_same_day_of_a_later_month(on: date, months: int, due: date) -> None:
    assert due_after(on, months) == due


def test_intervals_and_self_check_items_are_laid_down_with_source_and_confidence() -> None:
    found = queries.intervals()
    assert found["aas"].months == 24
    assert found["clinical-thermometer"].months is None
    assert all(one.source and one.confidence in ("high", "medium", "low") for one in found.values())
    assert len(queries.self_check_items()) == 8
