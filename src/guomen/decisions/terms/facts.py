"""Facts that a proposal rests on, and the lines of a disposition."""

from dataclasses import dataclass, field
from enum import StrEnum

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Text


class Matter(StrEnum):
    """What a fault touches; the law answers each differently (Decree 249 Art. 33)."""

    SAFETY = "safety"
    LABEL = "label"
    DOCUMENT = "document"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FaultFact:
    """One thing found wrong. source is its row ("finding:7", "result:12"); item_no None means the whole consignment.

    remediable: whether treatment can cure it (a pest can be fumigated, lead cannot be taken out).
    """

    source: str
    matter: Matter
    text: Text
    hazard: str = ""
    basis: str = ""
    item_no: int | None = None
    remediable: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a proposal rests on.

    refusals: sentences of the gates that refused. pending: statements the laboratory still owes ("sample:S-0007").
    """

    channel: Channel
    faults: tuple[FaultFact, ...] = ()
    refusals: tuple[Text, ...] = ()
    pending: tuple[str, ...] = ()
    inspected: bool = False


@dataclass(frozen=True, slots=True)
class DispositionLine:
    """One goods line of a disposition, as the event and the certificate tell it. conforming None: nobody looked."""

    item_no: int
    goods_code: str
    description: str
    origin: str
    producer: str
    quantity: str
    quantity_unit: str
    conforming: bool | None
    hazards: tuple[str, ...] = field(default=())
