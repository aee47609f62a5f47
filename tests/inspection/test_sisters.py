"""What failed may have sisters that are still here: they are found, shown, and a person decides."""

from datetime import date
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from guomen.catalogue.terms import Channel
from guomen.inspection import operations, queries
from guomen.inspection.models import SisterLot
from guomen.inspection.rules.sisters import Made, kinship
from guomen.inspection.terms import SisterState, TaskKind
from guomen.kernel.ledger.operations import deliver_pending, record
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, Refusal, Role, SubjectRef
from tests.inspection.world import AT, CADMIUM, Case, declared, drawn, line, opened, person, reported

MADE = Made("TH-0001", "1006302000999", "L-7", date(2018, 7, 1))


@pytest.mark.parametrize(
    ("other", "sister"),
    [
        (Made("TH-0001", "1006302000999", "l-7 ", date(2018, 7, 2)), "batch number"),
        (Made("TH-0001", "1006302000999", "L-8"), None),
        (Made("TH-0001", "1006302000999", "", date(2018, 7, 1)), "day of production"),
        (Made("TH-0001", "1006302000999", "", date(2018, 7, 2)), None),
        (Made("TH-0001", "1006302000999"), "cannot be told apart"),
        (Made("TH-0002", "1006302000999", "L-7"), None),
        (Made("TH-0001", "1006301000999", "L-7"), None),
    ],
)
def test_a_sister_is_of_the_same_producer_and_goods_as_far_as_lots_do_not_tell_them_apart(
    other: Made, sister: str | None
) -> None:
    why = kinship(MADE, other)
    assert (why is None) if sister is None else (why is not None and sister in why.en)


def test_goods_without_a_producer_have_no_sisters() -> None:
    assert kinship(Made("", "1006302000999"), Made("", "1006302000999")) is None


def case(reference: str, **changes: Any) -> Case:
    item = msgspec.structs.replace(declared().items[0], **changes)
    return opened(Channel.SAMPLE, line(1, Channel.SAMPLE, CADMIUM), items=(item,), reference=reference)


@pytest.fixture
def failed(officer: Actor) -> Case:
    """Rice that failed, a sister that is still here, one that left, and one of another lot."""
    failing = case("R1", batch_number="L-7")
    case("R2", batch_number="L-7")
    gone = case("R3", batch_number="L-7")
    case("R4", batch_number="L-8")
    case("R5", producer="TH-0009", batch_number="L-7")
    record(
        "decisions.disposition.issued", actor=None, at=AT, subjects=[SubjectRef("consignment", str(gone.consignment))],
        payload={"consignment": gone.consignment, "lets_go": True},
    )  # fmt: skip
    label = drawn(failing)
    reported(label, "0.9")
    operations.find_sisters(at=AT, label=label)
    operations.find_sisters(at=AT, label=label)
    return failing


def test_sisters_that_are_still_here_are_found_once(failed: Case, officer: Actor) -> None:
    [row] = SisterLot.objects.all()
    assert row.consignment.reference == "R2"
    assert row.failing_id == failed.consignment
    assert row.state == "proposed"
    assert list(queries.open_sisters(officer)) == [row]
    assert list(queries.sisters_of(failed.consignment)) == [row]


def test_nothing_is_held_until_a_person_decides_with_a_ground(failed: Case, officer: Actor) -> None:
    row = SisterLot.objects.get()
    told: dict[str, Any] = {"actor": officer, "at": AT, "sister": row.pk}
    with pytest.raises(Refusal, match=r"sister\.ground"):
        operations.decide_sister(choice=SisterState.DISMISSED, ground=" ", **told)
    decided = operations.decide_sister(choice=SisterState.DISMISSED, ground="another mill line", **told)
    assert decided.state == "dismissed"
    with pytest.raises(Conflict, match=r"sister\.decided"):
        operations.decide_sister(choice=SisterState.DISMISSED, ground="again", **told)


def test_another_offices_officer_does_not_decide(failed: Case) -> None:
    stranger = person(Role.PORT_OFFICER, "GM2001")
    with pytest.raises(Missing):
        operations.decide_sister(
            actor=stranger, at=AT, sister=SisterLot.objects.get().pk, choice=SisterState.DISMISSED, ground="x"
        )


def test_what_leaves_is_not_decided_on_any_more(failed: Case, officer: Actor) -> None:
    row = SisterLot.objects.get()
    operations.close_sisters(at=AT, consignment=row.consignment_id)
    row.refresh_from_db()
    assert row.state == "gone"
    assert not queries.open_sisters(officer).exists()


def test_the_news_of_a_failing_report_is_heard(officer: Actor) -> None:
    failing = case("R1")
    case("R2")
    label = drawn(failing)
    reported(label, "0.9")
    deliver_pending()
    assert SisterLot.objects.filter(label=label).count() == 1


def test_tasks_and_the_page_of_sisters_say_it(failed: Case, officer: Actor) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    page = client.get(reverse("inspection-sisters")).content.decode()
    assert "same producer, goods and batch number" in page
    task = failed.task(TaskKind.SAMPLING)
    page = client.get(reverse("inspection-task", args=[task.pk])).content.decode()
    assert "A sister lot is still here: R2" in page
