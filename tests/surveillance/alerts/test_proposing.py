"""Proposing: graded, complete in both languages, one at a time for a dossier, by who may."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from guomen.catalogue.models import Policy
from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations import promote_case, propose_alert, propose_by_policy, sign_alert
from guomen.surveillance.alerts.queries import alert, draft_for
from guomen.surveillance.alerts.terms import AlertLevel, Audience
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.clusters.models import Dossier
from tests.decisions.world import NOON, person
from tests.surveillance.alerts.world import analyst, assessed, chief, dossier, faulty, issued, proposal, proposed

pytestmark = pytest.mark.usefixtures("warning")


def test_it_is_numbered_graded_and_waits_for_another_persons_signature() -> None:
    row = proposed()
    assert (row.number, row.version, row.state, row.change) == ("A-2018-0001", 1, "proposed", "first")
    assert (row.level, row.kind, row.issuer.code) == ("orange", "announcement", "900000")
    assert (row.goods, row.origins, row.hazard, row.category) == (["1905"], ["IT"], "lead", "food")
    entry = Entry.objects.get(kind="surveillance.alert.proposed")
    assert entry.subjects == ["alert:A-2018-0001", "dossier:D-2018-0001"]
    assert entry.payload["level"] == "orange"
    assert [reason["code"] for reason in entry.reasons] == ["alert.graded", "alert.grading_doubtful", "alert.kind"]
    assert "档案D-2018-0001第1版评估" in entry.reasons[0]["zh"]


def test_the_draft_says_everything_in_both_languages() -> None:
    draft = draft_for("D-2018-0001", NOON)
    assert (draft.level, draft.audience, draft.kind) == (AlertLevel.ORANGE, Audience.PUBLIC, "announcement")
    said = draft.wording
    assert said.title == Text(
        "关于意大利饼干铅超标的风险警示公告", "Risk alert announcement: Lead in biscuits from Italy"
    )
    for part in (said.scope, said.warning, said.action):
        assert part.zh
        assert part.en
    assert "铅检出值为限量的两倍" in said.warning.zh
    assert "两倍" not in said.warning.en
    assert "1 reports since 2018-07-20" in said.warning.en


@pytest.mark.parametrize("part", ["title", "scope", "warning", "action"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_alert_without_mandatory_content_is_refused(part: str, language: str) -> None:
    good = proposal()
    whole = getattr(good.wording, part)
    wording = replace(good.wording, **{part: replace(whole, **{language: "  "})})
    with pytest.raises(Refusal) as error:
        propose_alert(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=replace(good, wording=wording))
    assert error.value.code == "alert.incomplete"
    assert faulty(error) == [f"{part}_{language}"]
    assert not Alert.objects.exists()


def test_words_that_no_channel_can_carry_are_refused() -> None:
    good = proposal()
    wording = replace(good.wording, warning=Text("铅\x00", "lead\x1b"), title=Text("长" * 201, "long"))
    with pytest.raises(Refusal) as error:
        propose_alert(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=replace(good, wording=wording))
    assert faulty(error) == ["title_zh", "warning_zh", "warning_en"]


def test_it_cannot_end_before_it_begins() -> None:
    with pytest.raises(Refusal) as error:
        proposed(ends_at=NOON - timedelta(minutes=1))
    assert faulty(error) == ["ends_at"]


def test_a_hazard_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Refusal) as error:
        proposed(hazard="unobtainium")
    assert faulty(error) == ["hazard"]


def test_another_level_than_the_table_gives_needs_a_ground() -> None:
    with pytest.raises(Refusal) as error:
        proposed(level=AlertLevel.RED)
    assert error.value.code == "alert.needs_ground"
    row = proposed(level=AlertLevel.RED, ground="已有儿童住院")
    assert row.level == "red"
    assert "alert.level_chosen" in [reason["code"] for reason in row.reasons]


def test_without_an_assessment_a_level_and_its_ground_are_needed() -> None:
    Assessment.objects.all().delete()
    with pytest.raises(Refusal) as error:
        proposed()
    assert faulty(error) == ["level"]
    assert proposed(level=AlertLevel.YELLOW, ground="情况紧急，先行预警").assessment is None


def test_the_second_analyst_is_told_who_was_first() -> None:
    proposed()
    with pytest.raises(Conflict) as error:
        proposed(actor=analyst("second"))
    assert error.value.code == "alert.already_proposed"
    assert "Analyst has proposed A-2018-0001 v1" in error.value.problem.en
    assert "analyst先生" in error.value.problem.zh


def test_a_dossier_has_one_alert_of_a_kind_in_force_and_may_have_one_of_another_kind() -> None:
    issued()
    with pytest.raises(Conflict) as error:
        proposed()
    assert error.value.code == "alert.in_force"
    assert proposed(audience=Audience.PORTS).number == "A-2018-0002"


@pytest.mark.parametrize("changes", [{"state": "closed", "closed_at": NOON, "closing": "over"}, {"state": "merged"}])
def test_a_dossier_that_has_ended_takes_no_alert(changes: dict[str, Any]) -> None:
    Dossier.objects.update(**changes)
    with pytest.raises(Conflict) as error:
        proposed()
    assert error.value.code == "alert.dossier_ended"


def test_no_alert_without_a_dossier() -> None:
    with pytest.raises(Missing):
        propose_alert(actor=analyst(), at=NOON, dossier="D-1900-0001", proposal=proposal())


def test_who_may_not_propose_does_not() -> None:
    with pytest.raises(NotPermitted):
        proposed(actor=person("officer", Role.PORT_OFFICER))


def test_a_blue_alert_is_the_bureaus_own_and_an_orange_one_headquarters() -> None:
    row = assessed(dossier("D-2018-0002"), level="low")
    assert row.level == "low"
    assert proposed("D-2018-0002").issuer.code == "910000"
    assert proposed("D-2018-0001").issuer.code == "900000"


def test_a_bureau_promotes_its_case_to_a_national_circular() -> None:
    asked = proposal(audience=Audience.PORTS)
    row = promote_case(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=asked)
    assert (row.kind, row.issuer.code) == ("circular", "900000")
    assert row.promoted_from is not None
    assert row.promoted_from.code == "910000"


def test_only_a_bureau_promotes_and_only_for_ports() -> None:
    with pytest.raises(NotPermitted) as error:
        promote_case(actor=chief(), at=NOON, dossier="D-2018-0001", proposal=proposal(audience=Audience.PORTS))
    assert error.value.code == "alert.not_a_bureau"
    with pytest.raises(Refusal) as refused:
        promote_case(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=proposal(audience=Audience.PUBLIC))
    assert faulty(refused) == ["audience"]


def test_an_alert_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(Missing):
        alert("A-1900-0001")


def test_what_a_programme_found_is_proposed_by_policy_and_one_person_signs() -> None:
    dossier("D-2018-0007", opening="exceeded")
    row = propose_by_policy(at=NOON, dossier="D-2018-0007")
    assert row is not None
    assert (row.level, row.kind, row.proposed_by) == ("blue", "circular", None)
    assert row.proposer.en == "the program, by policy"
    assert row.ends_at == NOON + timedelta(days=90)
    assert propose_by_policy(at=NOON, dossier="D-2018-0007") is None, "once"
    assert sign_alert(actor=chief(), at=NOON, number=row.number, version=1).state == "issued"


def test_nothing_is_proposed_where_policy_names_no_level() -> None:
    dossier("D-2018-0007", opening="exceeded")
    Policy.objects.filter(name="surveillance.alert.of_programme.level").update(value="none")
    assert propose_by_policy(at=NOON, dossier="D-2018-0007") is None
