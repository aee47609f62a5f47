"""What can be decided about goods, in which state a decision is, and what its paper is called."""

from enum import StrEnum

from guomen.kernel.terms import Text


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
    """PROPOSED waits for a signature, SIGNED for the second one; CLOSED was never issued and never will be."""

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
    """LODGED waits to be taken up, ACCEPTED for its answer; UPHELD leaves the disposition; CHANGED has another in its
    place.
    """

    LODGED = "lodged"
    ACCEPTED = "accepted"
    UPHELD = "upheld"
    CHANGED = "changed"

    @property
    def text(self) -> Text:
        """The state's name on screen."""
        return _APPEAL_STATES[self]


WAITING_APPEALS = (AppealState.LODGED, AppealState.ACCEPTED)
_APPEAL_STATES = {
    AppealState.LODGED: Text("待受理", "Waiting to be taken up"),
    AppealState.ACCEPTED: Text("已受理，待答复", "Taken up, waiting for answer"),
    AppealState.UPHELD: Text("维持原处置", "Disposition upheld"),
    AppealState.CHANGED: Text("变更处置", "Disposition changed"),
}
