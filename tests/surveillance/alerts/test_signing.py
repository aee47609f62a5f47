"""The second signature: who may give it, what it does at once, and what it does to the version before."""

from datetime import timedelta
from typing import Any

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Role, Text
from guomen.surveillance.alerts.models import Acknowledgement, Alert
from guomen.surveillance.alerts.operations import (
    acknowledge_alert,
    decline_alert,
    promote_case,
    propose_change,
    propose_lifting,
    propose_refutation,
    sign_alert,
)
from guomen.surveillance.alerts.queries import alert, issued_alerts, newest, published, standing, versions, wording_of
from guomen.surveillance.alerts.rules.wording import lifting
from guomen.surveillance.alerts.terms import AlertLevel, Audience, Change
from guomen.surveillance.clusters.models import Dossier
from tests.decisions.world import NOON, lay_down, person
from tests.surveillance.alerts.world import HOUR, analyst, assessed, chief, dossier, issued, proposal, proposed

pytestmark = pytest.mark.usefixtures("warning")
GROUND = Text("整改已核实，连续合格", "Remedy verified; lots conform")
LATER = NOON + 5 * HOUR


def sign(row: Alert, at: Any = LATER, username: str = "chief") -> Alert:
    return sign_alert(actor=chief(username), at=at, number=row.number, version=row.version)


def test_it_is_in_force_public_and_on_record_in_the_same_transaction() -> None:
    row = issued()
    assert (row.state, row.issued_at, row.signed_by) == ("issued", NOON + HOUR, chief())
    assert list(issued_alerts(NOON + HOUR)) == [row]
    assert list(published()) == [row]
    assert Dossier.objects.get().state == "warned"
    entry = Entry.objects.get(kind="surveillance.alert.issued")
    assert "第十条" in entry.authority
    assert entry.payload == {
        "alert": "A-2018-0001", "version": 1, "level": "orange", "kind": "announcement", "change": "first",
        "dossier": "D-2018-0001",
    }  # fmt: skip


def test_who_proposes_does_not_sign() -> None:
    row = proposed(actor=chief())
    with pytest.raises(NotPermitted) as error:
        sign(row)
    assert error.value.code == "alert.own_proposal"
    assert sign(row, username="other").state == "issued"


def test_who_lacks_the_capability_does_not_sign() -> None:
    row = proposed()
    with pytest.raises(NotPermitted):
        sign_alert(actor=analyst("second"), at=LATER, number=row.number, version=1)


def test_an_office_of_too_low_a_level_does_not_sign() -> None:
    row = proposed()
    Alert.objects.update(issuer=analyst().office)
    lay_down("surveillance.alert.issue_levels.orange", "headquarters", type="list")
    with pytest.raises(NotPermitted) as error:
        sign(row)
    assert error.value.code == "alert.wrong_office"


def test_a_bureaus_signer_signs_for_the_own_bureau_only() -> None:
    assessed(dossier("D-2018-0002"), level="low")
    row = proposed("D-2018-0002")
    elsewhere = person("elsewhere", Role.HEADQUARTERS, "920000")
    with pytest.raises(NotPermitted) as error:
        sign_alert(actor=elsewhere, at=LATER, number=row.number, version=1)
    assert error.value.code == "actor.office"
    here = person("here", Role.HEADQUARTERS, "910000")
    assert sign_alert(actor=here, at=LATER, number=row.number, version=1).state == "issued"


def test_it_is_signed_once() -> None:
    row = issued()
    with pytest.raises(Conflict) as error:
        sign(row, username="other")
    assert error.value.code == "alert.not_proposed"


def test_one_that_would_have_ended_before_it_is_signed_is_refused() -> None:
    row = proposed(ends_at=NOON + timedelta(hours=1))
    with pytest.raises(Conflict) as error:
        sign(row)
    assert error.value.code == "alert.run_out"


def test_mandatory_content_is_looked_at_again_before_the_signature() -> None:
    row = proposed()
    Alert.objects.update(action_en="")
    with pytest.raises(Refusal) as error:
        sign(row)
    assert error.value.code == "alert.incomplete"


def test_a_declined_proposal_stays_on_record_and_makes_room_for_another() -> None:
    row = proposed()
    with pytest.raises(Refusal) as error:
        decline_alert(actor=chief(), at=LATER, number=row.number, version=1, ground=" ")
    assert error.value.code == "alert.needs_ground"
    decline_alert(actor=chief(), at=LATER, number=row.number, version=1, ground="证据不足")
    assert alert(row.number).declined_because == "证据不足"
    with pytest.raises(Conflict):
        sign(row)
    assert proposed().number == "A-2018-0002"
    assert {one.number for one in newest()} == {"A-2018-0001", "A-2018-0002"}


def test_who_proposed_may_take_it_back_and_others_without_signature_may_not() -> None:
    row = proposed()
    with pytest.raises(NotPermitted):
        decline_alert(actor=analyst("second"), at=LATER, number=row.number, version=1, ground="不同意")
    assert decline_alert(actor=analyst(), at=LATER, number=row.number, version=1, ground="重写").state == "declined"


def changed(number: str, change: Change, **asked: Any) -> Alert:
    return propose_change(actor=analyst(), at=LATER, number=number, change=change, ground="新情况", **asked)


def test_an_upgrade_replaces_the_version_before_and_never_silently() -> None:
    first = issued()
    second = sign(changed(first.number, Change.UPGRADE, level=AlertLevel.RED))
    before = alert(first.number, 1)
    assert (before.state, before.level) == ("replaced", "orange")
    assert (second.version, second.level, second.replaces) == (2, "red", before)
    assert list(issued_alerts(LATER)) == [second]
    assert [row.change for row in versions(first.number)] == ["first", "upgrade"]
    assert Entry.objects.filter(kind="surveillance.alert.issued").count() == 2


def test_until_the_change_is_signed_the_version_before_stays_in_force() -> None:
    first = issued()
    changed(first.number, Change.DOWNGRADE, level=AlertLevel.BLUE)
    assert standing(first.number) == first
    assert list(issued_alerts(LATER)) == [first]
    assert alert(first.number).version == 2


def test_a_declined_change_leaves_the_alert_as_it_is_and_another_may_follow() -> None:
    first = issued()
    second = changed(first.number, Change.DOWNGRADE, level=AlertLevel.BLUE)
    decline_alert(actor=chief(), at=LATER, number=first.number, version=second.version, ground="为时过早")
    assert alert(first.number) == first
    third = sign(changed(first.number, Change.DOWNGRADE, level=AlertLevel.YELLOW))
    assert (third.version, third.replaces) == (3, first)


def test_a_correction_that_corrects_nothing_is_refused() -> None:
    first = issued()
    with pytest.raises(Refusal) as error:
        changed(first.number, Change.CORRECTION)
    assert error.value.code == "alert.nothing_changed"
    corrected = changed(first.number, Change.CORRECTION, ends_at=LATER + timedelta(days=30))
    assert sign(corrected).ends_at == LATER + timedelta(days=30)


def test_a_change_needs_a_ground_and_the_right_level() -> None:
    first = issued()
    with pytest.raises(Refusal) as error:
        propose_change(actor=analyst(), at=LATER, number=first.number, change=Change.UPGRADE, ground="")
    assert error.value.code == "alert.needs_ground"
    with pytest.raises(Refusal) as wrong:
        changed(first.number, Change.UPGRADE, level=AlertLevel.BLUE)
    assert wrong.value.code == "alert.wrong_level"


def test_a_second_change_is_told_who_was_first() -> None:
    first = issued()
    changed(first.number, Change.UPGRADE, level=AlertLevel.RED)
    with pytest.raises(Conflict) as error:
        propose_lifting(actor=analyst("second"), at=LATER, number=first.number, ground=GROUND)
    assert error.value.code == "alert.change_waits"
    assert "Analyst's version 2 waits" in error.value.problem.en


def test_a_lifting_ends_the_alert_in_the_instant_of_its_signature() -> None:
    first = issued()
    row = propose_lifting(actor=analyst(), at=LATER, number=first.number, ground=GROUND)
    assert wording_of(row).warning == lifting(wording_of(first).title, GROUND).warning
    assert list(issued_alerts(LATER)) == [first]
    last = sign(row)
    assert (last.state, alert(first.number, 1).state) == ("lifted", "replaced")
    assert list(issued_alerts(LATER)) == []
    assert [one.state for one in published()] == ["lifted"]
    with pytest.raises(Conflict) as error:
        propose_lifting(actor=analyst(), at=LATER, number=first.number, ground=GROUND)
    assert error.value.code == "alert.not_in_force"


def test_a_lifting_states_its_ground_in_both_languages() -> None:
    first = issued()
    with pytest.raises(Refusal) as error:
        propose_lifting(actor=analyst(), at=LATER, number=first.number, ground=Text("整改已核实", ""))
    assert error.value.code == "alert.needs_ground"


STATEMENT = Text("经复检，铅未超标。", "Tested again, lead is within its limit.")


def test_a_refuted_rumour_publishes_its_statement_and_lowers_the_level() -> None:
    first = issued()
    row = propose_refutation(actor=analyst(), at=LATER, number=first.number, statement=STATEMENT, level=AlertLevel.BLUE)
    signed = sign(row)
    assert (signed.state, signed.level, signed.change) == ("issued", "blue", "refutation")
    assert "经复检，铅未超标" in signed.warning_zh
    assert list(published()) == [signed]


def test_what_is_wholly_disproved_is_cancelled_with_its_statement() -> None:
    first = issued()
    signed = sign(propose_refutation(actor=analyst(), at=LATER, number=first.number, statement=STATEMENT))
    assert (signed.state, signed.change) == ("lifted", "refutation")
    assert "The alert is cancelled with it" in signed.warning_en
    assert list(issued_alerts(LATER)) == []


def test_a_refutation_lowers_the_level_or_ends_it() -> None:
    first = issued()
    with pytest.raises(Refusal) as error:
        propose_refutation(actor=analyst(), at=LATER, number=first.number, statement=STATEMENT, level=AlertLevel.ORANGE)
    assert error.value.code == "alert.not_lower"


def circular() -> Alert:
    asked = proposal(audience=Audience.PORTS)
    row = promote_case(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=asked)
    return sign(row, at=NOON + HOUR)


def test_a_national_circular_asks_every_bureau_and_stays_inside_the_agency() -> None:
    row = circular()
    asked = row.acknowledgements.order_by("office__code")
    assert [one.office.code for one in asked] == ["910000", "920000"]
    assert {one.due_at for one in asked} == {NOON + 25 * HOUR}
    assert list(issued_alerts(LATER)) == [row]
    assert not published().exists()


def test_each_bureau_acknowledges_once_and_late_is_said_to_be_late() -> None:
    row = circular()
    acknowledge_alert(actor=analyst(), at=LATER, number=row.number, note="已布控")
    with pytest.raises(Conflict) as error:
        acknowledge_alert(actor=analyst(), at=LATER, number=row.number)
    assert error.value.code == "alert.acknowledged"
    canton = person("canton", Role.RISK_ANALYST, "920000")
    acknowledge_alert(actor=canton, at=NOON + 99 * HOUR, number=row.number)
    told = Entry.objects.filter(kind="surveillance.alert.acknowledged").order_by("id")
    assert [(one.payload["office"], one.payload["late"]) for one in told] == [("910000", False), ("920000", True)]


def test_an_office_that_was_not_asked_does_not_acknowledge() -> None:
    row = circular()
    with pytest.raises(NotPermitted) as error:
        acknowledge_alert(actor=chief(), at=LATER, number=row.number)
    assert error.value.code == "alert.not_asked"


def test_a_later_version_of_a_circular_is_acknowledged_anew() -> None:
    row = circular()
    acknowledge_alert(actor=analyst(), at=LATER, number=row.number)
    last = sign(propose_lifting(actor=analyst(), at=LATER, number=row.number, ground=GROUND))
    assert Acknowledgement.objects.filter(alert=last, given_at__isnull=True).count() == 2
