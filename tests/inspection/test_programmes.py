"""What programmes ask for: drawn, told to whoever listens, and waited for by nobody."""

from datetime import date

import pytest

from guomen.catalogue.terms import Channel
from guomen.inspection import queries
from guomen.inspection.models import Conclusion, Finding, SampleOrder
from guomen.inspection.operations import hear_refusal, hear_report
from guomen.inspection.rules import tests_of as wanted
from guomen.inspection.terms import TaskKind
from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Text
from guomen.laboratory.models import Sample
from guomen.targeting.terms import Instruction, InstructionKind
from tests.inspection.world import AT, CADMIUM, Case, drawn, line, opened

pytestmark = pytest.mark.usefixtures("port")
LINE, OTHER = "MP-2018-00001/2", "MP-2018-00001/3"


def planned(analyte: str = "lead (Pb)", reference: str = LINE, limit: str = "max 0.5") -> Instruction:
    """What a programme has tested."""
    return Instruction(
        InstructionKind.TEST, analyte, Text("检测", "Test"), analyte=analyte, limit=limit, unit="mg/kg",
        programme=reference,
    )  # fmt: skip


def through(case: Case) -> str:
    """The whole inspection; the label of its sample."""
    for kind in (TaskKind.DOCUMENTARY, TaskKind.IDENTITY, TaskKind.PHYSICAL):
        case.finished(kind)
    label = drawn(case)
    case.finished(TaskKind.SAMPLING)
    return label


def said(conformity: str) -> list[dict[str, object]]:
    return [{"analyte": {"zh": "铅", "en": "lead (Pb)"}, "conformity": conformity, "reasons": []}]


def test_a_test_that_several_ask_for_is_made_once_and_what_no_programme_asks_states_the_limit() -> None:
    asked = [planned("cadmium (Cd)"), CADMIUM, planned("cadmium (Cd)", OTHER), planned()]
    cadmium, lead = wanted([line(1, Channel.SAMPLE, *asked)])
    assert (cadmium.limit, cadmium.basis, cadmium.programmes, cadmium.waited) == (
        "max 0.2", "GB 2762-2017", (LINE, OTHER), True,
    )  # fmt: skip
    assert (lead.limit, lead.programmes, lead.waited) == ("max 0.5", (LINE,), False)


def test_what_only_a_programme_asks_for_is_not_waited_for() -> None:
    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, planned()))
    label = through(case)
    sample = Sample.objects.get(label=label)
    assert (sample.purpose, sample.requester) == ("programme", LINE)
    assert Conclusion.objects.get().conforming
    told = Entry.objects.get(kind="inspection.sample.drawn").payload
    assert (told["programmes"], told["version"]) == ({LINE: ["lead (Pb)"]}, 1)


def test_what_is_asked_for_besides_is_waited_for() -> None:
    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, planned(), CADMIUM))
    label = through(case)
    assert (Sample.objects.get(label=label).purpose, Conclusion.objects.count()) == ("inspection", 0)


def test_a_later_report_becomes_a_finding_and_a_new_conclusion() -> None:
    label = through(opened(Channel.SAMPLE, line(1, Channel.SAMPLE, planned())))
    hear_report(at=AT, label=label, report=1, conform=False, statements=said("nonconform"))
    assert Finding.objects.get().sample == label
    assert [one.conforming for one in Conclusion.objects.order_by("revision")] == [True, False]


def test_an_inconclusive_report_does_not_bring_the_goods_back() -> None:
    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, planned()))
    label = through(case)
    hear_report(at=AT, label=label, report=1, conform=None, statements=said("inconclusive"))
    assert case.task(TaskKind.SAMPLING).state == "done"
    assert Conclusion.objects.count() == 1


def test_a_sample_that_the_laboratory_refuses_does_not_bring_the_goods_back() -> None:
    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, planned()))
    label = through(case)
    hear_refusal(at=AT, label=label, reason="样品袋破损")
    assert (SampleOrder.objects.get(label=label).state, case.task(TaskKind.SAMPLING).state) == ("refused", "done")


def test_lots_that_were_picked_are_told_until_their_sample_is_drawn() -> None:
    case = opened(Channel.SAMPLE, line(1, Channel.SAMPLE, planned(), planned("cadmium (Cd)", OTHER)))
    first, second = queries.picked_lots()
    assert (first.reference, second.reference) == (LINE, OTHER)
    assert (first.consignment, first.item_no, first.office) == (case.consignment, 1, "GM1001")
    assert first.lodged_on == date(2018, 8, 1)
    drawn(case)
    assert queries.picked_lots() == []


def test_what_nobody_planned_is_told_of_no_programme() -> None:
    opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM))
    assert queries.picked_lots() == []
