"""A dossier's story out of the ledger."""

from collections.abc import Iterator
from typing import Any

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.kernel.web.timeline import Moment

# kind of entry -> what it is called, tone
_DEEDS = {
    "surveillance.dossier.opened": (Text("建立档案", "Dossier opened"), "watch"),
    "surveillance.dossier.joined": (Text("归入新信号", "Signals joined"), ""),
    "surveillance.dossier.reduced": (Text("移出信号", "Signal taken out"), "idle"),
    "surveillance.dossier.merged": (Text("档案合并", "Dossiers merged"), "idle"),
    "surveillance.dossier.closed": (Text("档案办结", "Dossier closed"), "good"),
    "surveillance.assessment.drafted": (Text("起草评估", "Assessment drafted"), ""),
    "surveillance.assessment.signed": (Text("签署评估", "Assessment signed"), "watch"),
    "surveillance.dissent.said": (Text("提出不同意见", "Dissent"), "watch"),
    "surveillance.alert.proposed": (Text("拟发预警", "Alert proposed"), ""),
    "surveillance.alert.issued": (Text("发布预警", "Alert issued"), "stop"),
    "surveillance.alert.declined": (Text("预警未签发", "Alert declined"), "idle"),
    "surveillance.response.chosen": (Text("选定处置方案", "Response chosen"), "watch"),
    "surveillance.measure.imposed": (Text("采取措施", "Measure imposed"), "stop"),
    "surveillance.measure.lifted": (Text("解除措施", "Measure lifted"), "good"),
    "surveillance.line.set": (Text("调整防线", "Line of defence set"), ""),
}


def story_of(number: str) -> list[Moment]:
    """Everything that the ledger says of a dossier, oldest first."""
    return list(_told(number))


def _told(number: str) -> Iterator[Moment]:
    for entry in entries_about(SubjectRef("dossier", number)):
        if entry.kind in _DEEDS:
            what, tone = _DEEDS[entry.kind]
            yield Moment(
                entry.at,
                what,
                by=Text(entry.actor.name_zh, entry.actor.name_en) if entry.actor else "",
                tone=tone,
                detail=_detail(entry),
                reasons=tuple(Reason.from_json(one) for one in entry.reasons),
            )


def _detail(entry: Any) -> Text | None:
    said = entry.payload
    parts = [str(said[name]) for name in ("alert", "number", "into", "ground") if isinstance(said.get(name), str)]
    count = len(said.get("signals", [])) if isinstance(said.get("signals"), list) else 0
    if count:
        return Text(f"信号{count}条", f"{count} signals")
    return Text("；".join(parts), "; ".join(parts)) if parts else None
