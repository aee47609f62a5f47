"""Registered premises to draw among."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from guomen.parties.operations import grant_authorisations
from guomen.parties.terms import AuthorisationKind, AuthorisationRow
from guomen.supervision.programmes.models import Share
from guomen.supervision.programmes.terms import Frame
from tests.decisions.world import NOON
from tests.supervision.world import asked, signed

HOLDER = "91310115MA1FL0AB6D"


def registered(count: int = 20, holder: str = HOLDER, first: int = 1, **particulars: Any) -> None:
    """So many registrations for biscuits."""
    usual = {"goods": ("1905",), "valid_from": date(2015, 1, 1)}
    grant_authorisations(
        actor=None,
        at=NOON,
        rows=[
            AuthorisationRow(
                kind=AuthorisationKind.ESTABLISHMENT_REGISTRATION, number=f"3100B{number:04d}", holder=holder,
                **usual | particulars,
            )
            for number in range(first, first + count)
        ],
    )  # fmt: skip


def share(**changes: Any) -> Share:
    """The share of Yangshan, four premises, of a signed line drawn among premises; running on the first of August."""
    dates = {name: changes.pop(name) for name in ("valid_from", "valid_to") if name in changes}
    signed(asked(**{"frame": Frame.PREMISES, "origins": (), "number": 80} | changes), **dates)
    rows: Sequence[Share] = Share.objects.filter(office__code="910100").order_by("from_on")
    on = dates["valid_from"] if dates else NOON.date()
    row = next(one for one in rows if one.from_on <= on < one.to_on)
    row.number = 4
    row.save()
    return row
