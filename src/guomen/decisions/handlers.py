"""What decisions does on hearing from consignments, targeting and inspection.

The laboratory's reports reach it through inspection, which revises its conclusion on them.
"""

from typing import Any

from guomen.catalogue.queries import hazard_name
from guomen.catalogue.terms import Channel
from guomen.decisions.operations import Case, close_proposals, propose_disposition, release_on_documents
from guomen.decisions.terms import Facts, FaultFact
from guomen.inspection.queries import findings_of
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.kernel.terms import Reason
from guomen.targeting.queries import assignment

_KEPT = (Channel.HOLD, Channel.REFUSE)


@listens_to("targeting.channel.assigned")
def decide_without_inspection(news: News) -> None:
    """Release on documents at once, propose detention or return on a hold or refusal, leave the rest to inspection."""
    assigned = [(_case(one), Channel(one["channel"])) for one in news.payload["assignments"]]
    inspected = [case.consignment for case, channel in assigned if channel not in (Channel.RELEASE, *_KEPT)]
    close_proposals(at=news.at, consignments=inspected, because="superseded", heard=news.entry)
    released = [case for case, channel in assigned if channel is Channel.RELEASE]
    release_on_documents(at=news.at, cases=released, heard=news.entry)
    for case, channel in assigned:
        if channel in _KEPT:
            _propose_on_channel(news, case, channel, overridden=False)


@listens_to("targeting.channel.overridden")
def follow_override(news: News) -> None:
    """An officer chose another channel: propose what it asks for, for a signature, or wait for inspection."""
    case, channel = _case(news.payload), Channel(news.payload["to"])
    if channel in (Channel.RELEASE, *_KEPT):
        _propose_on_channel(news, case, channel, overridden=True)
    else:
        close_proposals(at=news.at, consignments=[case.consignment], because="overridden", heard=news.entry)


@listens_to("inspection.consignment.inspected")
def propose_on_inspection(news: News) -> None:
    """All tasks are done and no sample is waited for, or a later report changed the conclusion."""
    case = _case(news.payload)
    found = assignment(case.consignment, case.version)
    channel = Channel(found.channel) if found else Channel.PHYSICAL
    facts = Facts(
        # Whoever held or refused has been answered by the inspection: its findings decide now.
        channel if channel not in _KEPT else Channel.PHYSICAL,
        faults=tuple(_fault(row) for row in findings_of(case.consignment).filter(version=case.version)),
        inspected=True,
    )
    propose_disposition(actor=None, at=news.at, case=case, facts=facts, heard=news.entry)


@listens_to("consignments.consignment.amended", "consignments.consignment.cancelled")
def close_on_amendment(news: News) -> None:
    """Nobody signs what is no longer declared."""
    because = news.kind.rsplit(".", 1)[-1]
    keys = [consignment for consignment, _version in news.payload["versions"]]
    close_proposals(at=news.at, consignments=keys, because=because, heard=news.entry)


def _propose_on_channel(news: News, case: Case, channel: Channel, *, overridden: bool) -> None:
    found = assignment(case.consignment, case.version)
    orders = () if found is None or overridden else _orders(found.channel, found.lines, found.reasons)
    facts = Facts(channel, orders=orders, overridden=overridden)
    propose_disposition(actor=None, at=news.at, case=case, facts=facts, heard=news.entry)


def _case(told: dict[str, Any]) -> Case:
    return Case(told["consignment"], told["version"], told.get("assignment"))


def _orders(channel: str, lines: list[dict[str, Any]], reasons: list[dict[str, Any]]) -> tuple[Reason, ...]:
    """The reasons of the lines that the channel is owed to, each once."""
    owed = [reason for line in lines if line["channel"] == channel for reason in line["reasons"]]
    return tuple(dict.fromkeys(Reason.from_json(reason) for reason in [*reasons, *owed]))


def _fault(row: Any) -> FaultFact:
    return FaultFact(
        source=f"finding:{row.pk}",
        kind=FindingKind(row.kind),
        severity=Severity(row.severity),
        note=row.text,
        hazard=row.hazard,
        item_no=row.item_no,
        hazard_name=hazard_name(row.hazard) if row.hazard else None,
    )
