"""What programmes do on hearing of samples and results, and of what was found in goods that they had intercepted."""

from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.laboratory.queries import tested_again
from guomen.supervision.programmes import events
from guomen.supervision.programmes.operations import (
    consider_ending,
    count_sample,
    draw_running,
    hear_end,
    hear_results,
    pace_shares,
)


@listens_to(events.PROGRAMME_SIGNED, events.PROGRAMME_CLOSED)
def on_programme(news: News) -> None:
    """A programme is in force, or not any more: its orders are issued and its picks drawn, or its orders end."""
    pace_shares(at=news.at)
    draw_running(at=news.at)


@listens_to("inspection.sample.drawn", when=lambda told: bool(told.get("programmes")))
def on_drawn(news: News) -> None:
    """A sample was drawn of goods that a programme picked."""
    told = news.payload
    count_sample(
        at=news.at,
        label=told["sample"],
        consignment=told["consignment"],
        version=told["version"],
        item_no=told["item_no"],
        references=list(told["programmes"]),
    )


@listens_to("laboratory.result.reported", "laboratory.report.withdrawn")
def on_result(news: News) -> None:
    """What the laboratory says of a sample changed; of a re-test, what it says of the first sample."""
    label = news.payload["sample"]
    hear_results(at=news.at, label=tested_again(label) or label)


@listens_to("laboratory.sample.cancelled", "laboratory.sample.refused")
def on_end(news: News) -> None:
    """Nobody will test the sample."""
    hear_end(label=news.payload["sample"])


@listens_to("decisions.disposition.issued", when=lambda told: told.get("conforming") is not None)
def on_outcome(news: News) -> None:
    """Goods were decided on that an interception may have met."""
    told = news.payload
    if told.get("assignment") is not None:
        consider_ending(
            at=news.at,
            consignment=told["consignment"],
            assignment=told["assignment"],
            conforming=bool(told["conforming"]),
        )
