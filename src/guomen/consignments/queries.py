"""Reading consignments: what is declared, in which version, and who may see it."""

from collections.abc import Sequence

from django.db.models import QuerySet

from guomen.consignments.models import Consignment
from guomen.consignments.terms import Declaration
from guomen.kernel.offices.models import Actor


def declaration(consignment_id: int, version: int | None = None) -> Declaration:
    raise NotImplementedError


def declarations(versions: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Declaration]:
    raise NotImplementedError


def consignment(consignment_id: int) -> Consignment:
    raise NotImplementedError


def visible_consignments(actor: Actor) -> QuerySet[Consignment]:
    raise NotImplementedError


def require_visible(actor: Actor, consignment_id: int) -> Consignment:
    raise NotImplementedError
