"""Loading reference/: one edition, one entry, nothing overwritten."""

from datetime import date, datetime

import pytest

from guomen.catalogue.models import Country, MarketAccess, Policy
from guomen.catalogue.operations import load_reference
from guomen.catalogue.queries import code_set, snapshot
from guomen.catalogue.terms import AccessState
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.models import Actor, Edition, Entry, Grant, Office
from guomen.kernel.terms import NotPermitted, Refusal
from tests.catalogue.folders import SHIPPED, Folder

pytestmark = pytest.mark.django_db


def test_the_first_load_opens_one_edition_and_writes_one_entry(folder: Folder, noon: datetime) -> None:
    done = load_reference(actor=None, at=noon, folder=folder.path)
    assert done.edition == current_edition()
    (entry,) = Entry.objects.filter(kind="catalogue.reference.loaded")
    assert entry.payload["counts"]["countries.csv"] == {"added": 1}
    assert entry.edition == done.edition
    assert Office.objects.get().code == "000000"
    assert Grant.objects.get().capability == "audit"


def test_a_second_load_does_nothing(folder: Folder, noon: datetime) -> None:
    first = load_reference(actor=None, at=noon, folder=folder.path)
    again = load_reference(actor=None, at=noon, folder=folder.path)
    assert again.edition is None
    assert current_edition() == first.edition
    assert Entry.objects.filter(kind="catalogue.reference.loaded").count() == 1


def test_a_changed_row_is_closed_and_succeeded(folder: Folder, noon: datetime) -> None:
    first = load_reference(actor=None, at=noon, folder=folder.path).edition
    folder.clear("policies.csv")
    folder.add("policies.csv", value="0.30")
    done = load_reference(actor=None, at=noon, folder=folder.path)
    assert done.counts == {"policies.csv": {"changed": 1}}
    old, new = Policy.objects.order_by("since_edition")
    assert (old.value, old.since_edition, old.until_edition) == ("0.20", first, done.edition)
    assert (new.value, new.since_edition, new.until_edition) == ("0.30", done.edition, None)


def test_a_row_that_left_the_file_ends_but_stays_on_record(folder: Folder, noon: datetime) -> None:
    load_reference(actor=None, at=noon, folder=folder.path)
    folder.clear("policies.csv")
    done = load_reference(actor=None, at=noon, folder=folder.path)
    (row,) = Policy.objects.all()
    assert row.until_edition == done.edition
    assert done.counts == {"policies.csv": {"ended": 1}}


def test_unchanged_rows_are_left_alone(folder: Folder, noon: datetime) -> None:
    first = load_reference(actor=None, at=noon, folder=folder.path)
    folder.add("countries.csv", code="NZ")
    load_reference(actor=None, at=noon, folder=folder.path)
    assert Country.objects.get(code="AU").since_edition == first.edition


def test_nothing_is_loaded_while_one_row_is_wrong(folder: Folder, noon: datetime) -> None:
    folder.add("policies.csv", name="x.y", value="2")
    with pytest.raises(Refusal) as refused:
        load_reference(actor=None, at=noon, folder=folder.path)
    assert refused.value.code == "reference.faulty"
    assert not Country.objects.exists()
    assert not Edition.objects.exists()
    assert not Entry.objects.filter(kind="catalogue.reference.loaded").exists()


def test_one_who_may_not_edit_the_reference_is_refused(folder: Folder, noon: datetime) -> None:
    stranger = Actor.objects.create_actor(username="stranger", name_zh="某", name_en="S", roles=["auditor"])
    with pytest.raises(NotPermitted):
        load_reference(actor=stranger, at=noon, folder=folder.path)


def test_a_correction_changes_the_answer_from_its_edition_on(folder: Folder, noon: datetime) -> None:
    before = load_reference(actor=None, at=noon, folder=folder.path).edition
    folder.clear("market_access.csv")
    folder.add("market_access.csv", valid_to="2018-05-01")
    folder.add("market_access.csv", valid_from="2018-05-01", state="suspended")
    after = load_reference(actor=None, at=noon, folder=folder.path).edition
    assert before is not None
    assert after is not None
    day = date(2018, 5, 1)
    states = [snapshot(edition).market_access("0202300090101", "AU", day) for edition in (before, after)]
    assert [state.state for state in states if state] == [AccessState.ADMITTED, AccessState.SUSPENDED]
    eve = snapshot(after).market_access("0202300090101", "AU", date(2018, 4, 30))
    assert eve is not None
    assert eve.state is AccessState.ADMITTED


def test_a_row_taken_out_and_put_back_is_loaded_again(folder: Folder, noon: datetime) -> None:
    load_reference(actor=None, at=noon, folder=folder.path)
    folder.clear("market_access.csv")
    load_reference(actor=None, at=noon, folder=folder.path)
    folder.add("market_access.csv")
    done = load_reference(actor=None, at=noon, folder=folder.path)
    assert done.counts == {"market_access.csv": {"added": 1}}
    assert MarketAccess.objects.count() == 2


def test_the_shipped_reference_loads_and_loads_again_for_nothing(noon: datetime) -> None:
    first = load_reference(actor=None, at=noon, folder=SHIPPED)
    assert first.edition is not None
    assert first.total > 4000
    assert load_reference(actor=None, at=noon, folder=SHIPPED).edition is None


def test_files_that_share_a_table_are_told_apart(folder: Folder, noon: datetime) -> None:
    folder.add("alert_levels.csv", risk="high", urgency="immediate", scope="national", level="orange")
    folder.add("holidays.csv", kind="public_holiday", day="2018-10-01", name_zh="国庆节", name_en="National Day")
    load_reference(actor=None, at=noon, folder=folder.path)
    assert Policy.objects.get(name="surveillance.alert.level.high.immediate.national").value == "orange"
    assert code_set("public_holiday")["2018-10-01"].en == "National Day"
    for file in ("alert_levels.csv", "holidays.csv"):
        folder.clear(file)
    done = load_reference(actor=None, at=noon, folder=folder.path)
    assert done.counts == {"alert_levels.csv": {"ended": 1}, "holidays.csv": {"ended": 1}}
