"""Sister lots of failing lots, as they are proposed to those who see them."""

from datetime import date

from django.db.models import Q, QuerySet

from guomen.catalogue.queries import policy
from guomen.inspection.models import SisterLot
from guomen.inspection.terms import SisterState
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, SubjectRef, Text

# How far back where policy lays nothing down: only what was lodged on the day itself.
_NOTHING_LAID_DOWN = 0


def sister_days(on: date) -> int:
    """How many days back sister lots are looked for."""
    try:
        return int(float(policy("inspection.sister_days", on=on).value))
    except LookupError:
        return _NOTHING_LAID_DOWN


def let_go(consignment: int) -> bool:
    """Whether the consignment was disposed of so that it left; decisions says so in the ledger."""
    issued = entries_about(SubjectRef("consignment", str(consignment))).filter(kind="decisions.disposition.issued")
    last = issued.last()
    return last is not None and bool(last.payload.get("lets_go"))


def visible_sisters(actor: Actor) -> QuerySet[SisterLot]:
    """Sister lots that lie in the actor's office or below it, or whose failing lot does; newest first."""
    if actor.office is None:
        return SisterLot.objects.none()
    path = actor.office.path
    ours = Q(consignment__office__path__startswith=path) | Q(failing__office__path__startswith=path)
    rows = SisterLot.objects.filter(ours).select_related("consignment__office", "failing__office", "decided_by")
    return rows.order_by("-found_at", "-id")


def open_sisters(actor: Actor) -> QuerySet[SisterLot]:
    """Sister lots about which the actor's office has to decide."""
    path = actor.office.path if actor.office else "\0"
    return visible_sisters(actor).filter(state=SisterState.PROPOSED, consignment__office__path__startswith=path)


def seen_sister(actor: Actor, sister: int) -> SisterLot:
    """One sister lot that lies in the actor's office or below. Raises Missing."""
    path = actor.office.path if actor.office else "\0"
    found = visible_sisters(actor).filter(pk=sister, consignment__office__path__startswith=path).first()
    if found is None:
        raise Missing(
            "sister.missing",
            Text("没有这项同源批次。", "There is no such sister lot."),
            Text("请从清单进入。", "Go there from the list."),
        )
    return found


def sisters_of(consignment: int) -> QuerySet[SisterLot]:
    """What was found about a consignment: as the failing one, or as a sister."""
    rows = SisterLot.objects.filter(Q(failing_id=consignment) | Q(consignment_id=consignment))
    return rows.select_related("consignment", "failing").order_by("id")
