"""What the laboratory's screens call states, receipts and statements, in the reader's language."""

from collections.abc import Iterable

from guomen.kernel.terms import Text
from guomen.laboratory.models import Report
from guomen.laboratory.terms import Conformity, Receipt

RECEIPTS = {
    Receipt.ACCEPTED: Text("状态完好，已收样", "taken in, in good order"),
    Receipt.REMARKED: Text("附备注收样", "taken in with a remark"),
    Receipt.REFUSED: Text("拒收", "refused"),
}
_OVERALL = {True: Conformity.CONFORM, False: Conformity.NONCONFORM, None: Conformity.INCONCLUSIVE}


def word_of(report: Report) -> Conformity:
    """The one word for a report; one that was compared with no limit at all says so instead of "conforms"."""
    said: Iterable[str] = (statement["conformity"] for statement in report.statements)
    if all(one == Conformity.NOT_ASSESSED for one in said):
        return Conformity.NOT_ASSESSED
    return _OVERALL[report.conform]
