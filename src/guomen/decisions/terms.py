"""What can be decided about goods, in which state a decision is, and what its paper is called."""

from dataclasses import dataclass, field
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Text

# Crockford's 32 characters: no I, L, O, U, so that a code survives a telephone and a thumb.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
CODE_ENTROPY_BYTES = 13


class DispositionKind(StrEnum):
    """The official act on goods, mildest first (Decree 249 Art. 33; Regulations of the Food Safety Law Art. 52)."""

    RELEASE = "release"
    CONDITIONAL_RELEASE = "conditional_release"
    TREAT = "treat"
    DETAIN = "detain"
    RETURN = "return"
    DESTROY = "destroy"

    @property
    def severity(self) -> int:
        """0 (release) to 5 (destroy)."""
        return list(DispositionKind).index(self)

    @property
    def text(self) -> Text:
        """The act's name as the certificate prints it."""
        return _KIND_NAMES[self]

    @property
    def lets_go(self) -> bool:
        """Whether the goods may go on to their importer after it."""
        return self in (DispositionKind.RELEASE, DispositionKind.CONDITIONAL_RELEASE)


_KIND_NAMES = {
    DispositionKind.RELEASE: Text("准予放行", "Release"),
    DispositionKind.CONDITIONAL_RELEASE: Text("附条件放行", "Conditional release"),
    DispositionKind.TREAT: Text("技术处理", "Technical treatment"),
    DispositionKind.DETAIN: Text("暂扣", "Detention"),
    DispositionKind.RETURN: Text("退运", "Return"),
    DispositionKind.DESTROY: Text("销毁", "Destruction"),
}


class DispositionState(StrEnum):
    """PROPOSED waits for a signature; SIGNED waits for the second one; CLOSED was never issued and no longer will be."""

    PROPOSED = "proposed"
    SIGNED = "signed"
    ISSUED = "issued"
    REPLACED = "replaced"
    CLOSED = "closed"

    @property
    def text(self) -> Text:
        """The state's name on screen."""
        return _STATE_NAMES[self]


_STATE_NAMES = {
    DispositionState.PROPOSED: Text("待签发", "Waiting for signature"),
    DispositionState.SIGNED: Text("待复签", "Waiting for second signature"),
    DispositionState.ISSUED: Text("已签发", "Issued"),
    DispositionState.REPLACED: Text("已被替代", "Replaced"),
    DispositionState.CLOSED: Text("已关闭", "Closed"),
}
OPEN_STATES = (DispositionState.PROPOSED, DispositionState.SIGNED)


class CertificateKind(StrEnum):
    """Papers we issue, by their code in the inspection document table (eCIQ parameter table inspection_document)."""

    ENTRY_CERTIFICATE = "21"
    EXIT_NONCONFORMITY = "22"
    EXIT_VOUCHER = "20"
    OTHER_NOTICE = "98"

    @property
    def text(self) -> Text:
        """The title printed on the paper."""
        return _CERTIFICATE_NAMES[self]


_CERTIFICATE_NAMES = {
    CertificateKind.ENTRY_CERTIFICATE: Text(
        "入境货物检验检疫证明", "Inspection and Quarantine Certificate for Entry Goods"
    ),
    CertificateKind.EXIT_NONCONFORMITY: Text("出境货物不合格通知单", "Notice of Nonconformity of Exit Goods"),
    CertificateKind.EXIT_VOUCHER: Text("出境货物换证凭单", "Exchange Voucher for Exit Goods"),
    CertificateKind.OTHER_NOTICE: Text("检验检疫处理通知书", "Notice of Inspection and Quarantine Disposition"),
}


class CertificateState(StrEnum):
    """What /v/<code> answers about a paper of ours."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"

    @property
    def text(self) -> Text:
        """The answer in a word."""
        return _CERTIFICATE_STATES[self]


_CERTIFICATE_STATES = {
    CertificateState.VALID: Text("有效", "Valid"),
    CertificateState.REVOKED: Text("已撤销", "Revoked"),
    CertificateState.REPLACED: Text("已被替代", "Replaced"),
}


class AppealState(StrEnum):
    """LODGED waits for an answer; UPHELD leaves the disposition; CHANGED puts another in its place."""

    LODGED = "lodged"
    UPHELD = "upheld"
    CHANGED = "changed"

    @property
    def text(self) -> Text:
        """The state's name on screen."""
        return _APPEAL_STATES[self]


_APPEAL_STATES = {
    AppealState.LODGED: Text("待答复", "Waiting for answer"),
    AppealState.UPHELD: Text("维持原处置", "Disposition upheld"),
    AppealState.CHANGED: Text("变更处置", "Disposition changed"),
}


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


def verification_code(entropy: bytes) -> str:
    """A code of 100 bits and one check character, from at least 13 random bytes (ISO 7064 hybrid check).

    Raises ValueError where there is too little entropy.
    """
    if len(entropy) < CODE_ENTROPY_BYTES:
        raise ValueError(f"a verification code needs {CODE_ENTROPY_BYTES} random bytes, not {len(entropy)}")
    number = int.from_bytes(entropy[:CODE_ENTROPY_BYTES], "big")
    body = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_LENGTH))
    check: str = mod_37_36.calc_check_digit(body, ALPHABET)
    return body + check


def read_code(text: str) -> str | None:
    """The code as stored, from whatever a person typed (case, hyphens, spaces, O for 0, I or L for 1).

    None where length, characters or check character are wrong.
    """
    plain = text.upper().translate(str.maketrans({"-": None, " ": None, "O": "0", "I": "1", "L": "1"}))
    if len(plain) != CODE_LENGTH + 1 or not set(plain) <= set(ALPHABET):
        return None
    try:
        mod_37_36.validate(plain, ALPHABET)
    except ValidationError:
        return None
    return plain


def grouped(code: str) -> str:
    """The code as people read it: three groups of seven."""
    return "-".join(code[start : start + 7] for start in range(0, len(code), 7))
