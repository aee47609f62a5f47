"""Who may sign, and what a signature does."""

from typing import Any

import msgspec
import pytest

from guomen.consignments.operations import lodge_consignments
from guomen.decisions.models import Certificate, Disposition
from guomen.decisions.operations import decline_signature, issue_disposition
from guomen.decisions.queries import waiting_for
from guomen.decisions.terms import DispositionKind
from guomen.inspection.models import Finding, Task
from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role
from tests.decisions import world
from tests.decisions.world import NOON, found, person, proposed

pytestmark = pytest.mark.usefixtures("agency")
LABEL = found("label", "major", 1, "")


def sign(actor: Actor, row: Disposition, **more: Any) -> Disposition:
    return issue_disposition(actor=actor, at=NOON, disposition=row.pk, **more)


def test_one_signature_issues_what_needs_one() -> None:
    row = sign(person("wang"), proposed(LABEL))
    assert (row.state, row.kind, row.signed_by.username, row.seconded_by) == ("issued", "treat", "wang", None)
    assert Certificate.objects.get().disposition == row


def test_the_news_tells_lines_and_hazards() -> None:
    row = world.issued(found(hazard="lead"))
    payload = Entry.objects.get(kind="decisions.disposition.issued").payload
    assert payload == {
        "consignment": row.consignment_id,
        "version": 1,
        "assignment": None,
        "disposition": row.pk,
        "kind": "return",
        "lets_go": False,
        "conforming": False,
        "inspected": True,
        "automatic": False,
        "office": "910100",
        "direction": "import",
        "importer": world.IMPORTER,
        "replaces": None,
        "hazards": ["lead"],
        "lines": [
            {
                "item_no": 1,
                "goods_code": "1905310000101",
                "origin": "IT",
                "producer": "IT-0001",
                "conforming": False,
                "hazards": ["lead"],
            },
            {
                "item_no": 2,
                "goods_code": "2204210000101",
                "origin": "FR",
                "producer": "FR-0002",
                "conforming": True,
                "hazards": [],
            },
        ],
    }


def test_return_waits_for_a_second_person_and_is_not_news_before() -> None:
    row = sign(person("wang"), proposed(found()))
    assert row.state == "signed"
    assert not Entry.objects.filter(kind="decisions.disposition.issued").exists()
    assert not Certificate.objects.exists()
    row = sign(person("li"), row)
    assert (row.state, row.signed_by.username, row.seconded_by.username) == ("issued", "wang", "li")


def test_the_first_signatory_no_longer_sees_it_as_waiting() -> None:
    wang, li = person("wang"), person("li")
    sign(wang, proposed(found()))
    assert waiting_for(wang).count() == 0
    assert waiting_for(li).count() == 1


def test_the_same_person_cannot_sign_twice() -> None:
    wang = person("wang")
    row = sign(wang, proposed(found()))
    with pytest.raises(NotPermitted, match="same_person"):
        sign(wang, row)


def test_the_database_itself_refuses_the_same_person_twice() -> None:
    from django.db import IntegrityError

    wang = person("wang")
    row = proposed(found())
    with pytest.raises(IntegrityError, match="two_different_people"):
        Disposition.objects.filter(pk=row.pk).update(signed_by=wang, seconded_by=wang)


def test_the_second_person_cannot_change_the_act() -> None:
    row = sign(person("wang"), proposed(found()))
    with pytest.raises(Conflict, match="kind_is_signed"):
        sign(person("li"), row, kind=DispositionKind.TREAT)


def test_the_second_person_can_send_it_back_with_a_ground() -> None:
    row = sign(person("wang"), proposed(found()), kind=DispositionKind.DESTROY, deviation="霉变严重")
    row = decline_signature(actor=person("li"), at=NOON, disposition=row.pk, ground="应退运")
    assert (row.state, row.kind, row.signed_by) == ("proposed", "return", None)
    assert Entry.objects.get(kind="decisions.signature.declined").payload["ground"] == "应退运"


def test_sending_back_needs_a_ground() -> None:
    row = sign(person("wang"), proposed(found()))
    with pytest.raises(Refusal, match="needs_ground"):
        decline_signature(actor=person("li"), at=NOON, disposition=row.pk, ground="")


def test_what_nobody_signed_is_not_sent_back() -> None:
    with pytest.raises(Conflict, match="not_open"):
        decline_signature(actor=person("li"), at=NOON, disposition=proposed(found()).pk, ground="x")


def test_a_person_without_the_capability_cannot_sign() -> None:
    with pytest.raises(NotPermitted, match=r"actor\.capability"):
        sign(person("analyst", Role.RISK_ANALYST), proposed(LABEL))


def test_another_office_cannot_sign() -> None:
    with pytest.raises(NotPermitted, match=r"actor\.office"):
        sign(person("wang", office="910200"), proposed(LABEL))


def test_the_bureau_above_can_sign() -> None:
    assert sign(person("wang", office="910000"), proposed(LABEL)).state == "issued"


def test_levels_that_policy_does_not_name_cannot_sign() -> None:
    world.lay_down("decisions.sign_levels.treat", "headquarters")
    with pytest.raises(NotPermitted, match="wrong_level"):
        sign(person("wang"), proposed(LABEL))


def test_what_is_issued_is_not_signed_again() -> None:
    row = sign(person("wang"), proposed(LABEL))
    with pytest.raises(Conflict, match="not_open"):
        sign(person("li"), row)


def test_what_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        issue_disposition(actor=person("wang"), at=NOON, disposition=999_999)


def test_another_act_than_proposed_needs_a_reason() -> None:
    with pytest.raises(Refusal, match="needs_reason"):
        sign(person("wang"), proposed(LABEL), kind=DispositionKind.DETAIN)


def test_the_reason_for_another_act_comes_first_and_is_not_told_to_the_trader() -> None:
    row = sign(person("wang"), proposed(LABEL), kind=DispositionKind.DETAIN, deviation="线人举报")
    assert "线人举报" in row.reasons[0]["zh"]
    assert "线人举报" not in row.reasons[0]["public"]["zh"]


def test_a_conditional_release_states_its_conditions() -> None:
    row = proposed(found("label", "minor", 1, ""))
    assert row.kind == "conditional_release"
    with pytest.raises(Refusal, match="needs_conditions"):
        sign(person("wang"), row)
    assert sign(person("li"), row, conditions="销售前加贴中文标签").conditions == "销售前加贴中文标签"


def test_an_amended_declaration_is_not_signed() -> None:
    row = proposed(LABEL)
    again = msgspec.structs.replace(world.declared(), version=2, action="amend", remarks="changed")
    lodge_consignments(actor=None, at=NOON, declarations=[again])
    with pytest.raises(Conflict, match="stale_version"):
        sign(person("wang"), row)


def test_a_refused_signature_leaves_nothing_behind() -> None:
    row = proposed(LABEL)
    entries = Entry.objects.count()
    with pytest.raises(Refusal):
        sign(person("wang"), row, kind=DispositionKind.DESTROY)
    row.refresh_from_db()
    assert (row.state, row.kind) == ("proposed", "treat")
    assert Entry.objects.count() == entries


class TestInspectors:
    """Who inspected may not sign where policy says so."""

    @pytest.fixture
    def inspector(self) -> Actor:
        return person("inspector", Role.PORT_OFFICER)

    def task(self, row: Disposition, inspector: Actor | None) -> Task:
        return Task.objects.create(
            consignment_id=row.consignment_id,
            version=1,
            assignment=1,
            channel="physical",
            office=row.office,
            kind="physical",
            station="A",
            shift_on=NOON.date(),
            shift="morning",
            state="done",
            officer=inspector,
            opened_at=NOON,
            due_at=NOON,
        )

    def test_who_did_a_task_cannot_sign_the_return(self, inspector: Actor) -> None:
        row = proposed(found())
        self.task(row, inspector)
        with pytest.raises(NotPermitted, match="own_inspection"):
            sign(inspector, row)

    def test_who_recorded_a_finding_cannot_be_the_second_signature_either(self, inspector: Actor) -> None:
        row = proposed(found())
        Finding.objects.create(
            task=self.task(row, None),
            consignment_id=row.consignment_id,
            version=1,
            office=row.office,
            kind="metal",
            severity="major",
            text="x",
            recorded_by=inspector,
            recorded_at=NOON,
        )
        row = sign(person("wang"), row)
        with pytest.raises(NotPermitted, match="own_inspection"):
            sign(inspector, row)

    def test_where_policy_allows_it_the_inspector_signs(self, inspector: Actor) -> None:
        world.lay_down("decisions.inspector_may_sign.treat", "yes")
        row = proposed(LABEL)
        self.task(row, inspector)
        assert sign(inspector, row).state == "issued"
