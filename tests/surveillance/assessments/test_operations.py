"""Assessments are drafted, signed by the centre, superseded by the next version; dissent stays on record."""

from datetime import date, timedelta
from typing import Any

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.operations import dissent, draft_assessment, sign_assessment
from guomen.surveillance.assessments.queries import assessment_in_force, assessments_due, assessments_of, tables
from guomen.surveillance.assessments.terms import AssessmentMethod, RiskLevel, Uncertainty
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.clusters.operations import close_dossier
from guomen.surveillance.clusters.terms import Closing
from tests.decisions.world import NOON, person
from tests.surveillance.assessments.test_rules import TABLES
from tests.surveillance.dossiers import opened

pytestmark = pytest.mark.usefixtures("agency", "centres")


@pytest.fixture
def dossier() -> Dossier:
    return opened()


@pytest.fixture
def assessor() -> Actor:
    return person("assessor", Role.RISK_ANALYST, "910000")


def draft(dossier: Dossier, actor: Actor, **changes: Any) -> Assessment:
    asked: dict[str, Any] = {
        "actor": actor, "at": NOON, "dossier": dossier.number, "method": AssessmentMethod.RAPID,
        "factors": {"likelihood": "likely", "consequence": "major"}, "uncertainty": Uncertainty.MODERATE,
        "groups": ["children"], "urgency": "immediate", "scope": "national", "summary": "铅迁移，儿童暴露",
    }  # fmt: skip
    return draft_assessment(**asked | changes)


def test_the_shipped_tables_are_those_of_the_regulation() -> None:
    shipped = tables(date(2018, 8, 1))
    assert (shipped.bands, shipped.harm, shipped.rapid) == (TABLES.bands, TABLES.harm, TABLES.rapid)
    assert "surveillance.rapid.likely" in shipped.doubtful


def test_a_signed_assessment_holds_and_says_how_it_came_about(dossier: Dossier, assessor: Actor) -> None:
    draft(dossier, assessor)
    assert assessment_in_force(dossier.number) is None
    sign_assessment(actor=assessor, at=NOON, dossier=dossier.number, version=1)
    found = assessment_in_force(dossier.number)
    assert found is not None
    assert (found.level, found.signed_by, found.valid_until) == (RiskLevel.HIGH, assessor, date(2018, 10, 30))
    assert found.steps
    assert found.sensitivity
    dossier.refresh_from_db()
    assert dossier.state == "assessed"
    assert Entry.objects.get(kind="surveillance.assessment.signed").payload["level"] == "high"


def test_a_draft_is_written_anew_and_a_signed_version_is_superseded(dossier: Dossier, assessor: Actor) -> None:
    draft(dossier, assessor)
    draft(dossier, assessor, factors={"likelihood": "unlikely", "consequence": "minor"})
    sign_assessment(actor=assessor, at=NOON, dossier=dossier.number, version=1)
    draft(dossier, assessor)
    sign_assessment(actor=assessor, at=NOON, dossier=dossier.number, version=2)
    found = [(row.version, row.state, row.level) for row in assessments_of(dossier.number)]
    assert found == [(2, "signed", "high"), (1, "superseded", "low")]


def test_what_has_run_out_is_due(dossier: Dossier, assessor: Actor) -> None:
    draft(dossier, assessor, valid_until=date(2018, 8, 20))
    sign_assessment(actor=assessor, at=NOON, dossier=dossier.number, version=1)
    assert [assessments_due(day).count() for day in (date(2018, 8, 19), date(2018, 8, 20))] == [0, 1]


def test_who_does_not_agree_says_so_once_with_a_ground(dossier: Dossier, assessor: Actor) -> None:
    draft(dossier, assessor)
    asked: dict[str, Any] = {"actor": assessor, "at": NOON, "dossier": dossier.number, "version": 1}
    for level, ground in ((RiskLevel.HIGH, "same"), (RiskLevel.LOW, " ")):
        with pytest.raises(Refusal):
            dissent(**asked, level=level, ground=ground)
    dissent(**asked, level=RiskLevel.LOW, ground="暴露量低")
    with pytest.raises(Conflict):
        dissent(**asked, level=RiskLevel.LOW, ground="暴露量低")
    assert [one.ground for one in assessments_of(dossier.number)[0].dissents.all()] == ["暴露量低"]


WRONG = [
    ({"groups": []}, "assessment.groups"),
    ({"groups": ["martians"]}, "assessment.groups"),
    ({"urgency": ""}, "assessment.urgency"),
    ({"scope": "galaxy"}, "assessment.scope"),
    ({"summary": " "}, "assessment.summary"),
    ({"uncertainty": Uncertainty.HIGH}, "assessment.uncertain_because"),
    ({"valid_until": NOON.date()}, "assessment.valid_until"),
    ({"factors": {"likelihood": "likely"}}, "assessment.consequence"),
]


@pytest.mark.parametrize(("changes", "code"), WRONG)
def test_what_is_missing_is_refused_by_its_field(
    dossier: Dossier, assessor: Actor, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        draft(dossier, assessor, **changes)
    assert refused.value.code == code
    assert not assessments_of(dossier.number)


def test_only_the_responsible_centre_and_those_above_assess(dossier: Dossier) -> None:
    with pytest.raises(NotPermitted, match=r"actor\.office"):
        draft(dossier, person("branch", Role.RISK_ANALYST, "910100"))
    with pytest.raises(NotPermitted, match=r"actor\.capability"):
        draft(dossier, person("duty", Role.DUTY_MANAGER, "910000"))
    assert draft(dossier, person("hq", Role.HEADQUARTERS, "900000")).version == 1


def test_what_has_ended_is_not_assessed_nor_signed_twice(dossier: Dossier, assessor: Actor) -> None:
    draft(dossier, assessor)
    sign_assessment(actor=assessor, at=NOON, dossier=dossier.number, version=1)
    with pytest.raises(Conflict):
        sign_assessment(actor=assessor, at=NOON, dossier=dossier.number, version=1)
    with pytest.raises(Missing):
        sign_assessment(actor=assessor, at=NOON, dossier=dossier.number, version=7)
    close_dossier(actor=assessor, at=NOON + timedelta(1), number=dossier.number, closing=Closing.OVER, ground="整改")
    with pytest.raises(Conflict):
        draft(dossier, assessor)
