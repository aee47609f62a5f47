"""Who may handle a sample before it is in the laboratory, and what is written down when it is drawn."""

from typing import Any

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability
from guomen.laboratory.terms import Kept, LotIdentity, Purpose, SamplingPlan

# Samples that are brought to the laboratory, or that it takes out of its own store: its people write them down.
BROUGHT_IN = (Purpose.ENTERPRISE, Purpose.COURT)
_OWN = (*BROUGHT_IN, Purpose.RETEST, Purpose.VERIFICATION)


def handling(purpose: Purpose) -> tuple[Capability, ...]:
    """What lets a person order, draw and hand over a sample of this purpose."""
    return (Capability.INSPECT, Capability.TEST) if purpose in _OWN else (Capability.INSPECT,)


def require_handling(actor: Actor, purpose: Purpose, office: Office | None = None) -> None:
    """Raises NotPermitted for one who may not order, draw or hand over such a sample."""
    asked = handling(purpose)
    held = next((one for one in asked if may(actor, one)), asked[0])
    require(actor, held, office)


def drawing_record(
    before: dict[str, Any],
    *,
    plan: SamplingPlan | None = None,
    kept: Kept | None = None,
    lot: LotIdentity | None = None,
    portion: str = "",
) -> dict[str, Any]:
    """What is kept with a sample of its drawing: the plan, the temperatures asked for, the lot, the portion it was."""
    told = dict(before)
    if plan is not None:
        told["plan"] = plan.as_json()
    if kept is not None:
        told["kept"] = [str(kept.low), str(kept.high)]
    if lot is not None:
        told["lot"] = lot.as_json()
    if portion:
        told["portion"] = portion
    return told
