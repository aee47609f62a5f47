"""The premises that a share is drawn among: registered, in force, for its goods, in its office's area."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from guomen.catalogue.queries import policy
from guomen.parties.queries import snapshot
from guomen.parties.terms import AuthorisationFact, AuthorisationKind
from guomen.supervision.programmes.models import Share

_KINDS = (AuthorisationKind.ESTABLISHMENT_REGISTRATION, AuthorisationKind.EXPORTER_FILING)
# Premises abroad are not ours to visit.
_HOME = ("", "CN")
# GB 32100-2015: digits 3 to 8 of a Unified Social Credit Code are the division (GB/T 2260) where it was registered.
_DIVISION = slice(2, 8)


@dataclass(frozen=True, slots=True, order=True)
class Premises:
    """Registered premises: the number of the registration, and what its holder is called."""

    number: str
    name: str

    @property
    def subject(self) -> str:
        """As samples name it."""
        return f"registration:{self.number}"


def premises_of(share: Share, on: date, edition: int) -> list[Premises]:
    """Those that the share is drawn among on a day, as `edition` knew them, by their numbers."""
    known = snapshot(edition)
    divisions = area_divisions(share.office.code, on, edition)
    found = {
        Premises(fact.number, known.operators[fact.holder].name_zh if fact.holder in known.operators else fact.holder)
        for facts in known.authorisations.values()
        for fact in facts
        if fact.kind in _KINDS and fact.valid_on(on) and fact.country in _HOME
        and _for_goods(fact, share.line.goods) and (divisions is None or fact.holder[_DIVISION].startswith(divisions))
    }  # fmt: skip
    return sorted(found)


def area_divisions(office: str, on: date, edition: int | None = None) -> tuple[str, ...] | None:
    """The divisions whose premises are the office's, by policy; None where none are laid down: then all are."""
    try:
        laid_down = policy("supervision.area", on=on, office=office, edition=edition).value
    except LookupError:
        return None
    return tuple(part.strip() for part in laid_down.split(";") if part.strip())


def _for_goods(fact: AuthorisationFact, goods: Collection[str]) -> bool:
    return any(fact.covers(code) or any(one.startswith(code) for one in fact.goods) for code in goods)
