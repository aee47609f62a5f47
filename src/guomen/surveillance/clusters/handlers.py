"""New signals find the dossiers that they bear on."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.kernel.terms import Reason, Text
from guomen.surveillance.clusters.operations import add_members
from guomen.surveillance.clusters.queries import dossiers_for, dossiers_of_signal, risk_of, risk_of_signal
from guomen.surveillance.clusters.rules import membership
from guomen.surveillance.signals.queries import signals

_NEWER = Reason("dossier.newer", Text("更新了此前归入的信号。", "A newer version of a signal that is in it."))


@listens_to("surveillance.signals.received")
def take_in(news: News) -> None:
    """Signals of a risk that has a live dossier become its members; taken in once, whoever asks twice. A newer version
    stands where the one before it stood.
    """
    for newer, older in news.payload.get("supersedes", []):
        for number in dossiers_of_signal(older):
            add_members(actor=None, at=news.at, number=number, signals=[newer], reasons=[_NEWER])
    received = list(signals().filter(pk__in=news.payload["signals"]))
    for signal in received:
        for row in dossiers_for([signal])[signal.pk]:
            risks = risk_of_signal(signal)
            reason = next(found for risk in risks if (found := membership(risk_of(row), risk)) is not None)
            add_members(actor=None, at=news.at, number=row.number, signals=[signal.pk], reasons=[reason])
