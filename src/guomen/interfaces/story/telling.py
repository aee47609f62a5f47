"""From ledger entries to moments of a timeline, for the officer and for the trader."""

from collections.abc import Iterator
from dataclasses import replace

from guomen.consignments import events as consignments
from guomen.decisions import events as decisions
from guomen.inspection import events as inspection
from guomen.interfaces.deeds import name_of
from guomen.interfaces.story.facts import Facts
from guomen.interfaces.story.tellers import TELLERS, More
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.kernel.web.timeline import Moment
from guomen.laboratory import events as laboratory
from guomen.targeting import events as targeting

# What a trader is told of; all else would show where and how the agency looks.
PUBLIC = {
    consignments.LODGED,
    consignments.AMENDED,
    consignments.CANCELLED,
    targeting.CHANNEL_ASSIGNED,
    targeting.CHANNEL_OVERRIDDEN,
    inspection.LEG_DEPARTED,
    inspection.LEG_ARRIVED,
    inspection.LEG_STOPPED,
    inspection.CONSIGNMENT_INSPECTED,
    laboratory.SAMPLE_DRAWN,
    decisions.DISPOSITION_ISSUED,
    decisions.CERTIFICATE_ISSUED,
    decisions.CERTIFICATE_REVOKED,
    decisions.CERTIFICATE_REPLACED,
    decisions.APPEAL_LODGED,
    decisions.APPEAL_ANSWERED,
}
# Where inspection and the laboratory both write of one deed, the laboratory's entry tells it.
SILENT = {inspection.SAMPLE_DRAWN, laboratory.SAMPLE_ORDERED}


def timeline_of(facts: Facts, audience: str) -> list[Moment]:
    """The story, oldest first; audience "officer" or "trader"."""
    subject = SubjectRef("consignment", str(facts.consignment.pk))
    told = [
        _moment(entry, facts, audience)
        for entry in entries_about(subject)
        if entry.kind not in SILENT and (audience == "officer" or entry.kind in PUBLIC)
    ]
    return list(_each_reason_once(told))


def _each_reason_once(moments: list[Moment]) -> Iterator[Moment]:
    """The same moments; what was told as the reasons of one is not told again with the next."""
    before: set[tuple[Reason, ...]] = set()
    for moment in moments:
        yield replace(moment, reasons=()) if moment.reasons in before else moment
        before.add(moment.reasons)


def _moment(entry: Entry, facts: Facts, audience: str) -> Moment:
    more: More = {"reasons": tuple(Reason.from_json(one) for one in entry.reasons)}
    teller = TELLERS.get(entry.kind)
    if teller is not None:
        more |= teller(entry, facts)
    if audience == "trader":
        more = {name: value for name, value in more.items() if name not in ("detail", "href")}
    return Moment(at=entry.at, what=name_of(entry.kind), by=_who(entry, audience), **more)


def _who(entry: Entry, audience: str) -> Text:
    office = Text(entry.office.name_zh, entry.office.name_en) if entry.office else Text("", "")
    if entry.actor is None or audience == "trader":
        return office
    return Text(
        f"{entry.actor.name_zh} {office.zh}".strip(),
        f"{entry.actor.name_en}, {office.en}".rstrip(", "),
    )
