"""What alerts do on hearing that a signal no longer holds, or that a programme opened a dossier."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.surveillance.alerts.operations.proposing import propose_by_policy
from guomen.surveillance.alerts.operations.questioning import question_alerts
from guomen.surveillance.clusters.terms import Opening


@listens_to("surveillance.signal.retracted", "surveillance.signal.refuted")
def ask_again(news: News) -> None:
    """Alerts that stand on the signal ask to be assessed anew."""
    question_alerts(at=news.at, signal=news.payload["signal"], state=news.kind.rpartition(".")[2])


@listens_to("surveillance.dossier.opened", when=lambda told: told.get("opening") == Opening.EXCEEDED)
def warn_of_programmes(news: News) -> None:
    """What a programme of sampling found beyond its limit is proposed as an alert at once; a person signs it."""
    propose_by_policy(at=news.at, dossier=news.payload["dossier"])
