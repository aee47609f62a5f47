"""What the reports' press does on hearing that the laboratory has reported."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.laboratory.models import Report
from guomen.laboratory.reports.operations import publish_report


@listens_to("laboratory.result.reported")
def print_on_report(news: News) -> None:
    """Make the paper of the report, unless it has one."""
    told = news.payload
    found = Report.objects.filter(sample__label=told["sample"], version=told["report"]).first()
    if found is not None:
        publish_report(actor=None, at=news.at, report=found.pk)
