"""Who reads what a laboratory works with, and in whose laboratory a person writes."""

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, NotPermitted, Text
from guomen.kernel.web.access import SignedIn
from guomen.laboratory.resources.queries import laboratories, visible_methods

READERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.MANAGE_LABORATORY, Capability.AUDIT)
ROWS = 50


def own_laboratory(actor: Actor) -> Office:
    """The office whose laboratory the person keeps. Raises NotPermitted for one without an office."""
    if actor.office is None:
        raise NotPermitted(
            "actor.office",
            Text("您不属于任何机构。", "You belong to no office."),
            Text("请联系系统管理员。", "Ask the system operator."),
        )
    return actor.office


def manages(actor: Actor) -> bool:
    """Whether the person may write here."""
    return may(actor, Capability.MANAGE_LABORATORY)


def asked_laboratory(request: SignedIn) -> Office:
    """The laboratory in sight that the address asks for; else one's own, or the first that keeps methods."""
    known = laboratories(request.user)
    asked = next((one for one in known if one.code == request.GET.get("laboratory", "")), None)
    own = own_laboratory(request.user)
    keeping = set(visible_methods(request.user).order_by().values_list("laboratory", flat=True))
    if asked is not None or own.pk in keeping:
        return asked or own
    return next((one for one in known if one.pk in keeping), own)
