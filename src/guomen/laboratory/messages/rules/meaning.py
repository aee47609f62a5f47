"""What one value means: which analyte, which number, in which unit; or what is wrong with it."""

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from guomen.kernel.terms import Refusal, Text
from guomen.laboratory.messages.terms import CodeUse, Definition, Meant, Value

ROOM = {"sample": 80, "code": 80, "value": 80, "unit": 40}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_STATUS = {"P": ("初步结果", "preliminary"), "I": ("待定", "pending"), "S": ("部分", "partial"),
           "X": ("无法得出", "cannot be obtained"), "D": ("已删除", "deleted"), "W": ("原结果错误", "posted as wrong"),
           "R": ("未验证", "not verified")}  # fmt: skip
_TIMES = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S",
          "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", "%Y/%m/%d")  # fmt: skip
_FINEST, _MOST = Decimal("1e-8"), Decimal(10) ** 12
HERE = timezone(timedelta(hours=8))


def meaning(value: Value, definition: Definition) -> Meant:
    """What the value means. Raises Refusal ("message.…") with what is wrong with this one line."""
    _fits(value)
    if value.kind in definition.leave and value.kind:
        return Meant(value, left=value.kind)
    control = definition.controls.get(value.sample, "")
    if definition.take and value.kind not in definition.take and not control:
        return Meant(value, left=value.kind or "-")
    use = _code(value, definition)
    _standing(value)
    reading, lod = _reading(value, definition)
    return Meant(
        value,
        analyte=use.analyte,
        reading=reading,
        lod=lod,
        unit=_unit(value, use, definition),
        at=_time(value),
        dilution=_dilution(value, definition),
        control=control,
    )


def _fits(value: Value) -> None:
    for name, room in ROOM.items():
        text = getattr(value, name)
        if len(text) > room or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
            raise _wrong("text", name, f"{text[:20]}…", "内容过长或含控制字符", "is too long or has control signs")
    if not value.sample:
        raise _wrong("no_label", "sample", "", "缺少样品标签", "no sample is named")


def _code(value: Value, definition: Definition) -> CodeUse:
    use = next((one for one in definition.codes if one.code == value.code), None)
    if use is None:
        raise Refusal(
            "message.code",
            Text(f"配置中没有代码“{value.code}”。", f"The profile does not know the code “{value.code}”."),
            Text("请指明它是哪个检测项目，或在配置中补充。", "Say which analyte it is, or add it to the profile."),
        )
    return use


def _standing(value: Value) -> None:
    if value.status in _STATUS:
        zh, en = _STATUS[value.status]
        raise _wrong("status", "status", value.status, f"仪器标明结果{zh}", f"the instrument says that it is {en}")


def _reading(value: Value, definition: Definition) -> tuple[Decimal | None, Decimal | None]:
    """(number or None for not detected, detection limit that the message states)."""
    text = unicodedata.normalize("NFKC", value.value).replace("\xa0", " ").strip()
    if text.casefold() in {unicodedata.normalize("NFKC", word).casefold() for word in definition.absent}:
        return None, None
    if definition.less and text.startswith("<"):
        bound = _number(text[1:].strip(), definition.mark)
        if bound is not None and bound > 0:
            return None, bound
    number = _number(text, definition.mark)
    if number is None or number < 0 or number >= _MOST:
        raise _wrong("value", "value", value.value, "不能作为结果数值", "is no number that a result can be")
    return number, None


def _number(text: str, mark: str) -> Decimal | None:
    if mark == ",":
        text = text.replace(".", "\0").replace(",", ".").replace("\0", ",")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    rounded = number.quantize(_FINEST) if abs(number) < _MOST else number
    return None if number and not rounded else rounded.normalize() + 0


def _unit(value: Value, use: CodeUse, definition: Definition) -> str:
    written = definition.units.get(value.unit, value.unit)
    return written or use.unit


def _dilution(value: Value, definition: Definition) -> Decimal:
    if not value.dilution:
        return Decimal(1)
    number = _number(value.dilution, definition.mark)
    if number is None or not 0 < number < 100_000_000 or number != round(number, 4):
        raise _wrong("dilution", "dilution", value.dilution, "不能作为稀释倍数", "is no dilution factor")
    return number


def _time(value: Value) -> datetime | None:
    """When it was measured, on the clock of the house where the instrument names no zone."""
    if not value.time:
        return None
    for form in _TIMES:
        try:
            return datetime.strptime(value.time, form).replace(tzinfo=HERE)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(value.time)
    except ValueError:
        raise _wrong("time", "time", value.time, "不是可识别的时间", "is no time that can be read") from None
    return found if found.tzinfo else found.replace(tzinfo=HERE)


def _wrong(code: str, field: str, written: str, zh: str, en: str) -> Refusal:
    shown = written[:60]
    return Refusal(
        f"message.{code}",
        Text(f"“{shown}”{zh}。", f"“{shown}” {en}."),
        Text("请核对仪器和配置，处理后采用，或说明理由不采用。",
             "Check instrument and profile; settle it, or dismiss it with a reason."),
    )  # fmt: skip
