"""The custody chain as it is drawn: a link for every hand, and whether the seal came through unbroken."""

from dataclasses import dataclass

from guomen.kernel.templatetags.guomen import named
from guomen.kernel.terms import Text
from guomen.laboratory.models import CustodyStep, Sample
from guomen.laboratory.rules import broken_seal
from guomen.laboratory.rules.custody import STEPS
from guomen.laboratory.terms import Deed, PortionKind

_TONES = {Deed.REFUSE: "stop", Deed.CANCEL: "stop", Deed.RECEIVE: "good", Deed.DISPOSE: "idle", Deed.STORE: "idle"}
_JUDGED = (Deed.RECEIVE, Deed.REFUSE)
_DONE = {deed: state.text for (_before, deed), state in STEPS.items()} | {
    Deed.RETURN: Text("已退回", "sent back"),
    Deed.CORRECT: Text("已更正", "corrected"),
}
_PART_DONE = {
    Deed.DRAW: Text("分出", "divided off"),
    Deed.STORE: Text("入库", "put into store"),
    Deed.PREPARE: Text("已用完", "used up"),
    Deed.DISPOSE: Text("已处置", "disposed of"),
    Deed.CANCEL: Text("遗失", "lost"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One custody step: what was done, who holds the sample since, who wrote it down where that is another; of a part
    of the sample, which.

    seal_kept: whether the seal found is the one last set; None where nobody compared them.
    """

    step: CustodyStep
    done: Text
    holder: str
    by: str
    note: str
    tone: str
    seal_kept: bool | None
    part: Text | None = None


def chain_of(sample: Sample) -> list[Link]:
    """The links of a sample's chain, oldest first."""
    links, seal_set = [], ""
    for step in sample.steps.select_related("actor", "portion"):
        links.append(_link(sample, step, seal_set))
        seal_set = seal_set if step.portion else step.seal or seal_set
    return links


def _link(sample: Sample, step: CustodyStep, seal_set: str) -> Link:
    deed, actor = Deed(step.deed), step.actor
    part = PortionKind(step.portion.kind).text if step.portion else None
    compared = deed in _JUDGED and bool(seal_set or step.seal)
    own = actor is not None and step.holder == actor.name_zh
    return Link(
        step,
        done=(_PART_DONE if part else _DONE)[deed],
        holder=named(actor) if own else step.holder,
        by="" if own or actor is None else named(actor),
        note=step.note,
        tone=_TONES.get(deed, ""),
        seal_kept=not broken_seal(seal_set, step.seal) if compared else None,
        part=part,
    )
