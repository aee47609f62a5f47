"""Pages of the pool, for whoever may open them; a stranger reads the public list alone."""

from decimal import Decimal

import pytest
from django.test import Client

from guomen.kernel.offices.models import Actor
from guomen.laboratory.pool import operations, queries
from guomen.laboratory.pool.models import ServiceOrder
from guomen.laboratory.pool.terms import RoutedBy
from tests.laboratory.conftest import AT
from tests.laboratory.pool.test_operations import body, manager, ordered, taken, trader

__all__ = ["manager", "trader"]


@pytest.fixture
def filled(officer: Actor, manager: Actor) -> None:
    body(manager, "OWN", office="GM10")
    body(manager, "OUT", price="80")
    ordered(officer)
    taken(officer)
    operations.route_samples(actor=manager, at=AT)
    ordered(officer)


def read(client: Client, actor: Actor | None, path: str, language: str = "en") -> tuple[int, str]:
    if actor is not None:
        client.force_login(actor)
    client.cookies["django_language"] = language
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "path",
    [
        "/laboratory/tests", "/laboratory/pool", "/laboratory/pool/new", "/laboratory/pool/OUT", "/laboratory/routing",
        "/laboratory/outside", "/laboratory/orders",
    ],
)  # fmt: skip
def test_every_page_opens_for_the_manager_in_both_languages(
    client: Client, filled: None, manager: Actor, path: str, language: str
) -> None:
    status, said = read(client, manager, path, language)
    assert status == 200
    assert "OUT" in said or path.endswith(("new", "orders", "routing"))


def test_a_stranger_reads_what_is_tested_where_and_nothing_else(client: Client, filled: None) -> None:
    status, said = read(client, None, "/laboratory/tests?text=cadmium")
    assert status == 200
    assert "OUT testing" in said
    assert "80" in said
    assert read(client, None, "/laboratory/tests?text=nothing+like+it")[1].count("OUT testing") == 0
    assert read(client, None, "/laboratory/pool")[0] == 302


def test_the_page_of_a_sample_says_where_it_goes_and_lets_another_be_chosen(
    client: Client, filled: None, manager: Actor
) -> None:
    label = queries.routings()[0].routes.get().sample.label
    status, said = read(client, manager, f"/laboratory/routing/{label}")
    assert status == 200
    assert "CNY 80" in said
    chosen = client.post(
        f"/laboratory/routing/{label}",
        {"act": "choose", "code": "OWN", "by": RoutedBy.OFFICER.value, "reason": "our own instruments are free"},
    )
    assert chosen.status_code == 302
    assert "our own instruments are free" in read(client, manager, f"/laboratory/routing/{label}")[1]


def test_the_manager_gives_all_waiting_samples_to_laboratories_with_one_button(
    client: Client, filled: None, manager: Actor
) -> None:
    client.force_login(manager)
    assert queries.waiting_samples(manager).count() == 1
    assert client.post("/laboratory/routing", {"act": "route"}).status_code == 302
    assert queries.waiting_samples(manager).count() == 0


def test_a_trader_orders_tests_and_the_laboratory_takes_them_on(
    client: Client, filled: None, manager: Actor, trader: Actor
) -> None:
    offer = queries.body("OWN").offers.get()
    client.force_login(trader)
    sent = {
        "act": "place",
        "offers": [str(offer.pk)],
        "description": "one bag of rice",
        "units": "1",
        "goods_code": "",
        "lot": "",
    }
    assert client.post("/laboratory/orders/new/OWN", sent | {"description": ""}).status_code == 200
    assert client.post("/laboratory/orders/new/OWN", sent).status_code == 302
    order = ServiceOrder.objects.get()
    assert order.price == Decimal(100)
    assert read(client, trader, f"/laboratory/orders/{order.number}")[0] == 200
    client.force_login(manager)
    assert client.post(f"/laboratory/orders/{order.number}", {"act": "decline", "reason": ""}).status_code == 200
    assert client.post(f"/laboratory/orders/{order.number}", {"act": "take", "reason": ""}).status_code == 302
    order.refresh_from_db()
    assert order.sample is not None
    assert order.sample.label in read(client, trader, f"/laboratory/orders/{order.number}")[1]


def test_an_entry_that_cannot_be_is_refused_in_the_form(client: Client, filled: None, manager: Actor) -> None:
    client.force_login(manager)
    offer = {
        "act": "offer",
        "analyte_zh": "铅",
        "analyte_en": "lead",
        "price": "90",
        "days": "3",
        "valid_from": "2018-05-07",
    }
    wrong = client.post("/laboratory/pool/OUT", offer | {"goods": "rice"})
    assert wrong.status_code == 200
    assert "只含数字" in wrong.content.decode()
    assert client.post("/laboratory/pool/OUT", offer).status_code == 302
    assert queries.body("OUT").offers.filter(analyte_en="lead").exists()
    no_reason = client.post("/laboratory/pool/OUT", {"act": "standing", "standing": "suspended", "reason": " "})
    assert no_reason.status_code == 200
