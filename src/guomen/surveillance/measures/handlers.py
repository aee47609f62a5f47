"""What measures do on hearing of an act on goods: the ladder, adverse records and the public list run by themselves,
and measures that wait for conforming goods are looked at.

Each is a listener of its own, so that one that fails holds no other up.
"""

from typing import Any

from guomen.consignments.terms import CIVIL_ZONE
from guomen.decisions.queries import issued_for
from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News
from guomen.kernel.terms import Text
from guomen.surveillance.measures.adverse.operations import note_records
from guomen.surveillance.measures.ladder.operations import note_outcome
from guomen.surveillance.measures.operations import consider_lifting
from guomen.surveillance.measures.queries import waiting_for_conformity
from guomen.surveillance.measures.refused.operations import REFUSING, publish_batches, withdraw_batches
from guomen.targeting.queries import assignments_meeting

ISSUED = "decisions.disposition.issued"


def _found(told: dict[str, Any]) -> bool:
    return told.get("conforming") is not None and told.get("direction") == "import"


def _published(told: dict[str, Any]) -> bool:
    return told.get("direction") == "import" and (told.get("kind") in REFUSING or told.get("replaces") is not None)


@listens_to(ISSUED, when=_found)
def on_outcome_move_ladders(news: News) -> None:
    """Move the ladders of imported food that the outcome bears on."""
    act = issued_for([int(news.payload["consignment"])]).get(pk=news.payload["disposition"])
    note_outcome(
        at=news.at,
        entry=news.entry,
        consignment=act.consignment_id,
        facts=act.facts,
        lines=act.lines,
        again=news.payload.get("replaces") is not None,
    )


@listens_to(ISSUED, when=_found)
def on_outcome_note_records(news: News) -> None:
    """Enter and take off adverse records."""
    act = issued_for([int(news.payload["consignment"])]).get(pk=news.payload["disposition"])
    note_records(
        at=news.at,
        consignment=act.consignment_id,
        version=act.version,
        disposition=act.pk,
        facts=act.facts,
        lines=act.lines,
    )


@listens_to(ISSUED, when=_published)
def on_refusal_publish(news: News) -> None:
    """Publish what was returned or destroyed; withdraw what an act that is replaced had put on the list."""
    act = issued_for([int(news.payload["consignment"])]).get(pk=news.payload["disposition"])
    if news.payload.get("replaces") is not None:
        because = Text("原处置决定已被替代", "the act that it rested on was replaced")
        withdraw_batches(at=news.at, disposition=int(news.payload["replaces"]), because=because)
    publish_batches(
        at=news.at,
        consignment=act.consignment_id,
        version=act.version,
        disposition=act.pk,
        kind=act.kind,
        facts=act.facts,
        lines=act.lines,
        reasons=act.reasons,
    )


@listens_to(ISSUED, when=lambda told: told.get("conforming") is not None)
def on_outcome_consider_lifting(news: News) -> None:
    """Look at the measures that this consignment met and that wait for conforming ones."""
    consignment = int(news.payload["consignment"])
    for row in waiting_for_conformity(news.at.astimezone(CIVIL_ZONE).date()):
        if assignments_meeting(f"measure:{row.number}").filter(consignment_id=consignment).exists():
            consider_lifting(at=news.at, number=row.number)
