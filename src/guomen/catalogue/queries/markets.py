"""Whose limits bind goods that go to a country: its own, or those of the common market that it belongs to."""

from datetime import date

from guomen.catalogue.models import MarketMember
from guomen.catalogue.queries.names import code_set, country_name
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Text

CODEX = "codex"


def market_of(country: str, on: date) -> str:
    """The common market that a country (ISO 3166-1 alpha-2) belongs to on a day; the country itself where to none."""
    rows = MarketMember.objects.as_of(on, current_edition()).filter(country=country).order_by("market")
    return rows.values_list("market", flat=True).first() or country


def market_name(market: str) -> Text:
    """What a market is called: a common market or Codex by its name, else the country's; "" is ours."""
    if not market:
        return Text("我国", "China")
    return code_set("market").get(market) or country_name(market)
