"""What was written down when a sample was drawn: plan, lot, temperatures asked for, the portion that it was."""

from decimal import Decimal

from guomen.laboratory.models import Sample
from guomen.laboratory.terms import Kept, LotIdentity, SamplingPlan


def plan_of(sample: Sample) -> SamplingPlan | None:
    """The sampling plan in use with its increments, where one was written down."""
    told = sample.plan.get("plan")
    return SamplingPlan.from_json(told) if told else None


def kept_of(sample: Sample) -> Kept | None:
    """The temperatures between which the sample was to be kept on its way, where any were asked for."""
    told = sample.plan.get("kept")
    return Kept(Decimal(told[0]), Decimal(told[1])) if told else None


def lot_of(sample: Sample) -> LotIdentity | None:
    """What the lot was known by when the sample was drawn."""
    told = sample.plan.get("lot")
    return LotIdentity.from_json(told) if told else None


def source_portion(sample: Sample) -> str:
    """The label of the portion of an earlier sample that this one is; empty for a sample of its own."""
    return str(sample.plan.get("portion", ""))
