"""What stands in the way of releasing results: people, methods, instruments, nonconforming work, ranges."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from guomen.kernel.terms import Conflict, Refusal, Text
from guomen.laboratory.models import Instrument, Method, Result, Sample, Verification
from guomen.laboratory.quality.queries import blocking
from guomen.laboratory.resources.queries import may_perform, scope_of
from guomen.laboratory.resources.terms import VerificationKind
from guomen.laboratory.rules.measuring import outside_range
from guomen.laboratory.terms import Measured

# What says that an instrument is right; an intermediate check can only say that it is not.
_HOLDING = (VerificationKind.CALIBRATION, VerificationKind.VERIFICATION)


def obstacles(sample: Sample, results: Sequence[Result]) -> list[Refusal]:
    """Why these results of the sample cannot be released now, each with what to do; empty where nothing stands in
    the way (ISO/IEC 17025:2017 6.2.6, 6.4.4, 7.2.1, 7.8.1.1, 7.10)."""
    found: dict[str, Refusal] = {}
    for result in results:
        for refusal in _of(sample, result):
            found.setdefault(str(refusal), refusal)
    return list(found.values())


def _of(sample: Sample, result: Result) -> Iterable[Refusal]:
    day = timezone.localdate(result.entered_at)
    method, instrument = result.method_used, result.instrument
    if method is not None:
        yield from _of_method(sample, result, method, day)
    if instrument is not None and not verified_on(instrument, day):
        yield Conflict(
            "instrument.overdue",
            Text(
                f"仪器{instrument.code}在测量当日（{day}）检定或校准已过期。",
                f"The verification of the instrument {instrument.code} did not hold on the day of measurement ({day}).",
            ),
            Text(
                "请在检定合格的仪器上重测并更正结果。", "Measure again on a verified instrument and correct the result."
            ),
        )
    for found in blocking(laboratory=sample.laboratory, method=method, instrument=instrument):
        yield Conflict(
            "laboratory.nonconformity_open",
            Text(
                f"严重不符合项{found.number}未关闭：{found.what_zh}",
                f"The critical nonconformity {found.number} is open: {found.what_en}",
            ),
            Text("请先完成整改并经他人验证。", "Correct it and have somebody else verify it first."),
        )


def _of_method(sample: Sample, result: Result, method: Method, day: date) -> Iterable[Refusal]:
    analyst = result.analyst
    if not may_perform(analyst, method, day):
        yield Conflict(
            "release.competence",
            Text(
                f"{analyst.name_zh}在{day}没有{method}的检测授权。",
                f"{analyst.name_en} was not authorised to perform {method} on {day}.",
            ),
            Text("请由有授权的人员重测。", "Have somebody who is authorised measure it again."),
        )
    if day < method.valid_from or (method.valid_to is not None and day >= method.valid_to):
        yield Conflict(
            "release.method",
            Text(f"方法{method}在{day}无效。", f"The method {method} was not in force on {day}."),
            Text("请用现行方法重测。", "Measure it again by a method in force."),
        )
    if _beyond(sample, result, method) and not result.statement.get("outside_range"):
        yield Conflict(
            "release.range",
            Text(
                f"{result.request.analyte_zh}的结果超出方法{method}的适用范围，但结果未注明。",
                f"The result for {result.request.analyte_en} lies outside the range of {method} and does not say so.",
            ),
            Text(
                "请稀释后重测，或重新录入使结果注明“超出方法范围”。",
                "Dilute and measure again, or enter it again so that it says so.",
            ),
        )


def _beyond(sample: Sample, result: Result, method: Method) -> bool:
    """Whether the result lies outside the range that the method has now."""
    analyte = Text(result.request.analyte_zh, result.request.analyte_en)
    scope = scope_of(method, analyte, sample.goods_code)
    if scope is None:
        return True
    measured = Measured(tuple(result.readings), result.unit)
    return outside_range(measured, low=scope.low, high=scope.high, unit=scope.unit)


def verified_on(instrument: Instrument, day: date) -> bool:
    """Whether the instrument's calibration or verification held on a day: the newest look before it did not fail."""
    before = Verification.objects.filter(instrument=instrument, on__lte=day).order_by("-on", "-id")
    latest = before.first()
    if latest is None or not latest.passed:
        return False
    holding = before.filter(kind__in=_HOLDING, passed=True).first()
    return holding is not None and holding.due_on >= day
