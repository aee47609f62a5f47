"""What alerts do on hearing that a signal no longer holds."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.surveillance.alerts.operations.questioning import question_alerts


@listens_to("surveillance.signal.retracted", "surveillance.signal.refuted")
def ask_again(news: News) -> None:
    """Alerts that stand on the signal ask to be assessed anew."""
    question_alerts(at=news.at, signal=news.payload["signal"], state=news.kind.rpartition(".")[2])
