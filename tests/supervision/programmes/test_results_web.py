"""The pages of a programme's results, its API and its command, as people and machines meet them."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.supervision.programmes import cli
from guomen.supervision.programmes.models import Programme, Suggestion
from tests.supervision import world
from tests.supervision.programmes.found import line_of, plan, sample

pytestmark = pytest.mark.usefixtures("agency")


@pytest.fixture
def shown(client: Client, planner: Actor) -> Programme:
    """Two sides of biscuits, four samples, one of them nonconforming; the planner is signed in, in English."""
    row = plan(
        world.asked(category="food", group="biscuits", side="domestic"),
        world.asked(category="food", group="biscuits", side="foreign"),
    )
    for label, position, conform in (("000000000001", 1, True), ("2", 1, False), ("3", 2, True), ("4", 2, True)):
        sample(line_of(row, position), label, value=f"0.{label[-1]} mg/kg", conform=conform)
    client.cookies["django_language"] = "en"
    client.force_login(planner)
    return row


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_overview_says_what_was_planned_drawn_and_found(client: Client, shown: Programme) -> None:
    page = told(client, f"/supervision/programmes/{shown.number}")
    assert "<strong>16</strong>samples planned" in page
    assert "<strong>4</strong>drawn" in page
    assert "Yangshan Branch" in page
    assert '<figure class="chart"' in page


def test_the_overview_is_told_in_chinese_too(client: Client, shown: Programme) -> None:
    client.cookies["django_language"] = "zh-hans"
    page = told(client, f"/supervision/programmes/{shown.number}")
    assert "计划样品数" in page
    assert "samples planned" not in page


def test_lines_can_be_asked_for_by_what_was_found(client: Client, shown: Programme) -> None:
    page = told(client, f"/supervision/programmes/{shown.number}?found=on")
    assert f"{shown.number}/lines/1" in page
    assert f"{shown.number}/lines/2" not in page


@pytest.mark.parametrize("sort", ["product", "-rate", "rate", "-drawn", "nonconforming", "hazard", "nothing"])
def test_lines_are_sorted_by_any_of_their_figures_also_where_one_has_none(
    client: Client, shown: Programme, sort: str
) -> None:
    shown.lines.get(position=2).samples.update(conform=None)
    page = told(client, f"/supervision/programmes/{shown.number}?sort={sort}")
    assert "nothing answered" in page


def test_another_period_can_be_asked_for(client: Client, shown: Programme) -> None:
    page = told(client, f"/supervision/programmes/{shown.number}?period=2018-01-01")
    assert '<span aria-current="page">2018-01-01</span>' in page
    assert "over, not complete" in page


def test_an_office_is_told_share_by_share(client: Client, shown: Programme) -> None:
    page = told(client, f"/supervision/programmes/{shown.number}/offices/910100")
    assert "Yangshan Branch" in page
    assert f"{shown.number}/lines/1" in page


def test_how_much_conforms_is_told_by_category(client: Client, shown: Programme) -> None:
    page = told(client, f"/supervision/programmes/{shown.number}/conforming")
    assert "75.0%" in page
    assert "food" in page


def test_a_line_shows_its_samples_with_their_values_and_its_limit(client: Client, shown: Programme) -> None:
    page = told(client, f"/supervision/programmes/{shown.number}/lines/1")
    assert "/laboratory/samples/000000000001" in page
    assert "<strong>lead (Pb) 0.2 mg/kg</strong>" in page
    assert "equal chances, binomial mid-P" in page


def test_what_a_person_put_into_a_value_is_told_as_text(client: Client, shown: Programme) -> None:
    sample(line_of(shown), "5", value="<script>")
    assert "&lt;script&gt;" in told(client, f"/supervision/programmes/{shown.number}/lines/1")


def test_from_a_comparison_a_suggestion_is_made_and_followed(client: Client, shown: Programme) -> None:
    page = f"/supervision/programmes/{shown.number}/comparison"
    assert '<th scope="row">domestic</th>' in told(client, page)
    refused = client.post(page, {"act": "suggest", "addressee": "NHC", "text": ""})
    assert refused.status_code == 200
    client.post(page, {"act": "suggest", "analyte": "lead (Pb)", "addressee": "NHC", "text": "Lower it."})
    one = Suggestion.objects.get()
    assert "Lower it." in told(client, "/supervision/suggestions")
    assert "Lower it." not in told(client, "/supervision/suggestions?state=sent")
    client.post(f"/supervision/suggestions/{one.pk}", {"act": "move", "state": "sent"})
    page_then = told(client, f"/supervision/suggestions/{one.pk}")
    assert "sent" in page_then
    unanswered = client.post(f"/supervision/suggestions/{one.pk}", {"act": "move", "state": "accepted"})
    assert "What was answered is not said." in unanswered.content.decode()


def test_who_does_not_plan_sees_no_form(client: Client, shown: Programme, officer: Actor) -> None:
    client.force_login(officer)
    assert 'value="suggest"' not in told(client, f"/supervision/programmes/{shown.number}/comparison")


@pytest.mark.parametrize("path", ["", "/conforming", "/comparison", "/lines/1", "/offices/910100"])
def test_a_programme_is_not_shown_to_who_may_not_read_it(client: Client, shown: Programme, path: str) -> None:
    client.force_login(world.someone(Role.TRADER, "910100"))
    assert client.get(f"/supervision/programmes/{shown.number}{path}").status_code in (403, 404)


def test_over_the_api_a_programme_is_told_with_its_lines_and_tallies(client: Client, shown: Programme) -> None:
    (head,) = client.get("/api/programmes").json()
    assert (head["number"], head["state"]) == (shown.number, "signed")
    whole = client.get(f"/api/programmes/{shown.number}").json()
    tally = whole["lines"][0]["tally"]
    assert (tally["planned"], tally["drawn"], tally["nonconforming"]) == (8, 2, 1)
    assert tally["estimate"]["method"] == "binomial"
    assert {one["office"] for one in whole["offices"]} >= {"910100", "910200"}


def test_over_the_api_a_stranger_is_told_that_there_is_no_such_programme(client: Client, shown: Programme) -> None:
    client.force_login(world.someone(Role.TRADER, "910100"))
    assert client.get("/api/programmes").json() == []
    assert client.get(f"/api/programmes/{shown.number}").json()["code"] == "programme.unknown"


def test_the_command_shows_a_programme_for_people_and_for_machines(shown: Programme) -> None:
    plain = CliRunner().invoke(cli.programme, ["show", shown.number], obj=lambda: None)
    assert plain.exit_code == 0
    assert "2/8 drawn, 2 reported, 1 nonconforming" in plain.output
    machine = CliRunner().invoke(cli.programme, ["show", shown.number, "--json"], obj=lambda: None)
    assert json.loads(machine.output)["lines"][0]["tally"]["reported"] == 2


def test_the_command_refuses_a_number_that_is_nobodys() -> None:
    answer = CliRunner().invoke(cli.programme, ["show", "MP-2018-99999"], obj=lambda: None)
    assert answer.exit_code == 1
    assert "There is no programme 'MP-2018-99999'." in answer.stderr
