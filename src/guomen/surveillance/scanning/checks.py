"""What cannot be scanned, and why."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from guomen.kernel.terms import Text
from guomen.surveillance.scanning.terms import NotScannable, Numbers


def not_scannable(code: str, problem_zh: str, problem_en: str, remedy_zh: str, remedy_en: str) -> NotScannable:
    """A refusal whose code begins with "scan."."""
    return NotScannable(f"scan.{code}", Text(problem_zh, problem_en), Text(remedy_zh, remedy_en))


def checked_cases(cases: ArrayLike) -> Numbers:
    """Whole numbers of 0 or more, with one case at least. Raises NotScannable."""
    table = np.asarray(cases, dtype=float)
    if not np.isfinite(table).all() or (table < 0).any() or (table != np.floor(table)).any():
        raise not_scannable(
            "cases", "病例数必须是 0 或以上的整数。", "Cases must be whole numbers of 0 or more.",
            "请改正缺失、负数或小数。", "Mend what is missing, negative or broken.",
        )  # fmt: skip
    if not table.sum():
        raise not_scannable(
            "no_cases", "一例也没有。", "There is not one case.",
            "没有可扫描的内容。", "There is nothing to scan.",
        )  # fmt: skip
    return table


def checked_base(base: ArrayLike, cases: Numbers, what_zh: str, what_en: str) -> Numbers:
    """Population or expected of the same shape as the cases; nobody falls ill where nobody is. Raises NotScannable."""
    table = np.asarray(base, dtype=float)
    if table.shape != cases.shape:
        raise not_scannable(
            "shape", f"{what_zh}与病例数的行列不一致：{table.shape} 与 {cases.shape}。",
            f"{what_en} and cases differ in shape: {table.shape} and {cases.shape}.",
            "两者应逐期、逐地对应。", "They must correspond, period by period and place by place.",
        )  # fmt: skip
    if not np.isfinite(table).all() or (table < 0).any():
        raise not_scannable(
            "base", f"{what_zh}必须是 0 或以上的数。", f"{what_en} must be numbers of 0 or more.",
            "请改正缺失或负数。", "Mend what is missing or negative.",
        )  # fmt: skip
    if (cases[table == 0] > 0).any():
        raise not_scannable(
            "base_zero", f"有的地方{what_zh}为 0 却有病例。", f"There are cases where {what_en.lower()} is 0.",
            "请核对该处的数。", "Check the numbers of that place.",
        )  # fmt: skip
    return table


def checked_coordinates(coordinates: ArrayLike, places: int, distance: str) -> Numbers:
    """Two finite numbers a place; longitude and latitude in degrees where a great circle is asked for."""
    table = np.asarray(coordinates, dtype=float)
    if table.shape != (places, 2) or not np.isfinite(table).all():
        raise not_scannable(
            "coordinates", f"需要 {places} 个地点各两个坐标。", f"Each of {places} places needs two coordinates.",
            "请补全坐标。", "Complete the coordinates.",
        )  # fmt: skip
    if distance == "great-circle" and ((np.abs(table[:, 0]) > 180) | (np.abs(table[:, 1]) > 90)).any():
        raise not_scannable(
            "degrees", "经度应在 ±180、纬度应在 ±90 度之内。", "Longitude is within ±180, latitude within ±90 degrees.",
            "先经度、后纬度；平面坐标请用 euclid。", "Longitude first, then latitude; for a plane use euclid.",
        )  # fmt: skip
    return table


def checked_count(name: str, value: int, least: int) -> None:
    """A number of repetitions, clusters or periods."""
    if value < least:
        raise not_scannable(
            name, f"{name} 至少为 {least}。", f"{name} is at least {least}.", "请改大。", "Give a greater number."
        )


def no_model(name: str, choice: Sequence[str]) -> NotScannable:
    """There is no such model here."""
    listed = ", ".join(choice)
    return not_scannable("model", f"没有“{name}”模型。", f"There is no model {name!r} here.",
                         f"可选：{listed}。", f"Choose from: {listed}.")  # fmt: skip
