"""The pages of planning: planner and signatory from the first line to the signature, and what each is refused."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Role, Text
from guomen.supervision.programmes import operations, queries
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.web.grid import NEW_ROWS
from guomen.supervision.programmes.web.plan_forms import EMPTY, shown
from tests.decisions import world
from tests.decisions.world import NOON
from tests.supervision.programmes.test_following import found
from tests.supervision.world import asked, drafted, proposed, signed

WORDS = {
    "en": {"list": "Begin a programme", "grid": "Products and tests", "even": "Shared out evenly"},
    "zh-hans": {"list": "起草监控计划", "grid": "品种和检测项目", "even": "贸易情况不详，平均分配。"},
}


def browser(actor: Actor, language: str = "en") -> Client:
    actor.language = language
    actor.save()
    client = Client(headers={"accept-language": language})
    client.force_login(actor)
    return client


def told(response: Any) -> str:
    assert response.status_code == 200, response
    return html.unescape(response.content.decode())


def page_of(row: Programme, name: str = "supervision-programme-draft", *more: Any) -> str:
    return reverse(name, args=[row.number, *more])


def typed(row: Programme, **changes: str) -> dict[str, str]:
    """The grid as a browser sends it, with some cells changed: line1_number="9"."""
    rows = {f"line{line.position}": shown(line) for line in queries.lines_of(row)}
    rows |= {f"new{place}": dict(EMPTY) for place in range(1, NEW_ROWS + 1)}
    cells = {f"{name}-{field}": str(one) for name, told in rows.items() for field, one in told.items() if one}
    return cells | {name.replace("_", "-", 1): one for name, one in changes.items()} | {"act": "lines"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_planning_speaks_the_reader_s_language(planner: Actor, language: str) -> None:
    client, draft, running = browser(planner, language), drafted(), signed()
    assert WORDS[language]["list"] in told(client.get(reverse("supervision-programmes")))
    page = told(client.get(page_of(draft)))
    assert WORDS[language]["grid"] in page
    assert WORDS[language]["even"] in page
    told(client.get(reverse("supervision-programme-new")))
    told(client.get(page_of(draft, "supervision-line-shares", 1)))
    told(client.get(page_of(running)))
    told(client.get(page_of(running, "supervision-programme-following")))


def test_a_programme_is_begun_on_its_form(planner: Actor) -> None:
    asked_for = {
        "kind": "monitoring", "title_zh": "计划", "title_en": "Plan", "basis": "GB/T 1", "office": "910000",
        "valid_from": "2019-01-01", "valid_to": "2020-01-01", "total": "300", "act": "draft",
    }  # fmt: skip
    told(browser(planner).post(reverse("supervision-programme-new"), asked_for, follow=True))
    assert Programme.objects.get().total == 300


def test_a_programme_that_ends_before_it_begins_is_refused_at_that_field(planner: Actor) -> None:
    asked_for = {
        "kind": "monitoring", "title_zh": "计划", "title_en": "Plan", "basis": "GB/T 1", "office": "910000",
        "valid_from": "2019-01-01", "valid_to": "2018-01-01", "act": "draft",
    }  # fmt: skip
    assert "A programme ends after it begins." in told(
        browser(planner).post(reverse("supervision-programme-new"), asked_for)
    )


def test_a_draft_s_total_is_corrected_on_its_page(planner: Actor) -> None:
    row = drafted()
    asked_for = {
        "title_zh": "计划", "title_en": "Plan", "basis": "GB/T 1", "valid_from": "2018-01-01",
        "valid_to": "2019-01-01", "total": "77", "act": "head",
    }  # fmt: skip
    assert "The draft is changed." in told(browser(planner).post(page_of(row), asked_for, follow=True))
    row.refresh_from_db()
    assert row.total == 77


def test_the_grid_keeps_good_rows_and_says_what_is_wrong_with_others(planner: Actor) -> None:
    row = drafted(asked(), asked(goods=("2204",), name=Text("酒", "Wine")))
    sent = typed(
        row, line1_number="9", line2_remove="on", new1_name_en="Crabs", new1_goods="0306", new1_hazard="铅",
        new1_tests="lead (Pb)", new1_number="3", new2_name_en="Honey", new2_goods="9999", new2_hazard="lead",
        new2_tests="lead (Pb)", new2_number="1",
    )  # fmt: skip
    page = told(browser(planner).post(page_of(row), sent))
    assert "The catalogue has no goods that begin with '9999'." in page
    assert "3 lines are saved." in page
    assert [(line.position, line.name_en, line.number) for line in queries.lines_of(row)] == [
        (1, "Biscuits", 9), (2, "Crabs", 3),
    ]  # fmt: skip


def test_a_test_with_a_limit_of_its_own_keeps_it_in_the_grid(planner: Actor) -> None:
    own = {"analyte": "starlight", "limit_kind": "max", "limit": "1", "unit": "mg/kg"}
    row = drafted(asked(tests=(own,)))
    told(browser(planner).post(page_of(row), typed(row, line1_number="9"), follow=True))
    assert row.lines.get().tests == [own]


def test_a_file_s_bad_rows_are_told_and_its_good_ones_are_lines(planner: Actor) -> None:
    row = drafted()
    text = "品种,商品编码,危害,检测项目,数量\n酒,2204,lead,lead (Pb),2\n蜜,9999,lead,lead (Pb),1\n"
    file = SimpleUploadedFile("plan.csv", text.encode())
    page = told(browser(planner).post(page_of(row), {"act": "file", "file": file}))
    assert "Of 2 rows 1 are lines now" in page
    assert "'9999'" in page
    assert row.lines.count() == 2


def test_what_was_found_outside_the_plan_is_taken_in_by_a_button(planner: Actor) -> None:
    found(recorded_at=timezone.now())
    row = drafted()
    page = told(browser(planner).post(page_of(row), {"act": "enter-0"}, follow=True))
    assert "It is taken in." in page
    assert row.lines.get(position=2).goods == ["2204"]


def test_shares_are_changed_by_office_and_period(planner: Actor) -> None:
    row = drafted(valid_from=NOON.date().replace(month=1, day=1))
    client, where = browser(planner), page_of(row, "supervision-line-shares", 1)
    cell = "910100|2018-01-01|2018-04-01"
    assert "The shares add up to 5; the line has 8." in told(client.post(where, {cell: "5", "act": "save"}))
    told(client.post(where, {cell: "8", "act": "save"}, follow=True))
    assert [share.number for share in row.lines.get().shares.all()] == [8]
    assert "A whole number" in told(client.post(where, {cell: "eight", "act": "save"}))
    told(client.post(where, {"act": "trade"}, follow=True))
    assert row.lines.get().shares.count() == 8


def test_it_is_proposed_signed_and_ended_by_buttons(planner: Actor, chief: Actor) -> None:
    row = drafted(valid_to=NOON.date().replace(year=2100))
    told(browser(planner).post(page_of(row), {"act": "propose"}, follow=True))
    assert "Sign the programme" not in told(browser(planner).get(page_of(row)))
    told(browser(chief).post(page_of(row), {"act": "sign"}, follow=True))
    row.refresh_from_db()
    assert row.state == "signed"
    told(browser(chief).post(page_of(row), {"act": "close", "ground": "经费调整"}, follow=True))
    row.refresh_from_db()
    assert row.state == "closed"


def test_sending_back_asks_for_a_ground(chief: Actor) -> None:
    row = proposed()
    page = told(browser(chief).post(page_of(row), {"act": "return", "ground": ""}))
    assert "This field is required." in page
    row.refresh_from_db()
    assert row.state == "proposed"


def test_a_draft_is_thrown_away_by_a_button(planner: Actor) -> None:
    row = drafted()
    told(browser(planner).post(page_of(row), {"act": "discard"}, follow=True))
    row.refresh_from_db()
    assert row.state == "discarded"


def test_the_next_programme_is_drafted_with_the_numbers_shown(planner: Actor) -> None:
    row = signed()
    client, where = browser(planner), page_of(row, "supervision-programme-following")
    assert "No sample drawn by chance is answered" in told(client.get(where, {"total": "30"}))
    page = told(client.post(where, {"act": "draft", "total": "30"}, follow=True))
    assert "Risk monitoring plan 2019" in page
    assert "It follows MP-2018-00001" in page
    assert "It is drafted: MP-2019-00001" in told(client.get(where))


def test_a_total_that_is_too_small_is_said_and_nothing_is_drafted(planner: Actor) -> None:
    row = signed(asked(), asked(goods=("2204",)))
    client, where = browser(planner), page_of(row, "supervision-programme-following")
    assert "A total of 1 is too small: the lines need 2 at least." in told(client.get(where, {"total": "1"}))
    assert "too small" in told(client.post(where, {"act": "draft", "total": "1"}))
    assert Programme.objects.count() == 1


def test_an_officer_reads_signed_programmes_and_changes_nothing(officer: Actor) -> None:
    draft, running = drafted(), signed()
    client = browser(officer)
    assert client.get(page_of(draft)).status_code == 404
    assert "Save the lines" not in told(client.get(page_of(running)))
    assert client.get(reverse("supervision-programme-new")).status_code == 403
    client.post(page_of(running), {"act": "close", "ground": "x"})
    running.refresh_from_db()
    assert running.state == "signed"


def test_another_bureau_s_programme_is_not_seen(planner: Actor) -> None:
    head = Office.objects.get(code="900000")
    Office.objects.create(code="920000", name_zh="京局", name_en="Beijing", level="bureau", parent=head,
                          path="900000/920000/")  # fmt: skip
    stranger = world.person("stranger", Role.RISK_ANALYST, "920000")
    row = drafted()
    assert browser(stranger).get(page_of(row)).status_code == 404
    assert list(queries.visible_programmes(stranger)) == []
    assert operations.propose_programme(actor=planner, at=NOON, programme=row.number)
