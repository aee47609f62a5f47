"""New signals find the dossiers that they bear on."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.kernel.terms import Reason, Text
from guomen.surveillance.clusters.operations import add_members
from guomen.surveillance.clusters.queries import dossiers_holding, placements
from guomen.surveillance.signals.queries import signals

_NEWER = Reason("dossier.newer", Text("更新了此前归入的信号。", "A newer version of a signal that is in it."))


@listens_to("surveillance.signals.received")
def take_in(news: News) -> None:
    """Signals of a risk that has a live dossier become its members, those about goods that contain its goods too; taken
    in once, whoever asks twice. A newer version stands where the one before it stood.
    """
    for newer, older in news.payload.get("supersedes", []):
        for row in dossiers_holding(older):
            add_members(actor=None, at=news.at, number=row.number, signals=[newer], reasons=[_NEWER])
    received = signals().filter(pk__in=news.payload["signals"]).order_by("pk")
    for placed in placements(received.iterator(chunk_size=5_000), news.at):
        path = [placed.path.as_json()] if placed.path is not None else []
        add_members(
            actor=None, at=news.at, number=placed.dossier, signals=placed.signals, reasons=[placed.reason], path=path
        )
