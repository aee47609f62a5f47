"""The port's monitoring plan: a programme that the risk analyst drafts and headquarters signs, paced every morning."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from guomen.catalogue.queries import hazards
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import office_of_code
from guomen.kernel.terms import Text
from guomen.simulator import people
from guomen.simulator.operations.knowing import instant
from guomen.simulator.terms import Place, Trade
from guomen.simulator.trades import TRADES
from guomen.supervision.programmes.operations import (
    add_line,
    draft_programme,
    propose_programme,
    set_shares,
    sign_programme,
)
from guomen.supervision.programmes.terms import Frame, LineAsked, ProgrammeKind, ShareAsked

# The play's own numbers: share of the lots that the plan samples, days that it holds.
_SHARE, _DAYS = 0.12, 365


def plan_year(known: dict[str, Actor], first: date, places: Sequence[Place], daily: int) -> None:
    """Draft, propose and sign the plan of a year from the first day on. daily: the consignments of a place."""
    analyst, at = known[people.RISK_ANALYST.username], instant(first - timedelta(days=1), 9)
    programme = draft_programme(
        actor=analyst,
        at=at,
        kind=ProgrammeKind.MONITORING,
        title=Text("年度进口商品安全风险监控计划", "Yearly safety monitoring of imports"),
        basis="模拟口岸年度监控计划 the synthetic port's yearly plan",
        office=office_of_code(people.SHANGHAI),
        valid_from=first,
        valid_to=first + timedelta(days=_DAYS),
    )
    for trade in TRADES:
        if any(fault.analyte for fault in trade.faults):
            _line(analyst, at, programme.number, trade, _shares(trade, first, places, daily))
    propose_programme(actor=analyst, at=at, programme=programme.number)
    chief = known[people.HEADQUARTERS_OFFICER.username]
    sign_programme(actor=chief, at=at + timedelta(hours=2), programme=programme.number)


def _shares(trade: Trade, first: date, places: Sequence[Place], daily: int) -> list[ShareAsked]:
    """The places' parts of what travels, by how much of it each expects in a year."""
    yearly = {
        place.office: daily * _DAYS * trade.weight / sum(one.weight for one in place.trades)
        for place in places
        if trade in place.trades
    }
    over = first + timedelta(days=_DAYS)
    return [ShareAsked(office, first, over, max(1, round(_SHARE * lots)), lots) for office, lots in yearly.items()]


def _line(actor: Actor, at: datetime, programme: str, trade: Trade, shares: Sequence[ShareAsked]) -> None:
    zh, _, en = trade.description.rstrip("）").partition("（")
    tested = [fault for fault in trade.faults if fault.analyte]
    line = add_line(
        actor=actor,
        at=at,
        programme=programme,
        line=LineAsked(
            name=Text(zh, en or zh),
            goods=(trade.goods_code,),
            hazard=tested[0].hazard,
            tests=tuple({"analyte": fault.analyte, "analyte_zh": hazards()[fault.hazard].zh} for fault in tested),
            frame=Frame.IMPORTS,
            number=sum(share.number for share in shares),
        ),
    )
    set_shares(actor=actor, at=at, programme=programme, position=line.position, shares=shares)
