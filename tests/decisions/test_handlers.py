"""What decisions does on hearing; each may be told twice."""

from decimal import Decimal
from typing import Any

import pytest

from guomen.consignments.terms import GoodsItem, Permit
from guomen.decisions import handlers
from guomen.decisions.models import Disposition
from guomen.decisions.operations import Case
from guomen.decisions.queries import questioned_for, visible_dispositions, waiting_for
from guomen.inspection.models import Finding, Task
from guomen.kernel.ledger.events import listeners
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.terms import News
from guomen.kernel.models import Office
from guomen.targeting.models import Assignment
from tests.decisions.world import NOON, lodged, person

pytestmark = pytest.mark.usefixtures("agency")


def assigned(case: Case, channel: str) -> dict[str, Any]:
    """An assignment as targeting writes it, and its line in the news."""
    reason = {
        "code": "gate.access",
        "zh": "未获准入",
        "en": "not admitted",
        "public": {"zh": "未获准入", "en": "not admitted"},
    }
    row = Assignment.objects.create(
        consignment_id=case.consignment,
        version=case.version,
        decided_at=NOON,
        channel=channel,
        probability=1.0,
        arm="mandatory",
        edition=1,
        drawn_on=NOON.date(),
        commitment="",
        control_rate=0.01,
        inputs="",
        lines=[
            {"item_no": 1, "channel": channel, "reasons": [reason]},
            {"item_no": 2, "channel": "release", "reasons": []},
        ],
    )
    return {"consignment": case.consignment, "version": case.version, "assignment": row.pk, "channel": channel}


def news(kind: str, payload: dict[str, Any], entry: int = 10) -> News:
    return News(entry, kind, NOON, (), payload, "")


def hear_channels(*lines: dict[str, Any], entry: int = 10) -> None:
    for _twice in range(2):
        handlers.decide_without_inspection([news("targeting.channel.assigned", {"assignments": list(lines)}, entry)])


def hear_inspected(case: Case, entry: int = 20) -> None:
    payload = {"consignment": case.consignment, "version": case.version, "assignment": None}
    for _twice in range(2):
        handlers.propose_on_inspection(news("inspection.consignment.inspected", payload, entry))


def finding(case: Case, **changes: Any) -> Finding:
    office = Office.objects.get(code="910100")
    task, _made = Task.objects.get_or_create(
        consignment_id=case.consignment,
        version=1,
        kind="physical",
        defaults={
            "assignment": 1,
            "channel": "physical",
            "office": office,
            "station": "A",
            "shift_on": NOON.date(),
            "shift": "morning",
            "state": "done",
            "opened_at": NOON,
            "due_at": NOON,
        },
    )
    told = {"kind": "metal", "severity": "major", "hazard": "lead", "item_no": 1, "text": "0.9 mg/kg"} | changes
    return Finding.objects.create(
        task=task, consignment_id=case.consignment, version=1, office=office, recorded_at=NOON, **told
    )


def test_we_listen_by_name() -> None:
    for kind in (
        "targeting.channel.assigned",
        "targeting.channel.overridden",
        "inspection.consignment.inspected",
        "consignments.consignment.cancelled",
    ):
        assert any(name.startswith("decisions.handlers.") for name in listeners(kind))


def test_a_batch_is_decided_each_by_its_channel() -> None:
    cases = [lodged(f"R{number}") for number in range(4)]
    channels = ("release", "refuse", "hold", "physical")
    hear_channels(*(assigned(case, channel) for case, channel in zip(cases, channels, strict=True)))
    rows = {row.consignment_id: (row.kind, row.state) for row in Disposition.objects.all()}
    assert rows == {
        cases[0].consignment: ("release", "issued"),
        cases[1].consignment: ("return", "proposed"),
        cases[2].consignment: ("detain", "proposed"),
    }
    assert Entry.objects.filter(kind="decisions.disposition.issued").count() == 1


def test_a_refusal_carries_the_reasons_of_the_gate() -> None:
    hear_channels(assigned(lodged(), "refuse"))
    [reason] = Disposition.objects.get().reasons
    assert (reason["code"], reason["public"]["en"]) == ("gate.access", "not admitted")


def test_findings_of_the_inspection_make_the_proposal() -> None:
    case = lodged()
    one = finding(case)
    hear_inspected(case)
    row = Disposition.objects.get()
    assert (row.kind, row.state) == ("return", "proposed")
    assert row.facts["faults"][0]["source"] == f"finding:{one.pk}"
    assert [line["conforming"] for line in row.lines] == [False, True]


def test_an_inspection_that_finds_nothing_proposes_release_for_a_signature() -> None:
    hear_inspected(lodged())
    row = Disposition.objects.get()
    assert (row.kind, row.state, row.conforming) == ("release", "proposed", True)


def withdrawn(case: Case, entry: int) -> None:
    told = {"sample": "000-001X", "subject": f"consignment:{case.consignment}/1", "report": 1, "reason": "swapped"}
    for _twice in range(2):
        handlers.question_on_withdrawal(news("laboratory.report.withdrawn", told, entry))


def test_what_rests_on_a_withdrawn_report_is_not_signed() -> None:
    case = lodged()
    hear_inspected(case)
    withdrawn(case, 30)
    assert [row.state for row in Disposition.objects.all()] == ["closed"]
    hear_inspected(case, entry=40)
    assert [row.state for row in Disposition.objects.order_by("id")] == ["closed", "proposed"]


def test_what_was_signed_on_a_withdrawn_report_is_flagged_once_and_proposed_again() -> None:
    case = lodged()
    hear_inspected(case)
    Disposition.objects.update(state="issued", issued_at=NOON)
    withdrawn(case, 30)
    row = Disposition.objects.get()
    assert (row.state, row.facts["questioned"]["reason"]) == ("issued", "swapped")
    assert Entry.objects.filter(kind="decisions.disposition.questioned").count() == 1
    assert list(questioned_for(person("signer"))) == [row]
    hear_inspected(case, entry=40)
    assert [one.state for one in Disposition.objects.order_by("id")] == ["issued", "proposed"]


def test_a_withdrawn_report_on_something_else_than_a_consignment_concerns_nobody_here() -> None:
    told = {"sample": "000-001X", "subject": "lot:7", "report": 1, "reason": "swapped"}
    handlers.question_on_withdrawal(news("laboratory.report.withdrawn", told))
    assert not Disposition.objects.exists()


def test_a_later_report_of_the_laboratory_changes_the_proposal() -> None:
    case = lodged()
    hear_inspected(case)
    finding(case, kind="laboratory")
    hear_inspected(case, entry=30)
    assert Disposition.objects.get(state="proposed").kind == "return"
    assert Disposition.objects.filter(state="closed").count() == 1


def test_old_news_told_late_does_not_undo_what_is_newer() -> None:
    case = lodged()
    held = assigned(case, "physical")
    hear_inspected(case, entry=20)
    hear_channels(held, entry=10)
    assert Disposition.objects.get().state == "proposed"


@pytest.mark.parametrize(("to", "kind"), [("release", "release"), ("refuse", "return"), ("hold", "detain")])
def test_an_override_is_proposed_for_a_signature(to: str, kind: str) -> None:
    case = lodged()
    payload = {"consignment": case.consignment, "version": 1, "assignment": 1, "from": "physical", "to": to}
    for _twice in range(2):
        handlers.follow_override(news("targeting.channel.overridden", payload))
    row = Disposition.objects.get()
    assert (row.kind, row.state, row.automatic) == (kind, "proposed", False)


def test_an_override_to_inspection_closes_what_was_proposed() -> None:
    case = lodged()
    hear_channels(assigned(case, "hold"))
    payload = {"consignment": case.consignment, "version": 1, "assignment": 1, "from": "hold", "to": "physical"}
    handlers.follow_override(news("targeting.channel.overridden", payload, entry=11))
    assert Disposition.objects.get().state == "closed"


def test_a_cancelled_consignment_closes_its_proposal() -> None:
    case = lodged()
    hear_channels(assigned(case, "hold"))
    told = news("consignments.consignment.cancelled", {"versions": [[case.consignment, 2]]}, entry=11)
    for _twice in range(2):
        handlers.close_on_amendment(told)
    assert Disposition.objects.get().state == "closed"
    assert Entry.objects.get(kind="decisions.proposal.closed").payload["because"] == "cancelled"


def test_where_goods_were_inspected_it_is_decided_and_the_port_that_accepted_them_reads_it() -> None:
    case = lodged()
    told = {"consignment": case.consignment, "version": case.version, "assignment": None, "office": "910200"}
    handlers.propose_on_inspection(news("inspection.consignment.inspected", told, 20))
    row = Disposition.objects.get()
    assert row.office.code == "910200"
    assert list(waiting_for(person("there", office="910200"))) == [row]
    here = person("here", office="910100")
    assert list(waiting_for(here)) == []
    assert list(visible_dispositions(here)) == [row]


def test_a_release_says_what_its_lines_take_from_permits() -> None:
    items = (
        GoodsItem(
            item_no=1, goods_code="1905310000101", origin="IT", quantity=Decimal("20"), quantity_unit="122",
            net_mass=Decimal("500"),
            permits=(Permit(kind="325", number="QP1", quantity=Decimal("0.5")), Permit(kind="325", number="QP2")),
        ),
        GoodsItem(item_no=2, goods_code="2204210000101", origin="FR", net_mass=Decimal("300")),
    )  # fmt: skip
    hear_channels(assigned(lodged(items=items), "release"))
    told = Entry.objects.get(kind="decisions.disposition.issued").payload
    assert told["lets_go"] is True
    assert [line.get("permits") for line in told["lines"]] == [
        [
            {"kind": "325", "number": "QP1", "amounts": {"": "0.5"}},
            {"kind": "325", "number": "QP2", "amounts": {"122": "20", "kg": "500"}},
        ],
        None,
    ]
