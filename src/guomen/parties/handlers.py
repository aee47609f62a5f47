"""What parties does on hearing of decisions: goods that are let go draw their permits down."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.ledger.terms import News
from guomen.kernel.terms import SubjectRef
from guomen.parties.operations import write_off
from guomen.parties.terms import Use

# The civil day of a release is the day in Beijing time.
_CIVIL_ZONE = ZoneInfo("Asia/Shanghai")


def _uses_permits(told: dict[str, Any]) -> bool:
    return any(line.get("permits") for line in told.get("lines", []))


@listens_to("decisions.disposition.issued", when=_uses_permits)
def draw_permits_down(news: News) -> None:
    """Write off what was let go; an act that keeps the goods after all gives it back. A later act has the last word."""
    subject = SubjectRef("consignment", str(news.payload["consignment"]))
    if entries_about(subject).filter(kind=news.kind, pk__gt=news.entry).exists():
        return
    uses = [
        Use(
            number=permit["number"],
            item_no=line["item_no"],
            amounts={unit: Decimal(amount) for unit, amount in permit["amounts"].items()},
        )
        for line in news.payload["lines"]
        for permit in line.get("permits", ())
    ]
    gone = uses if news.payload["lets_go"] else []
    write_off(actor=None, at=news.at, subject=subject, on=news.at.astimezone(_CIVIL_ZONE).date(), uses=gone)
