"""What each kind of deed adds to its moment: a badge, a tone, a link, the reasons that the room keeps."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import NoReverseMatch, reverse

from guomen.catalogue.terms import Channel
from guomen.decisions import events as decisions
from guomen.decisions.terms import DispositionKind
from guomen.inspection import events as inspection
from guomen.inspection.terms import FindingKind, TaskKind
from guomen.interfaces.story.facts import Facts
from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Reason, Text
from guomen.laboratory import events as laboratory
from guomen.surveillance.measures import events as surveillance
from guomen.targeting import events as targeting

# Fields of a moment, by name.
More = dict[str, Any]


def _href(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _channel(channel: str) -> More:
    return {"badge": channel, "badge_text": Channel(channel).text}


def _assigned(entry: Entry, facts: Facts) -> More:
    own = (one for one in entry.payload["assignments"] if one["consignment"] == facts.consignment.pk)
    found = next((facts.assignments.get(one["version"]) for one in own), None)
    if found is None:
        return {}
    reasons = tuple(_once(Reason.from_json(one) for one in _all_reasons(found.reasons, found.lines)))
    tone = "stop" if Channel(found.channel).severity >= Channel.HOLD.severity else ""
    return {"reasons": reasons, "tone": tone, **_channel(found.channel)}


def _all_reasons(whole: list[More], lines: list[More]) -> Iterator[More]:
    yield from whole
    for line in lines:
        yield from line["reasons"]


def _once(reasons: Iterator[Reason]) -> list[Reason]:
    return list(dict.fromkeys(reasons))


def _overridden(entry: Entry, facts: Facts) -> More:
    override = next((one for one in facts.overrides if one.pk == entry.payload.get("override")), None)
    ground = Text(override.ground, override.ground) if override else None
    return {"detail": ground, "tone": "watch", **_channel(entry.payload["to"])}


def _task(entry: Entry, facts: Facts) -> More:
    kind = entry.payload.get("kind")
    href = _href("inspection-task", entry.payload["task"])
    return {"badge": "idle", "badge_text": TaskKind(kind).text, "href": href} if kind else {}


def _finding(entry: Entry, facts: Facts) -> More:
    kind = FindingKind(entry.payload["kind"]).text
    found = next((one for one in facts.findings if one.pk == entry.payload.get("finding")), None)
    words = f": {found.text}" if found and found.text else ""
    return {"detail": Text(kind.zh + words, kind.en + words), "tone": "stop"}


def _inspected(entry: Entry, facts: Facts) -> More:
    good = entry.payload["conforming"]
    return {
        "tone": "good" if good else "stop",
        "badge": "conforming" if good else "nonconforming",
        "badge_text": Text("符合", "conforming") if good else Text("不符合", "not conforming"),
    }


def _seals(entry: Entry, facts: Facts) -> More:
    numbers = ", ".join(number for _unit, number, *_state in entry.payload["seals"])
    return {"detail": Text(numbers, numbers)}


def _arrived(entry: Entry, facts: Facts) -> More:
    return {"tone": "good" if entry.kind == inspection.LEG_ARRIVED else "stop"}


_RESULTS = {
    True: ("conform", Text("合格", "conforms"), "good"),
    False: ("nonconform", Text("不合格", "does not conform"), "stop"),
    None: ("inconclusive", Text("不能判定", "inconclusive"), "watch"),
}


def _reported(entry: Entry, facts: Facts) -> More:
    code, text, tone = _RESULTS[entry.payload["conform"]]
    return {"badge": code, "badge_text": text, "tone": tone, "href": _sample(entry)}


def _sample(entry: Entry) -> str:
    label = next((one.removeprefix("sample:") for one in entry.subjects if one.startswith("sample:")), "")
    return _href("laboratory-sample", label) if label else ""


def _at_sample(entry: Entry, facts: Facts) -> More:
    return {"href": _sample(entry)}


def _disposition(entry: Entry, facts: Facts) -> More:
    kind = DispositionKind(entry.payload["kind"])
    found = next((one for one in facts.dispositions if one.pk == entry.payload["disposition"]), None)
    more: More = {
        "badge": str(kind),
        "badge_text": kind.text,
        "href": _href("decisions-disposition", entry.payload["disposition"]),
    }
    if entry.kind == decisions.DISPOSITION_ISSUED:
        more["tone"] = "good" if kind.lets_go else "stop"
        if found is not None:
            more["reasons"] = tuple(Reason.from_json(one) for one in found.reasons)
    return more


def _certificate(entry: Entry, facts: Facts) -> More:
    number = str(entry.payload["certificate"])
    return {"badge": "info", "badge_text": Text(number, number), "href": _href("decisions-certificate", number)}


def _measure(entry: Entry, facts: Facts) -> More:
    number = str(entry.payload["number"])
    return {"badge": "watch", "badge_text": Text(number, number), "href": _href("surveillance-measure", number)}


TELLERS: dict[str, Callable[[Entry, Facts], More]] = {
    targeting.CHANNEL_ASSIGNED: _assigned,
    targeting.CHANNEL_OVERRIDDEN: _overridden,
    targeting.OVERRIDE_PROPOSED: _overridden,
    targeting.OVERRIDE_DECLINED: _overridden,
    inspection.TASK_CLAIMED: _task,
    inspection.TASK_ASSIGNED: _task,
    inspection.TASK_REOPENED: _task,
    inspection.TASK_COMPLETED: _task,
    inspection.CHECKLIST_ANSWERED: _task,
    inspection.FINDING_RECORDED: _finding,
    inspection.CONSIGNMENT_INSPECTED: _inspected,
    inspection.SEALS_APPLIED: _seals,
    inspection.SEALS_CHECKED: _seals,
    inspection.LEG_ARRIVED: _arrived,
    inspection.LEG_STOPPED: _arrived,
    laboratory.SAMPLE_DRAWN: _at_sample,
    laboratory.SAMPLE_HANDED: _at_sample,
    laboratory.SAMPLE_RECEIVED: _at_sample,
    laboratory.RESULT_REPORTED: _reported,
    decisions.DISPOSITION_PROPOSED: _disposition,
    decisions.DISPOSITION_SIGNED: _disposition,
    decisions.DISPOSITION_ISSUED: _disposition,
    decisions.CERTIFICATE_ISSUED: _certificate,
    decisions.CERTIFICATE_REVOKED: _certificate,
    decisions.CERTIFICATE_REPLACED: _certificate,
    surveillance.MEASURE_IMPOSED: _measure,
}
