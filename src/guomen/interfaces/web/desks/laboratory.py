"""In the laboratory: what is on its way, what is to be tested, what is to be authorised."""

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _

from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address, asked
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.laboratory.queries import queue
from guomen.laboratory.terms import SampleState

ON_THEIR_WAY = (SampleState.DRAWN, SampleState.HANDED_OVER)


def laboratory_desk(actor: Actor, at: datetime) -> Desk:
    """Samples by what is to be done with them; whoever authorises sees first what waits for that."""
    waiting = queue(actor)
    counts = Counter(waiting.order_by().values_list("state", flat=True))
    arriving = sum(counts[state] for state in ON_THEIR_WAY)
    here = address("laboratory-samples")
    authorises = may(actor, Capability.AUTHORISE_RESULT)
    mine = (SampleState.TESTED,) if authorises else (SampleState.RECEIVED, *ON_THEIR_WAY)
    to_test, to_authorise = counts[SampleState.RECEIVED], counts[SampleState.TESTED]
    return Desk(
        title=_("Laboratory"),
        cards=[
            Card(_("to receive"), arriving, here, "" if authorises else asked(arriving)),
            Card(_("to test"), to_test, here, "" if authorises else asked(to_test)),
            Card(_("to authorise"), to_authorise, here, asked(to_authorise) if authorises else ""),
        ],
        todos=[
            ToDo(
                text=one.label,
                href=address("laboratory-sample", one.label),
                at=one.ordered_at,
                badge=one.state,
                badge_text=SampleState(one.state).text,
                note=one.description,
            )
            for one in waiting.filter(state__in=mine)[:SHOWN]
        ],
        when=_("Ordered"),
        href=here,
        nothing=_("No sample waits for you."),
    )
