"""What a measurement may be, refused where no instrument can say it; its qualifier, uncertainty, place in a range."""

from decimal import Decimal

from guomen.kernel.terms import Quantity, Refusal, Text, UnitMismatch
from guomen.laboratory.terms import Measured

_TOO_LARGE = Decimal(10) ** 12


def possible(measured: Measured) -> None:
    """Refuse what no instrument can say: no reading at all, a reading below its own detection limit, LOQ under LOD."""
    lod, loq = measured.lod, measured.loq
    seen = [*measured.readings, *measured.components.values()]
    if not measured.readings and not measured.components:
        raise Refusal(
            "result.empty",
            Text("未填写结果。", "No reading was entered."),
            Text("请填写数值，或填“ND”表示未检出。", "Enter a value, or ND for not detected."),
        )
    if any(bound is not None and bound <= 0 for bound in (lod, loq)) or (lod and loq and loq < lod):
        raise Refusal(
            "result.detection_limit",
            Text(
                "检出限、定量限须大于零，且定量限不低于检出限。",
                "LOD and LOQ are above zero, and LOQ is not below LOD.",
            ),
            Text("请核对方法的检出限和定量限。", "Check the method's limits."),
        )
    if lod is not None and any(reading is not None and reading < lod for reading in measured.readings):
        raise Refusal(
            "result.below_lod",
            Text("数值低于检出限。", "A value lies below the detection limit."),
            Text("低于检出限的结果请填“ND”。", "Enter ND for what lies below the detection limit."),
        )
    if any(reading is not None and abs(reading) * measured.dilution >= _TOO_LARGE for reading in seen):
        raise Refusal(
            "result.too_large",
            Text("数值过大。", "A value is too large."),
            Text("请核对数值和单位。", "Check the value and its unit."),
        )
    _amounts(measured)


def _amounts(measured: Measured) -> None:
    uncertain = [one for one in (measured.uncertainty, measured.relative) if one is not None]
    if measured.dilution <= 0 or measured.coverage <= 0 or any(one < 0 for one in uncertain):
        raise Refusal(
            "result.dilution",
            Text("稀释倍数和包含因子须大于零，不确定度不得为负。", "Dilution and coverage factor are above zero."),
            Text("未稀释请填1。", "Enter 1 where nothing was diluted; an uncertainty is not negative."),
        )


def qualifier_of(measured: Measured) -> str:
    """What stands before the number: "<LOD" (or ND where no LOD is known), "<LOQ", or nothing."""
    seen = [*measured.readings, *measured.components.values()]
    found = [one for one in seen if one is not None]
    if not found:
        return "ND" if measured.lod is None else "<LOD"
    return "<LOQ" if measured.loq is not None and max(found) < measured.loq else ""


def uncertainty_of(measured: Measured) -> Decimal | None:
    """The expanded uncertainty of the greatest reading, in the measurement's unit; None where none is known or
    nothing was found."""
    found = [one for one in measured.readings if one is not None]
    if not found:
        return None
    value = max(found) * measured.dilution
    parts = [one for one in (measured.uncertainty, _share(measured.relative, value)) if one is not None]
    return max(parts) if parts else None


def _share(relative: Decimal | None, value: Decimal) -> Decimal | None:
    return None if relative is None else (relative * value).quantize(Decimal("1e-8")).normalize()


def outside_range(measured: Measured, *, low: Decimal | None, high: Decimal | None, unit: str) -> bool:
    """Whether any reading, as it was measured (before dilution is reckoned in), lies outside the method's range."""
    for reading in measured.readings:
        if reading is None:
            continue
        try:
            value = Quantity(reading, measured.unit).to(unit).value if unit != measured.unit else reading
        except UnitMismatch:
            return True
        if (low is not None and value < low) or (high is not None and value > high):
            return True
    return False
