"""What targeting does on hearing: what was lodged gets its channel; what was found moves the compliance history
and becomes a label; who is in charge draws the lines.
"""

from guomen.consignments import events as consignments
from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.targeting import events
from guomen.targeting.capacity.operations import redraw_open_shifts
from guomen.targeting.history.operations import note_outcome
from guomen.targeting.operations import assign_channels
from guomen.targeting.registry.operations import Found, note_line_outcomes


@listens_to(consignments.LODGED, consignments.AMENDED, when=lambda told: not told.get("decided"))
def on_lodged(news: News) -> None:
    """Assign channels to what was lodged or amended without one; what is decided already stays as it is."""
    versions = news.payload["versions"]
    assign_channels(actor=None, at=news.at, consignments=[consignment for consignment, _ in versions])


@listens_to("decisions.disposition.issued", when=lambda told: told.get("conforming") is not None)
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


@listens_to("decisions.disposition.issued", when=lambda told: told.get("conforming") is not None)
def on_found(news: News) -> None:
    """Note line by line what was found, for models to learn from. An entry counts once, and the newest counts."""
    note_line_outcomes(
        actor=None,
        at=news.at,
        entry=news.entry,
        consignment=int(news.payload["consignment"]),
        version=news.payload.get("version"),
        lines=Found.told(news.payload.get("lines", [])),
    )


@listens_to(events.PROMOTION_SIGNED)
def on_promotion(news: News) -> None:
    """Whoever is in charge from now on draws the lines of the shifts that are open."""
    redraw_open_shifts(at=news.at)
