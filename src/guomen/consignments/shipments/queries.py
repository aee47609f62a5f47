"""What is drawn for a consignment, and on which day: who declares again or in pieces draws the same number again."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import connection

from guomen.consignments.terms import DrawName

_ORIGINS = """
SELECT c.id, c.sender, c.reference, c.shipment, least(c.drawn_on, earlier.day)
FROM consignments_consignment c LEFT JOIN LATERAL (
  SELECT min(o.drawn_on) AS day FROM consignments_consignment o
  WHERE o.shipment = c.shipment AND o.shipment <> '' AND o.drawn_on >= c.drawn_on - %s
) AS earlier ON true
WHERE c.id = ANY(%s)
"""


class DrawOrigin(NamedTuple):
    """Whose number is drawn, and the day whose secret draws it: the first on which the shipment was declared."""

    name: DrawName
    day: date


def draw_origins(ids: Collection[int], *, days: int) -> dict[int, DrawOrigin]:
    """The origin of each consignment's draw, by its id. days: how far back a shipment is still the same."""
    with connection.cursor() as cursor:
        cursor.execute(_ORIGINS, [days, list(ids)])
        return {row[0]: DrawOrigin(draw_name(*row[1:4]), row[4]) for row in cursor.fetchall()}


def draw_name(sender: str, reference: str, shipment: str) -> DrawName:
    """By the shipment, where it has one; else by the sender's reference. No sender's name is empty."""
    return DrawName("", shipment) if shipment else DrawName(sender, reference)
