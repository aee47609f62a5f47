"""What the pool does on hearing that a report is out: outside reports are verified, orders are answered."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.laboratory.pool.operations import hear_report
from guomen.laboratory.pool.operations.orders import order_reported


@listens_to("laboratory.result.reported")
def on_report(news: News) -> None:
    """Hold our results against what others reported on the same goods."""
    hear_report(at=news.at, label=str(news.payload["sample"]))


@listens_to("laboratory.result.reported")
def on_ordered(news: News) -> None:
    """An enterprise's order has its report."""
    order_reported(at=news.at, sample=str(news.payload["sample"]))
