"""How long samples are kept and how long they may be on their way: policies, and what is due by them."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from guomen.catalogue.queries import policy
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import SubjectRef
from guomen.laboratory.models import CustodyStep, Portion, Sample
from guomen.laboratory.queries.samples import visible_samples
from guomen.laboratory.terms import Deed, PortionKind, PortionState, SampleState, whole_of

_ENDED = (SampleState.REPORTED, SampleState.STORED, SampleState.DISPOSED, SampleState.CANCELLED, SampleState.REFUSED)
_APPEALS = {"decisions.appeal.lodged": True, "decisions.appeal.answered": False}


def laid_down(name: str, on: date, office: Office) -> int | None:
    """A whole number that policy lays down for an office; None where nothing was laid down."""
    try:
        return int(float(policy(f"laboratory.{name}", on=on, office=office.code).value))
    except LookupError:
        return None


def keep_until(kind: PortionKind, on: date, office: Office) -> date | None:
    """Until when a part of this kind, taken on a day, is kept; None where policy does not say."""
    days = laid_down(f"keep_days.{kind}", on, office)
    return None if days is None else on + timedelta(days=days)


def retained_until(sample: Sample) -> date | None:
    """Until when a sample with its parts is kept."""
    days = [one.keep_until for one in sample.portions.filter(state=PortionState.KEPT) if one.keep_until]
    return max([*days, *([sample.retain_until] if sample.retain_until else [])], default=None)


def open_retests(sample: Sample) -> QuerySet[Sample]:
    """Re-tests of a sample that are not reported yet."""
    return sample.retests.exclude(state__in=_ENDED)


def appealed(sample: Sample) -> bool:
    """Whether an appeal about what the sample is of waits for its answer; decisions says so in the ledger."""
    whole = whole_of(SubjectRef.parse(sample.bound_to or sample.subject))
    last = entries_about(whole).filter(kind__in=list(_APPEALS)).last()
    return last is not None and _APPEALS[last.kind]


def due_for_disposal(actor: Actor, on: date) -> list[Sample]:
    """Stored samples that the actor sees and that need no longer be kept."""
    later = Portion.objects.filter(sample=OuterRef("pk"), state=PortionState.KEPT, keep_until__gt=on)
    waiting = Sample.objects.filter(retest_of=OuterRef("pk")).exclude(state__in=_ENDED)
    rows = visible_samples(actor).filter(Q(retain_until__lte=on), state=SampleState.STORED)
    due = rows.exclude(Exists(later)).exclude(Exists(waiting)).order_by("retain_until", "id")
    return [one for one in due[:500] if not appealed(one)]


def missing_samples(actor: Actor, at: datetime, *, label: str = "") -> list[Sample]:
    """Samples that were drawn longer ago than their way may take and that no laboratory has received, oldest first.

    Each carries drawn_at. label: only this one. Where policy lays no hours down, nothing is missing.
    """
    drawn = CustodyStep.objects.filter(sample=OuterRef("pk"), portion=None, deed=Deed.DRAW).values("at")[:1]
    on = timezone.localdate(at)
    under_way = visible_samples(actor).filter(state__in=(SampleState.DRAWN, SampleState.HANDED_OVER))
    under_way = under_way.filter(label=label) if label else under_way
    rows = list(under_way.annotate(drawn_at=Subquery(drawn)).order_by("drawn_at", "id")[:500])
    offices = {one.office_id: one.office for one in rows}
    hours = {key: laid_down("way_hours", on, office) for key, office in offices.items()}
    return [one for one in rows if _late(one.drawn_at, hours[one.office_id], at)]


def _late(drawn_at: datetime | None, hours: int | None, at: datetime) -> bool:
    return drawn_at is not None and hours is not None and drawn_at + timedelta(hours=hours) < at
