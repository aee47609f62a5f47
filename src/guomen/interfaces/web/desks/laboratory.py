"""In the laboratory: what is on its way, what is to be tested, reviewed and authorised, what is held or blocked."""

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _

from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.laboratory.messages.queries import held_lines
from guomen.laboratory.quality.queries import visible_nonconformities
from guomen.laboratory.quality.terms import NcState
from guomen.laboratory.queries import missing_samples, queue
from guomen.laboratory.terms import SampleState

ON_THEIR_WAY = (SampleState.DRAWN, SampleState.HANDED_OVER)
_ON_THE_BENCH = (SampleState.RECEIVED, SampleState.PREPARED)
_TO_SIGN = (SampleState.REVIEWED, SampleState.AUTHORISED)


def laboratory_desk(actor: Actor, at: datetime) -> Desk:
    """Samples by what is to be done with them; whoever authorises sees first what waits for that."""
    waiting = queue(actor)
    counts = Counter(waiting.order_by().values_list("state", flat=True))
    authorises = may(actor, Capability.AUTHORISE_RESULT)
    mine = _TO_SIGN if authorises else (*_ON_THE_BENCH, SampleState.TESTED, *ON_THEIR_WAY)

    def many(*states: SampleState) -> int:
        return sum(counts[state] for state in states)

    def card(label: str, figure: int, page: str, wanted: bool) -> Card:
        return Card(label, figure, address(page), asked(figure) if wanted else "")

    return Desk(
        title=_("Laboratory"),
        cards=[
            card(_("to receive"), many(*ON_THEIR_WAY), "laboratory-reception", not authorises),
            card(_("to test"), many(*_ON_THE_BENCH), "laboratory-bench", not authorises),
            card(_("to review"), many(SampleState.TESTED), "laboratory-review", not authorises),
            card(_("to authorise"), many(*_TO_SIGN), "laboratory-review", authorises),
            card(_("not arrived in time"), len(missing_samples(actor, at)), "laboratory-reception", True),
            card(_("instrument values held"), held_lines(actor).count(), "laboratory-messages", True),
            card(_("nonconforming work open"), _open(actor), "laboratory-nonconformities", authorises),
        ],
        todos=[
            ToDo(
                text=one.label,
                href=address("laboratory-review-sample" if _reviewed(one.state) else "laboratory-sample", one.label),
                at=one.ordered_at,
                badge=one.state,
                badge_text=SampleState(one.state).text,
                note=one.description,
            )
            for one in waiting.filter(state__in=mine)[:SHOWN]
        ],
        when=_("Ordered"),
        href=address("laboratory-samples"),
        nothing=_("No sample waits for you."),
    )


def _reviewed(state: str) -> bool:
    return state in (SampleState.TESTED, *_TO_SIGN)


def _open(actor: Actor) -> int:
    return visible_nonconformities(actor).exclude(state=NcState.CLOSED).count()
