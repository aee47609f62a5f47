"""What decisions does on hearing from consignments, targeting and inspection.

The laboratory's reports reach it through inspection, which revises its conclusion on them; only that a report was
withdrawn, and the report of a re-test that an appeal waits for, it hears itself.
"""

from collections.abc import Sequence
from typing import Any

from guomen.catalogue.queries import hazard_name
from guomen.catalogue.terms import Channel
from guomen.decisions.operations import (
    Case,
    Evidence,
    close_proposals,
    hear_retest,
    propose_disposition,
    propose_dispositions,
    question_dispositions,
    release_all,
)
from guomen.decisions.terms import Facts, FaultFact
from guomen.inspection.queries import findings_of
from guomen.inspection.terms import FindingKind, Severity
from guomen.kernel.ledger.events import listens_to, listens_to_many
from guomen.kernel.ledger.terms import News
from guomen.kernel.terms import Reason
from guomen.laboratory.events import RESULT_REPORTED
from guomen.targeting.queries import assignment, assignments

_KEPT = (Channel.HOLD, Channel.REFUSE)
_DECIDED = (Channel.RELEASE, *_KEPT)


def _concerned(told: dict[str, Any]) -> bool:
    """Nothing was proposed yet for first versions that go to inspection."""
    return any(one["channel"] in _DECIDED or one["version"] > 1 for one in told["assignments"])


@listens_to_many("targeting.channel.assigned", when=_concerned)
def decide_without_inspection(heard: Sequence[News]) -> None:
    """Release on documents at once, propose detention or return on a hold or refusal, leave the rest to inspection."""
    assigned = [(news, _case(one), Channel(one["channel"])) for news in heard for one in news.payload["assignments"]]
    for news in heard:
        told = [case.consignment for one, case, channel in assigned if one is news and channel not in _DECIDED]
        if told:
            close_proposals(at=news.at, consignments=told, because="superseded", heard=news.entry)
    release_all(
        [
            Evidence(case, Facts(channel), news.at, news.entry)
            for news, case, channel in assigned
            if channel is Channel.RELEASE
        ]
    )
    kept = [(news, case, channel) for news, case, channel in assigned if channel in _KEPT]
    found = assignments({case.consignment for _, case, _ in kept})
    propose_dispositions(
        actor=None,
        told=[
            Evidence(case, Facts(channel, orders=_orders_of(found.get(case.consignment))), news.at, news.entry)
            for news, case, channel in kept
        ],
    )


@listens_to("targeting.channel.overridden")
def follow_override(news: News) -> None:
    """An officer chose another channel: propose what it asks for, for a signature, or wait for inspection."""
    case, channel = _case(news.payload), Channel(news.payload["to"])
    if channel in (Channel.RELEASE, *_KEPT):
        facts = Facts(channel, overridden=True)
        propose_disposition(actor=None, at=news.at, case=case, facts=facts, heard=news.entry)
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


@listens_to("laboratory.report.withdrawn")
def question_on_withdrawal(news: News) -> None:
    """The laboratory withdrew a report: what rests on it is not signed, what is in force is flagged."""
    told = news.payload
    kind, _, key = told["subject"].partition(":")
    number = key.partition("/")[0]
    if kind == "consignment" and number.isdigit():
        question_dispositions(
            at=news.at,
            consignment=int(number),
            sample=told["sample"],
            report=told["report"],
            reason=told["reason"],
            heard=news.entry,
        )


@listens_to(RESULT_REPORTED)
def hear_of_retests(news: News) -> None:
    """A re-test that an appeal waits for was reported."""
    hear_retest(at=news.at, label=news.payload["sample"])


@listens_to("consignments.consignment.amended", "consignments.consignment.cancelled")
def close_on_amendment(news: News) -> None:
    """Nobody signs what is no longer declared."""
    because = news.kind.rsplit(".", 1)[-1]
    keys = [consignment for consignment, _version in news.payload["versions"]]
    close_proposals(at=news.at, consignments=keys, because=because, heard=news.entry)


def _case(told: dict[str, Any]) -> Case:
    return Case(told["consignment"], told["version"], told.get("assignment"), told.get("office", ""))


def _orders_of(found: Any) -> tuple[Reason, ...]:
    """The reasons of the lines that the assigned channel is owed to, each once."""
    if found is None:
        return ()
    owed = [reason for line in found.lines if line["channel"] == found.channel for reason in line["reasons"]]
    return tuple(dict.fromkeys(Reason.from_json(reason) for reason in [*found.reasons, *owed]))


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
