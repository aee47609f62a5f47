"""The custody chain as it is drawn: a link for every hand, and whether the seal came through unbroken."""

from dataclasses import dataclass

from guomen.kernel.templatetags.guomen import named
from guomen.kernel.terms import Text
from guomen.laboratory.models import CustodyStep, Sample
from guomen.laboratory.rules import broken_seal
from guomen.laboratory.rules.custody import DEED_NAMES
from guomen.laboratory.terms import Deed

_TONES = {Deed.REFUSE: "stop", Deed.CANCEL: "stop", Deed.RECEIVE: "good", Deed.DISPOSE: "idle", Deed.STORE: "idle"}
_COMPARED = (Deed.RECEIVE, Deed.REFUSE)


@dataclass(frozen=True, slots=True)
class Link:
    """One custody step. seal_kept: whether the seal found is the one last set; None where nobody compared them."""

    step: CustodyStep
    deed: Text
    holder: str
    tone: str
    seal_kept: bool | None


def chain_of(sample: Sample) -> list[Link]:
    """The links of a sample's chain, oldest first."""
    links, seal_set = [], ""
    for step in sample.steps.select_related("actor"):
        deed = Deed(step.deed)
        sealed = seal_set or step.seal
        kept = not broken_seal(seal_set, step.seal) if deed in _COMPARED and sealed else None
        links.append(Link(step, DEED_NAMES[deed], _holder(step), _TONES.get(deed, ""), kept))
        seal_set = step.seal or seal_set
    return links


def _holder(step: CustodyStep) -> str:
    """Whoever has it, in the reader's language where it is the person that did it."""
    return named(step.actor) if step.actor and step.holder == step.actor.name_zh else step.holder
