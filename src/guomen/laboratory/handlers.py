"""What the flat part of the laboratory does on hearing its own news: staged sampling is settled by each report."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.laboratory.models import SamplingScheme
from guomen.laboratory.operations import settle_scheme


def _settle(news: News) -> None:
    label = news.payload["sample"]
    for row in SamplingScheme.objects.filter(stages__sample__label=label).distinct():
        settle_scheme(at=news.at, scheme=row.pk)


@listens_to("laboratory.result.reported")
def settle_on_report(news: News) -> None:
    """A stage has its result."""
    _settle(news)


@listens_to("laboratory.report.withdrawn")
def settle_on_withdrawal(news: News) -> None:
    """A stage's result does not stand any more."""
    _settle(news)
