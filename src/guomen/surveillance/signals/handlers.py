"""What the radar does on hearing: our own findings and results that do not conform are signals as any other."""

from collections.abc import Sequence

from guomen.kernel.ledger.events import listens_to, listens_to_many
from guomen.kernel.ledger.terms import News
from guomen.surveillance.signals.operations.own import results_heard, take_back_finding, take_findings


@listens_to_many("inspection.finding.recorded")
def on_findings(many: Sequence[News]) -> None:
    """A finding at the port is a signal of the built-in source of port findings."""
    take_findings(at=many[-1].at, findings=[(news.at, news.payload) for news in many])


@listens_to("inspection.finding.withdrawn")
def on_withdrawn(news: News) -> None:
    """A finding that is taken back retracts its signal."""
    take_back_finding(at=news.at, finding=int(news.payload["finding"]), ground=str(news.payload.get("reason", "")))


@listens_to_many("laboratory.result.reported", "laboratory.outside.failed")
def on_results(many: Sequence[News]) -> None:
    """A result that does not conform is a signal of the built-in source of laboratory results; corrected, it is not."""
    results_heard(at=many[-1].at, results=[(news.at, news.payload) for news in many])
