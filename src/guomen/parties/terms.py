"""The vocabulary of parties: authorisations and their states, operators, the snapshot that decisions read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class OperatorScheme(StrEnum):
    """What kind of identifier names an operator: a Unified Social Credit Code, or a sender's own number."""

    USCC = "uscc"
    LOCAL = "local"


class OperatorRole(StrEnum):
    """What an operator does."""

    IMPORTER = "importer"
    EXPORTER = "exporter"
    PRODUCER = "producer"
    DECLARANT = "declarant"
    CARRIER = "carrier"
    PLATFORM = "platform"
    WAREHOUSE = "warehouse"


class AuthorisationKind(StrEnum):
    """What an authority may have allowed an operator or a consignment."""

    ESTABLISHMENT_REGISTRATION = "establishment_registration"
    IMPORTER_FILING = "importer_filing"
    EXPORTER_FILING = "exporter_filing"
    QUARANTINE_PERMIT = "quarantine_permit"
    GREEN_CHANNEL = "green_channel"
    DIRECT_RELEASE = "direct_release"
    PRESENTED_CERTIFICATE = "presented_certificate"


class AuthorisationState(StrEnum):
    """Where an authorisation stands. Only VALID counts; expiry is the end of its period, not a state."""

    APPLIED = "applied"
    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class OperatorRow:
    """An operator to be registered, or registered again with other particulars."""

    identifier: str
    name_zh: str
    name_en: str = ""
    scheme: OperatorScheme = OperatorScheme.USCC
    country: str = "CN"
    roles: tuple[OperatorRole, ...] = ()
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """A class to be set for an operator from a day on; what it had from that day on ends there."""

    operator: str
    grade: int
    valid_from: date
    valid_to: date | None = None
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class AuthorisationRow:
    """An authorisation to be granted (or, with state APPLIED, to be noted as applied for)."""

    kind: AuthorisationKind
    number: str
    holder: str
    valid_from: date
    valid_to: date | None = None
    state: AuthorisationState = AuthorisationState.VALID
    goods: tuple[str, ...] = ()
    country: str = ""
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class AuthorisationFact:
    """One stretch of an authorisation's life in one state; the stretches of one (kind, number) never overlap.

    holder: identifier of the operator who holds it. goods: prefixes it is for, empty for all. country: of a foreign
    establishment. quantity, unit: what a permit allows; written_off: what released goods have taken of it.
    """

    key: str
    kind: AuthorisationKind
    number: str
    holder: str
    state: AuthorisationState
    goods: tuple[str, ...] = ()
    country: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    valid_from: date
    valid_to: date | None = None
    written_off: Decimal = Decimal(0)

    @property
    def remaining(self) -> Decimal | None:
        """What is left of the quantity, below nothing where more was released; None where it has no quantity."""
        return None if self.quantity is None else self.quantity - self.written_off

    @property
    def used_up(self) -> bool:
        """Whether nothing is left of its quantity."""
        return self.remaining is not None and self.remaining <= 0

    def in_force(self, on: date) -> bool:
        """Whether this stretch contains the day (whatever its state)."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def valid_on(self, on: date) -> bool:
        """Whether the authorisation counts on the day."""
        return self.state is AuthorisationState.VALID and self.in_force(on)

    def covers(self, goods: str) -> bool:
        """Whether it is for a goods code."""
        return not self.goods or goods.startswith(self.goods)


@dataclass(frozen=True, kw_only=True)
class Use:
    """What one line of goods takes from a permit. amounts: the same amount by unit; the unit "" is the permit's own."""

    number: str
    item_no: int
    amounts: Mapping[str, Decimal]


# (class 1 to 4, valid_from, valid_to, key)
ClassPeriod = tuple[int, date, date | None, str]


@dataclass(frozen=True)
class OperatorFacts:
    """An operator as one edition knew it. uscc: its identifier (a USCC, or a sender's own number)."""

    uscc: str
    name_zh: str
    name_en: str
    classes: tuple[ClassPeriod, ...] = ()
    authorisations: tuple[AuthorisationFact, ...] = ()

    def enterprise_class(self, on: date) -> int | None:
        """The class on a day; None where none was ever set for it."""
        for grade, start, end, _ in self.classes:
            if start <= on and (end is None or on < end):
                return grade
        return None


@dataclass(frozen=True)
class PartySnapshot:
    """operators by identifier; authorisations by number (several kinds and stretches may share one)."""

    edition: int
    operators: dict[str, OperatorFacts] = field(default_factory=dict)
    authorisations: dict[str, tuple[AuthorisationFact, ...]] = field(default_factory=dict)

    def enterprise_class(self, operator: str, on: date) -> int | None:
        """The class of an operator on a day; None for an unknown operator as well."""
        facts = self.operators.get(operator)
        return facts.enterprise_class(on) if facts else None

    def authorisation(self, kind: AuthorisationKind, number: str, on: date) -> AuthorisationFact | None:
        """The stretch of that authorisation that contains the day, in whatever state; None where it has none."""
        for fact in self.authorisations.get(number, ()):
            if fact.kind is kind and fact.in_force(on):
                return fact
        return None
