"""Whether the lot that arrived is the lot from which the sample was drawn."""

from typing import Any

from guomen.kernel.terms import Text
from guomen.laboratory.terms.sampling import LotIdentity

_ASKED: tuple[tuple[str, Text], ...] = (
    ("number", Text("批号", "lot number")),
    ("producer", Text("生产企业", "producer")),
    ("goods_code", Text("商品编号", "goods code")),
    ("quantity", Text("数量", "quantity")),
    ("unit", Text("单位", "unit")),
    ("containers", Text("集装箱", "containers")),
    ("seals", Text("封识", "seals")),
)


def differences(drawn: LotIdentity, seen: LotIdentity) -> list[Text]:
    """What of the lot seen is not as it was when the sample was drawn; empty where it is the same lot.

    Only what was written down at the drawing is compared; letters and spaces do not matter in numbers.
    """
    found = []
    for name, called in _ASKED:
        before, after = _plain(getattr(drawn, name)), _plain(getattr(seen, name))
        if before not in (None, "", frozenset()) and before != after:
            said, read = _said(getattr(drawn, name)), _said(getattr(seen, name))
            found.append(Text(f"{called.zh}：抽样时{said}，现为{read}", f"{called.en}: {said} when drawn, {read} now"))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(value.split()).upper()
    return frozenset(_plain(one) for one in value) if isinstance(value, frozenset) else value


def _said(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "–"
    return "–" if value in (None, "") else f"{value}"
