"""Gates: each may refuse, none hides what else is wrong."""

from datetime import date
from typing import Any

import pytest

from guomen.catalogue.terms import Channel, Confidence
from guomen.kernel.terms import Text
from tests.targeting.world import (
    DAY,
    access,
    authorisation,
    codes,
    decided,
    declaration,
    designation,
    item,
    never,
    parties,
    requirement,
    rulebook,
)

ACCESS = requirement("market_access", "access")
REGISTERED = requirement("establishment_registration", "registered", authorisation="establishment_registration")
FILED = requirement("importer_filing", "filed", authorisation="importer_filing")
PORT = requirement("designated_port", "port")


@pytest.mark.parametrize(
    ("rows", "shipped", "channel", "code"),
    [
        ((access("0207", "BR"),), None, Channel.RELEASE, ""),
        ((), None, Channel.REFUSE, "gate.access.not_listed"),
        ((access("0207", "US"),), None, Channel.REFUSE, "gate.access.not_listed"),
        ((access("0207", "BR", "evaluating"),), None, Channel.REFUSE, "gate.access.evaluating"),
        ((access("02", "BR"), access("0207", "BR", "suspended")), None, Channel.REFUSE, "gate.access.suspended"),
    ],
)
def test_only_an_admitted_pair_of_goods_and_origin_comes_in(
    rows: tuple[Any, ...], shipped: date | None, channel: Channel, code: str
) -> None:
    decision = decided(rulebook(requirements=[ACCESS], access=rows), declaration(shipped_on=shipped), draw=never)
    assert decision.channel is channel
    assert not code or code in codes(decision)


def test_goods_shipped_before_a_suspension_still_come_in_and_those_shipped_after_do_not() -> None:
    suspended_on = date(2018, 8, 1)
    rows = [
        access("0207", "BR", valid_to=suspended_on),
        access("0207", "BR", "suspended", valid_from=suspended_on),
    ]
    book = rulebook(requirements=[ACCESS], access=rows)
    assert decided(book, declaration(shipped_on=date(2018, 7, 20)), draw=never).channel is Channel.RELEASE
    assert decided(book, declaration(shipped_on=date(2018, 8, 1)), draw=never).channel is Channel.REFUSE
    assert decided(book, declaration(shipped_on=None), draw=never).channel is Channel.REFUSE


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (authorisation("establishment_registration", "SIF-1", "F"), ""),
        (authorisation("establishment_registration", "SIF-2", "F"), "gate.establishment.unknown"),
        (authorisation("establishment_registration", "SIF-1", "F", "suspended"), "gate.establishment.suspended"),
        (authorisation("establishment_registration", "SIF-1", "F", "withdrawn"), "gate.establishment.withdrawn"),
        (authorisation("establishment_registration", "SIF-1", "F", "applied"), "gate.establishment.applied"),
        (authorisation("establishment_registration", "SIF-1", "F", valid_to=DAY), "gate.establishment.expired"),
        (authorisation("establishment_registration", "SIF-1", "F", goods=("0203",)), "gate.establishment.scope"),
        (authorisation("establishment_registration", "SIF-1", "F", goods=("0207", "0203")), ""),
        (authorisation("establishment_registration", "SIF-1", "F", country="AR"), "gate.establishment.country"),
        (authorisation("establishment_registration", "SIF-1", "F", country="BR"), ""),
    ],
)
def test_the_overseas_producer_is_registered_by_number_scope_country_and_date(fact: Any, code: str) -> None:
    book = rulebook(requirements=[REGISTERED])
    decision = decided(book, declaration(item(producer="SIF-1")), parties(fact), draw=never)
    assert decision.channel is (Channel.REFUSE if code else Channel.RELEASE)
    assert not code or code in codes(decision)


def test_a_producer_that_is_not_stated_is_refused_with_that_reason() -> None:
    decision = decided(rulebook(requirements=[REGISTERED]), declaration(), draw=never)
    assert "gate.establishment.not_stated" in codes(decision)


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (authorisation("importer_filing", "F-1", "IMP-1"), ""),
        (authorisation("importer_filing", "F-1", "IMP-2"), "gate.filing.unknown"),
        (authorisation("exporter_filing", "F-1", "IMP-1"), "gate.filing.unknown"),
        (authorisation("importer_filing", "F-1", "IMP-1", "suspended"), "gate.filing.suspended"),
    ],
)
def test_the_importer_is_on_file(fact: Any, code: str) -> None:
    decision = decided(rulebook(requirements=[FILED]), declaration(), parties(fact), draw=never)
    assert decision.channel is (Channel.REFUSE if code else Channel.RELEASE)
    assert not code or code in codes(decision)


def test_meat_at_a_port_that_is_not_designated_is_refused_and_the_nearest_valid_ports_are_named() -> None:
    book = rulebook(
        requirements=[PORT],
        designations=[
            designation("220101", "0207"),
            designation("470201", "02"),
            designation("470301", "02", "accepted"),
            designation("470102", "03"),
        ],
        known_ports=(),
    )
    book.snapshot.__dict__["known_ports"] = {"470201": Text("南港", "South Port"), "220101": Text("北港", "North Port")}
    decision = decided(book, declaration(port="470101"), draw=never)
    told = next(reason for reason in decision.lines[0].reasons if reason.code == "gate.port.not_designated")
    assert decision.channel is Channel.REFUSE
    assert "South Port (470201), North Port (220101)" in told.text.en
    assert "470301" not in told.text.en
    assert decided(book, declaration(port="470201"), draw=never).channel is Channel.RELEASE


def test_a_refused_gate_still_lists_every_other_reason() -> None:
    book = rulebook(requirements=[ACCESS, REGISTERED, FILED, PORT])
    found = codes(decided(book, declaration(), draw=never))
    assert [code for code in found if code.startswith("gate.")] == [
        "gate.access.not_listed",
        "gate.establishment.not_stated",
        "gate.filing.unknown",
        "gate.port.not_designated",
    ]
    assert "supervision.lot_rate" in found


def test_an_unverified_default_holds_for_a_person_and_never_refuses() -> None:
    unverified = requirement("market_access", "access")
    object.__setattr__(unverified, "confidence", Confidence.LOW)
    decision = decided(rulebook(requirements=[unverified]), declaration(), draw=never)
    assert decision.channel is Channel.HOLD
    assert "unverified" in decision.lines[0].reasons[0].text.en


@pytest.mark.parametrize(
    ("rows", "channel"),
    [
        ([access("0207", "BR")], Channel.RELEASE),
        ([access("0207", "BR"), access("02071400", "BR")], Channel.RELEASE),
        ([access("0207", "BR"), access("02071200", "BR", "withdrawn")], Channel.DOCUMENT),
        ([access("02071400", "BR")], Channel.DOCUMENT),
    ],
)
def test_a_code_too_short_for_the_access_list_is_checked_on_documents_and_says_so(rows: Any, channel: Channel) -> None:
    decision = decided(rulebook(requirements=[ACCESS], access=rows), declaration(item(goods="0207")), draw=never)
    assert decision.channel is channel
    assert ("gate.access.code_too_short" in codes(decision)) is (channel is Channel.DOCUMENT)
