"""Controls of a worksheet judged: pure, without clock or tables. Amounts are in one unit; None is "not detected".

Recovery: what was found of what was added, in per cent. RPD: the difference of two readings as a share of their mean,
in per cent. En: the distance from the reference as a share of both expanded uncertainties together, satisfactory up
to 1 (ISO 13528:2015, 9.7; ISO/IEC 17043). A blank may reach a share of the LOQ.
"""

from decimal import Decimal

from guomen.kernel.terms import Text
from guomen.laboratory.worksheets.terms import Check, Verdict

Amount = Decimal | None
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def blank(found: Amount, *, loq: Amount, share: Decimal) -> Verdict:
    """Nothing in a blank, or no more than `share` of the LOQ; without an LOQ a blank has to be empty."""
    if found is None or found == 0:
        return Verdict(Check.BLANK, True, Text("空白未检出。", "Nothing was found in the blank."))
    if loq is None:
        said = Text("空白检出，方法未给出定量限。", "The blank is not empty, and the method states no LOQ.")
        return Verdict(Check.BLANK, False, said, found)
    most = loq * share
    ok = found <= most
    said = Text(
        f"空白 {_plain(found)}，{'不' if ok else ''}超过定量限的{_plain(share * 100)}%（{_plain(most)}）。",
        f"The blank is {_plain(found)}, {'within' if ok else 'above'} {_plain(share * 100)} % of the LOQ "
        f"({_plain(most)}).",
    )
    return Verdict(Check.BLANK, ok, said, found, None, most)


def spike(found: Amount, *, native: Amount, added: Decimal, low: Amount, high: Amount) -> Verdict:
    """Recovery of what was added; what was not detected counts as nothing."""
    return _recovery((found or Decimal(0)) - (native or Decimal(0)), added, low, high, Text("加标", "spike"))


def reference(found: Amount, *, certified: Decimal, low: Amount, high: Amount) -> Verdict:
    """Recovery of a reference material's value."""
    return _recovery(found or Decimal(0), certified, low, high, Text("标准物质", "reference material"))


def _recovery(found: Decimal, expected: Decimal, low: Amount, high: Amount, what: Text) -> Verdict:
    if expected <= 0 or low is None or high is None:
        said = Text(
            f"{what.zh}：方法未规定回收率限值。", f"{what.en}: the method states no limits of recovery to judge it by."
        )
        return Verdict(Check.RECOVERY, False, said)
    per_cent = 100 * found / expected
    ok = low <= per_cent <= high
    said = Text(
        f"{what.zh}回收率 {_short(per_cent)}%，{'在' if ok else '超出'} {_plain(low)}%–{_plain(high)}%。",
        f"Recovery of the {what.en} {_short(per_cent)} %, {'within' if ok else 'outside'} "
        f"{_plain(low)}–{_plain(high)} %.",
    )
    return Verdict(Check.RECOVERY, ok, said, per_cent.quantize(_HUNDREDTH), low, high)


def duplicate(first: Amount, second: Amount, *, most: Amount, loq: Amount = None) -> Verdict:
    """How far two readings of the same differ. Found once and not again: acceptable only below the LOQ."""
    if not first and not second:
        return Verdict(Check.RPD, True, Text("两次均未检出。", "Nothing was found either time."))
    if first is None or second is None:
        seen = first if second is None else second
        ok = loq is not None and seen is not None and seen < loq
        said = Text(
            f"一次检出（{_plain(seen)}），一次未检出{'，均低于定量限' if ok else ''}。",
            f"Found once ({_plain(seen)}), not again{'; both lie below the LOQ' if ok else ''}.",
        )
        return Verdict(Check.RPD, ok, said, seen)
    if most is None:
        said = Text("方法未规定平行样允许差。", "The method states no limit for duplicates to judge them by.")
        return Verdict(Check.RPD, False, said)
    per_cent = 200 * abs(first - second) / (first + second)
    ok = per_cent <= most
    said = Text(
        f"相对偏差 {_short(per_cent)}%，{'不' if ok else ''}超过 {_plain(most)}%。",
        f"Relative percent difference {_short(per_cent)} %, {'within' if ok else 'above'} {_plain(most)} %.",
    )
    return Verdict(Check.RPD, ok, said, per_cent.quantize(_HUNDREDTH), None, most)


def en_number(found: Amount, uncertainty: Decimal, *, certified: Decimal, certified_uncertainty: Decimal) -> Verdict:
    """En of a reading with its expanded uncertainty against a reference with its own (both k = 2)."""
    whole = (uncertainty**2 + certified_uncertainty**2).sqrt()
    if found is None or whole == 0:
        return Verdict(Check.EN, False, Text("无法计算 En 值。", "The En number cannot be computed."))
    en = (found - certified) / whole
    ok = abs(en) <= 1
    said = Text(
        f"En = {en.quantize(_HUNDREDTH)}，{'满意' if ok else '不满意'}（|En| ≤ 1）。",
        f"En = {en.quantize(_HUNDREDTH)}: {'satisfactory' if ok else 'unsatisfactory'} (|En| ≤ 1).",
    )
    return Verdict(Check.EN, ok, said, en.quantize(_HUNDREDTH), Decimal(-1), Decimal(1))


def chart(codes: list[str], *, rejected: bool, z: float) -> Verdict:
    """What the control chart says of the point."""
    broken = ", ".join(codes)
    if not codes:
        said = Text(f"质控图受控（z = {z:.2f}）。", f"The control chart is in control (z = {z:.2f}).")
    else:
        said = Text(
            f"质控图{'失控' if rejected else '警告'}：{broken}（z = {z:.2f}）。",
            f"Control chart {'out of control' if rejected else 'warns'}: {broken} (z = {z:.2f}).",
        )
    return Verdict(Check.CHART, not rejected, said, Decimal(str(round(z, 2))))


def _short(value: Decimal) -> str:
    return f"{value.quantize(_TENTH):f}"


def _plain(value: Amount) -> str:
    return "" if value is None else f"{value.normalize():f}"
