"""Lodging: once each, versions without gaps, nothing overwritten, the ledger told."""

import threading
from collections.abc import Callable
from dataclasses import replace as changed
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import polars as pl
import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from guomen.consignments.lodging.frames import lines_of
from guomen.consignments.lodging.tables import COPY_FROM
from guomen.consignments.models import Consignment, DeclarationVersion, GoodsLine
from guomen.consignments.operations import lodge_consignments, lodge_frame
from guomen.consignments.queries import consignment_of, declaration, stored_versions
from guomen.consignments.terms import Declaration, Lodged
from guomen.kernel.ledger.models import Entry
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import NotPermitted, Role
from tests.consignments.conftest import NOON, said

Person = Callable[..., Actor]


def lodge(*declarations: Declaration, at: datetime = NOON, actor: Actor | None = None) -> list[Lodged]:
    return lodge_consignments(actor=actor, at=at, declarations=declarations)


def codes(lodged: Lodged) -> list[str]:
    return [fault.code for fault in lodged.faults]


def test_what_was_lodged_is_read_back_to_the_last_figure(offices: dict[str, Office]) -> None:
    sent = said(gross_mass=Decimal("85125.20000000001"), remarks="行\n列\t“引”")
    (one,) = lodge(sent)
    assert one.outcome == "lodged"
    assert one.consignment is not None
    assert declaration(one.consignment) == sent
    assert GoodsLine.objects.filter(version__consignment_id=one.consignment).count() == 2


def test_the_same_again_is_a_duplicate_that_names_what_is_there(offices: dict[str, Office]) -> None:
    (first,) = lodge(said())
    (second,) = lodge(said())
    assert second == changed(first, outcome="duplicate")
    assert DeclarationVersion.objects.count() == 1


def test_the_same_twice_in_one_batch_goes_in_once(offices: dict[str, Office]) -> None:
    first, second = lodge(said(), said())
    assert (first.outcome, second.outcome) == ("lodged", "duplicate")


def test_numbers_written_differently_are_the_same_declaration(offices: dict[str, Office]) -> None:
    lodge(said(gross_mass=Decimal("1100")))
    (again,) = lodge(said(gross_mass=Decimal("1.10000E+3")))
    assert again.outcome == "duplicate"


def test_other_content_under_the_same_version_is_refused_and_overwrites_nothing(offices: dict[str, Office]) -> None:
    (first,) = lodge(said())
    (second,) = lodge(said(remarks="other"))
    assert second.outcome == "refused"
    assert codes(second) == ["version.content_differs"]
    assert first.consignment is not None
    assert declaration(first.consignment).remarks == ""


def test_an_amendment_is_the_next_version_and_the_day_of_the_draw_stays(offices: dict[str, Office]) -> None:
    lodge(said())
    later = datetime(2018, 8, 9, 4, tzinfo=UTC)
    (amended,) = lodge(said(version=2, action="amend", office="X31020", remarks="weight corrected"), at=later)
    assert (amended.outcome, amended.version) == ("lodged", 2)
    consignment = Consignment.objects.get(pk=amended.consignment)
    assert consignment.current_version == 2
    assert consignment.office.code == "X31020"
    assert consignment.drawn_on == date(2018, 8, 1)
    assert [one.version for one in stored_versions(consignment.pk)] == [1, 2]


def test_the_day_of_the_draw_is_the_day_in_beijing(offices: dict[str, Office]) -> None:
    (one,) = lodge(said(), at=datetime(2018, 8, 1, 17, tzinfo=UTC))
    assert Consignment.objects.get(pk=one.consignment).drawn_on == date(2018, 8, 2)


def test_a_cancellation_needs_only_the_reference_and_keeps_what_was_declared(offices: dict[str, Office]) -> None:
    lodge(said())
    (gone,) = lodge(Declaration(sender="line1", reference="R1", version=2, action="cancel", remarks="not shipped"))
    assert gone.outcome == "lodged"
    assert gone.consignment is not None
    last = declaration(gone.consignment)
    assert (last.action, last.remarks, len(last.items)) == ("cancel", "not shipped", 2)
    assert Consignment.objects.get(pk=gone.consignment).status == "cancelled"
    (again,) = lodge(said(version=3, action="amend"))
    assert codes(again) == ["consignment.cancelled"]


def test_a_cancellation_sent_again_is_a_duplicate(offices: dict[str, Office]) -> None:
    cancel = Declaration(sender="line1", reference="R1", version=2, action="cancel")
    assert [one.outcome for one in lodge(said(), cancel, cancel)] == ["lodged", "lodged", "duplicate"]


REFUSED = [
    ({"version": 3, "action": "amend"}, "version.gap"),
    ({"version": 2}, "version.action"),
    ({"reference": "R2", "version": 2, "action": "amend"}, "consignment.unknown"),
    ({"reference": "R2", "version": 2}, "version.gap"),
    ({"reference": "R2", "version": 1, "action": "cancel"}, "consignment.unknown"),
    ({"reference": "R2", "office": "X99999"}, "office.unknown"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED)
def test_what_does_not_follow_is_refused(offices: dict[str, Office], changes: dict[str, Any], code: str) -> None:
    lodge(said())
    (one,) = lodge(said(**changes))
    assert one.outcome == "refused"
    assert codes(one) == [code]
    assert one.faults[0].remedy.zh
    assert one.faults[0].remedy.en


def test_two_senders_may_use_the_same_reference(offices: dict[str, Office]) -> None:
    one, other = lodge(said(), said(sender="line2"))
    assert (one.outcome, other.outcome) == ("lodged", "lodged")
    assert one.consignment != other.consignment


def test_the_faulty_is_refused_and_the_others_go_in(offices: dict[str, Office]) -> None:
    outcomes = [one.outcome for one in lodge(said("A"), said("B", office=""), said("C"))]
    assert outcomes == ["lodged", "refused", "lodged"]
    assert consignment_of("line1", "B") is None


def test_a_batch_writes_one_entry_that_names_every_version(offices: dict[str, Office]) -> None:
    outcomes = lodge(*(said(f"R{number}") for number in range(20)))
    (entry,) = Entry.objects.filter(kind="consignments.consignment.lodged")
    assert entry.payload["versions"] == [[one.consignment, 1] for one in outcomes]
    assert entry.subjects == [f"consignment:{one.consignment}" for one in outcomes]


def test_a_duplicate_writes_nothing_in_the_ledger(offices: dict[str, Office]) -> None:
    lodge(said())
    before = Entry.objects.count()
    lodge(said())
    assert Entry.objects.count() == before


def test_the_number_of_statements_does_not_grow_with_the_batch(offices: dict[str, Office]) -> None:
    with CaptureQueriesContext(connection) as one:
        lodge(said("A"))
    with CaptureQueriesContext(connection) as some:
        lodge(*(said(f"C{number}") for number in range(COPY_FROM)))
    with CaptureQueriesContext(connection) as many:
        lodge(*(said(f"B{number}") for number in range(6 * COPY_FROM)))
    assert len(one) < len(some) == len(many) <= 12


def test_who_may_not_lodge_is_refused(person: Person) -> None:
    auditor = person("audit", Role.AUDITOR, "X00000")
    with pytest.raises(NotPermitted):
        lodge(said(), actor=auditor)


def test_a_sender_cannot_send_in_anothers_name(person: Person) -> None:
    (one,) = lodge(said(sender="line2"), actor=person("line1", Role.SENDER))
    assert codes(one) == ["sender.not_yours"]


def test_an_officer_lodges_only_for_offices_that_are_his(person: Person) -> None:
    officer = person("wang", Role.PORT_OFFICER, "X31010")
    own, other = lodge(said("A"), said("B", office="X31020"), actor=officer)
    assert own.outcome == "lodged"
    assert codes(other) == ["office.not_yours"]


def test_a_frame_goes_into_the_same_tables_as_the_same_declarations(offices: dict[str, Office]) -> None:
    batch = [said(f"R{number}") for number in range(7)]
    lodge(*batch[:2])
    answer = lodge_frame(actor=None, at=NOON, lines=lines_of([*batch, said("bad", importer="")]))
    assert (answer.lodged, answer.duplicates, answer.refused) == (5, 2, 1)
    assert [fault.code for fault in answer.faults] == ["importer.missing"]
    for one in batch:
        found = consignment_of(one.sender, one.reference)
        assert found is not None
        assert declaration(found.pk) == one


@pytest.mark.django_db(transaction=True)
def test_a_frame_of_many_parts_goes_in_whole_and_a_consignments_versions_stay_in_order() -> None:
    from guomen.consignments.lodging.operations import CHUNK
    from guomen.kernel.offices.operations import set_up_offices
    from tests.consignments.conftest import ROWS

    set_up_offices(ROWS)
    many = lines_of([said()]).head(1)
    count = 2 * CHUNK + 10
    frame = pl.concat([many] * count).with_columns(reference="P" + pl.int_range(pl.len()).cast(pl.String))
    amended = frame.head(1).with_columns(version=pl.lit(2, pl.Int64), action=pl.lit("amend"))
    wrong = frame.tail(1).with_columns(reference=pl.lit("wrong"), office=pl.lit("990099"))
    answer = lodge_frame(actor=None, at=NOON, lines=pl.concat([frame, amended, wrong]))
    assert (answer.lodged, answer.duplicates, answer.refused) == (count + 1, 0, 1)
    assert [fault.code for fault in answer.faults] == ["office.unknown"]
    assert Consignment.objects.filter(current_version=1).count() == count - 1
    assert stored_versions(Consignment.objects.get(reference="P0").pk)[-1].version == 2
    assert Entry.objects.filter(kind="consignments.consignment.lodged").count() == 3
    again = lodge_frame(actor=None, at=NOON, lines=pl.concat([frame, amended]))
    assert (again.lodged, again.duplicates) == (0, count + 1)


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_the_same_at_once_lodge_it_once() -> None:
    from guomen.kernel.offices.operations import set_up_grants, set_up_offices
    from tests.consignments.conftest import GRANTS, ROWS

    set_up_offices(ROWS)
    set_up_grants(GRANTS)
    batch = [said(f"R{number}") for number in range(40)]
    start, outcomes = threading.Barrier(4), []

    def post(declarations: list[Declaration]) -> None:
        start.wait()
        outcomes.append([(one.reference, one.outcome) for one in lodge(*declarations)])
        connections.close_all()

    threads = [threading.Thread(target=post, args=[batch[::step]]) for step in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [pair for answer in outcomes for pair in answer]
    assert sorted(reference for reference, outcome in everything if outcome == "lodged") == sorted(
        one.reference for one in batch
    )
    assert len(everything) == 160
    assert {outcome for _, outcome in everything} == {"lodged", "duplicate"}


@pytest.mark.django_db(transaction=True)
def test_what_another_writes_and_takes_back_goes_in_here() -> None:
    from guomen.kernel.offices.operations import set_up_offices
    from tests.consignments.conftest import ROWS

    set_up_offices(ROWS)
    inside, done, outcomes = threading.Event(), threading.Event(), []

    def waiting() -> None:
        inside.wait()
        outcomes.extend(lodge(said()))
        connections.close_all()
        done.set()

    thread = threading.Thread(target=waiting)
    thread.start()
    with transaction.atomic():
        lodge(said())
        inside.set()
        done.wait(0.3)
        transaction.set_rollback(True)
    thread.join()
    assert [one.outcome for one in outcomes] == ["lodged"]
    assert msgspec.structs.asdict(declaration(outcomes[0].consignment)) == msgspec.structs.asdict(said())
