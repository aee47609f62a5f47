"""Paper: everything that a certificate says, in the words that it is printed with."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from guomen.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Goods:
    """One row of the table of goods; conformity is empty where nobody looked."""

    item_no: int
    code: str
    description: str
    origin: Text
    quantity: Text
    conformity: Text


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason as the trader may read it, and the clause it rests on."""

    text: Text
    basis: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate or notice in both languages.

    title: what kind of paper; act: the disposition. address: what the QR code leads to; code: the same for typing.
    signed: the sentence about who signed; replaces: the number of the paper that this one takes the place of.
    """

    title: Text
    number: str
    code: str
    address: str
    office: Text
    act: Text
    issued_on: date
    valid_until: date | None
    reference: str
    importer: str
    conveyance: str
    bill_number: str
    goods: tuple[Goods, ...]
    grounds: tuple[Ground, ...]
    conditions: str
    signed: tuple[Text, ...]
    remedy: Text | None
    replaces: str

    def as_json(self) -> dict[str, Any]:
        """For the template; days in ISO 8601."""
        return asdict(self) | {
            "issued_on": self.issued_on.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else "",
        }
