"""The curve of an acceptance plan in use, read off by whoever works with it."""

import pytest
from django.test import Client

from guomen.targeting.sampling.rules import acceptance_probability
from guomen.targeting.web.accepting import quality_that_passes
from tests.laboratory import people


@pytest.mark.parametrize(("n", "ac"), [(125, 3), (80, 2), (50, 1), (5, 0), (200, 10)])
@pytest.mark.parametrize("passing", [0.95, 0.5, 0.1])
def test_a_lot_of_the_quality_that_is_read_off_passes_as_often_as_it_says(n: int, ac: int, passing: float) -> None:
    assert acceptance_probability(n, ac, quality_that_passes(n, ac, passing)) == pytest.approx(passing, abs=1e-6)


def test_zero_acceptance_passes_by_the_power_law() -> None:
    """With Ac = 0 the chance of passing is (1 - p)^n, so p = 1 - passing^(1/n)."""
    assert quality_that_passes(8, 0, 0.1) == pytest.approx(1 - 0.1 ** (1 / 8), abs=1e-8)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "at most 3 fail"), ("zh-hans", "不超过 3 个")])
def test_the_officer_reads_the_curve_and_its_points(client: Client, language: str, words: str) -> None:
    people.set_up()
    client.force_login(people.person(people.Role.PORT_OFFICER, "GM1001"))
    client.cookies["django_language"] = language
    answer = client.get("/targeting/acceptance/125/3/")
    assert answer.status_code == 200
    said = answer.content.decode()
    assert words in said
    assert "<svg" in said


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["0/0", "5/5", "20000/3"])
def test_a_plan_that_cannot_be_is_refused(client: Client, path: str) -> None:
    people.set_up()
    client.force_login(people.person(people.Role.PORT_OFFICER, "GM1001"))
    assert client.get(f"/targeting/acceptance/{path}/").status_code == 422
