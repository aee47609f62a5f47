"""The fee that is due: pure, from the declaration and the share of its value that the law takes on its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guomen.consignments.terms import GoodsItem
from guomen.kernel.terms import Outcome, Reason, Text

_YUAN = "CNY"
_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FeeShare:
    """The share of the declared value that is taken; since is its first day, sure False where no source was seen."""

    share: Decimal
    since: date
    source: str
    sure: bool


def assessed_fee(items: Sequence[GoodsItem], on: date | None, share: FeeShare | None) -> Outcome[Decimal | None]:
    """The fee in yuan of goods declared on a day, and why; None where it cannot be told.

    Nothing is due from the day on which inspection and quarantine fees were suspended in full (全面停征).
    """
    if on is None:
        return _unknown("fee.no_day", "未申报日期，无法核定。", "No day is declared: not assessed.")
    if share is None:
        return _unknown(
            "fee.no_rule",
            f"参考数据中没有{on}的收费规定，未核定。",
            f"The reference data hold no rule on fees for {on}: not assessed.",
        )
    if share.share == 0:
        doubt = (
            Text("", "")
            if share.sure
            else Text("（起始日期为默认值，待核实）", " (the day is a default to be confirmed)")
        )
        text = Text(
            f"出入境检验检疫费自{share.since}起全面停征{doubt.zh}。",
            f"Inspection and quarantine fees are suspended in full from {share.since}{doubt.en}.",
        )
        return Outcome(Decimal(0), (Reason("fee.suspended", text, "", share.source, text),))
    if any(item.value is None or item.currency != _YUAN for item in items):
        return _unknown(
            "fee.no_value", "货值未以人民币申报，无法核定。", "The value is not declared in yuan: not assessed."
        )
    value = sum((item.value or Decimal(0) for item in items), Decimal(0))
    text = Text(
        f"按申报货值{value:f}元的{share.share:%}计。", f"{share.share:%} of the declared value of CNY {value:f}."
    )
    return Outcome((value * share.share).quantize(_FEN), (Reason("fee.assessed", text, "", share.source, text),))


def _unknown(code: str, zh: str, en: str) -> Outcome[Decimal | None]:
    text = Text(zh, en)
    return Outcome(None, (Reason(code, text, public=text),))
