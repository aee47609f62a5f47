"""What the laboratory's screens call states, receipts and statements, in the reader's language."""

from guomen.kernel.terms import Text
from guomen.laboratory.reports.wording import word_of
from guomen.laboratory.terms import Receipt

__all__ = ["RECEIPTS", "word_of"]

RECEIPTS = {
    Receipt.ACCEPTED: Text("状态完好，已收样", "taken in, in good order"),
    Receipt.REMARKED: Text("附备注收样", "taken in with a remark"),
    Receipt.REFUSED: Text("拒收", "refused"),
}
