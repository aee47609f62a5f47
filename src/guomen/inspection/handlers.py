"""What inspection does on hearing from targeting, consignments and the laboratory."""

from collections.abc import Sequence
from typing import Any

from guomen.catalogue.terms import Channel
from guomen.inspection.operations import (
    Assigned,
    close_sisters,
    close_tasks,
    find_sisters,
    hear_refusal,
    hear_report,
    hear_retest,
    hear_withdrawal,
    open_tasks,
    revise_tasks,
)
from guomen.kernel.ledger.events import listens_to, listens_to_many
from guomen.kernel.ledger.terms import News


def _concerned(told: dict[str, Any]) -> bool:
    """Nothing is opened or superseded for first versions that are released on documents."""
    return any(one["channel"] != Channel.RELEASE or one["version"] > 1 for one in told["assignments"])


@listens_to_many("targeting.channel.assigned", when=_concerned)
def open_for_channels(heard: Sequence[News]) -> None:
    """Open the tasks that each channel asks for; an amended declaration's tasks take the place of the former ones."""
    assigned = [
        Assigned(one["consignment"], one["version"], one["assignment"], Channel(one["channel"]), news.at)
        for news in heard
        for one in news.payload["assignments"]
    ]
    open_tasks(actor=None, at=max(news.at for news in heard), assigned=assigned)


@listens_to("targeting.channel.overridden")
def revise_for_override(news: News) -> None:
    """An officer took another channel: tasks are opened or superseded accordingly."""
    told = news.payload
    assigned = Assigned(told["consignment"], told["version"], told["assignment"], Channel(told["to"]))
    revise_tasks(actor=None, at=news.at, assigned=assigned)


@listens_to("consignments.consignment.cancelled")
def close_for_cancellation(news: News) -> None:
    """Nothing is left to inspect."""
    keys = [consignment for consignment, _version in news.payload["versions"]]
    close_tasks(actor=None, at=news.at, consignments=keys, ground="cancelled")


@listens_to("laboratory.result.reported")
def conclude_on_report(news: News) -> None:
    """The laboratory has reported on one of our samples."""
    told = news.payload
    hear_report(
        at=news.at,
        label=told["sample"],
        report=told["report"],
        conform=told["conform"],
        statements=told["statements"],
    )
    hear_retest(at=news.at, label=told["sample"], conform=told["conform"], statements=told["statements"])


@listens_to("laboratory.report.withdrawn")
def wait_on_withdrawal(news: News) -> None:
    """The laboratory has withdrawn a report on one of our samples."""
    told = news.payload
    hear_withdrawal(at=news.at, label=told["sample"], report=told["report"], reason=told["reason"])


@listens_to("laboratory.result.reported")
def look_for_sisters(news: News) -> None:
    """What failed may have sisters that are still here."""
    if news.payload["conform"] is False:
        find_sisters(at=news.at, label=news.payload["sample"])


@listens_to("decisions.disposition.issued")
def sisters_gone(news: News) -> None:
    """What was let go is not here any more."""
    if news.payload.get("lets_go"):
        close_sisters(at=news.at, consignment=news.payload["consignment"])


@listens_to("laboratory.sample.refused")
def draw_again_on_refusal(news: News) -> None:
    """The laboratory did not take one of our samples in."""
    hear_refusal(at=news.at, label=news.payload["sample"], reason=news.payload["remark"])
