"""A sample that was tested again: which result counts, and within which days a re-test may be asked for.

The days are those of the measures on re-inspection of imports and exports (Decree 77 of 2005): policy
laboratory.retest_days holds them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from guomen.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Counting:
    """retest: whether the re-test's result counts; why: said beside both."""

    retest: bool
    why: Text


def counting(first: bool | None, reported: bool, second: bool | None) -> Counting:
    """Which of two results counts. first, second: conform, None where inconclusive; reported: the re-test's is out."""
    if not reported:
        return Counting(
            False, Text("复验尚未完成，以初检结果为准。", "The re-test is not reported: the first result counts.")
        )
    if second is None:
        return Counting(
            False, Text("复验不能得出结论，以初检结果为准。", "The re-test is inconclusive: the first result counts.")
        )
    if first == second:
        return Counting(
            True, Text("复验与初检一致，以复验结果为准。", "The re-test confirms the first result, and counts.")
        )
    return Counting(
        True,
        Text(
            "复验由另一检测人员对留存样进行，与初检不一致，以复验结果为准。",
            "The re-test, by another analyst on the part that was kept, differs from the first result, and counts.",
        ),
    )


def last_day(reported_on: date, days: int) -> date:
    """The last day on which a re-test may be asked for: `days` after the day of the report."""
    return reported_on + timedelta(days=days)
