"""What is drawn for a consignment, and on which day: who declares again or in pieces draws the same number again."""

from collections.abc import Collection

from django.db.models import QuerySet

from guomen.consignments.models import Consignment
from guomen.consignments.queries import visible_consignments
from guomen.consignments.shipments.terms import DrawOrigin, draw_name
from guomen.kernel.offices.models import Actor
from guomen.kernel.statements import asked

_ORIGINS = """
SELECT c.id, c.sender, c.reference, c.shipment, least(c.drawn_on, earlier.day)
FROM consignments_consignment c LEFT JOIN LATERAL (
  SELECT min(o.drawn_on) AS day FROM consignments_consignment o
  WHERE o.shipment = c.shipment AND o.shipment <> '' AND o.drawn_on >= c.drawn_on - %s::int
) AS earlier ON true
WHERE c.id = ANY(%s::bigint[])
"""


def same_shipment(actor: Actor, one: Consignment) -> QuerySet[Consignment]:
    """Other consignments of the same shipment that the actor may know of, oldest first."""
    others = visible_consignments(actor).filter(shipment=one.shipment).exclude(pk=one.pk).order_by("pk")
    return others if one.shipment else others.none()


def draw_origins(ids: Collection[int], *, days: int) -> dict[int, DrawOrigin]:
    """The origin of each consignment's draw, by its id. days: how far back a shipment is still the same."""
    return {row[0]: DrawOrigin(draw_name(*row[1:4]), row[4]) for row in asked(_ORIGINS, [days, list(ids)])}
