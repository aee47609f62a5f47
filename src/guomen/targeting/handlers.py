"""What targeting does on hearing of a disposition: the lots that were looked at move the compliance history."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.targeting.history.operations import note_outcome


@listens_to("decisions.disposition.issued")
def on_disposition(news: News) -> None:
    """Note whether the examined lines of the consignment conformed. An entry counts once."""
    conforming = news.payload.get("conforming")
    if conforming is None:
        return
    note_outcome(
        actor=None,
        at=news.at,
        entry=news.entry,
        consignment=int(news.payload["consignment"]),
        conforming=bool(conforming),
        lines={int(line["item_no"]): bool(line["conforming"]) for line in news.payload.get("lines", [])
               if line.get("conforming") is not None and "item_no" in line},
    )  # fmt: skip
