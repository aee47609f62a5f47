"""A lot by attributes: the defects counted in a sample decide over the whole."""

from guomen.inspection.terms import Answer, Lot, LotCount
from guomen.kernel.terms import Outcome, Reason, Refusal, Text

_BASIS = "GB/T 2828.1-2012 (ISO 2859-1:1999) 9.2"


def lot_answer(lot: Lot, count: LotCount) -> Outcome[Answer]:
    """Accept the lot where at most Ac defective units were found among n, reject it from Re on.

    Ac None counts as 0, Re None as Ac + 1. Raises Refusal where fewer units were looked at than planned and the lot is
    not already rejected by those, or where more defective units are stated than were looked at.
    """
    ac = lot.accept or 0
    re = lot.reject if lot.reject is not None else ac + 1
    units = lot.units or 0
    if count.defects > count.inspected:
        raise Refusal(
            "lot.counts",
            Text("不合格品数多于检查数。", "More defective units than units looked at."),
            Text("请核对两个数字。", "Check both numbers."),
        )
    if count.defects >= re:
        return Outcome(Answer.NOT_CONFORM, (_reason("rejected", "不接收该批", "lot rejected", count, ac, re),))
    if count.inspected < units:
        raise Refusal(
            "lot.too_few",
            Text(
                f"应检查{units}个单位，目前为{count.inspected}个。",
                f"{units} units are to be looked at, so far {count.inspected}.",
            ),
            Text("请查足样本量后再填写。", "Look at all units of the sample before answering."),
        )
    if count.defects <= ac:
        return Outcome(Answer.CONFORM, (_reason("accepted", "接收该批", "lot accepted", count, ac, re),))
    # Between Ac and Re (older plans only): not rejected, and nothing lets it be accepted.
    return Outcome(Answer.NOT_CONFORM, (_reason("between", "未达到接收数", "lot not accepted", count, ac, re),))


def _reason(code: str, zh: str, en: str, count: LotCount, ac: int, re: int) -> Reason:
    text = Text(
        f"检查{count.inspected}个单位，不合格{count.defects}个（Ac={ac}，Re={re}）：{zh}。",
        f"{count.inspected} units looked at, {count.defects} defective (Ac={ac}, Re={re}): {en}.",
    )
    return Reason(f"lot.{code}", text, basis=_BASIS, public=text)
