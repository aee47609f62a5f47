"""What an alert must say before it can be issued. Pure."""

import re
from datetime import datetime

from guomen.kernel.terms import Fault, Refusal, Text, Where
from guomen.surveillance.alerts.terms import Wording

BASIS = "突发事件应对法第六十四条 Emergency Response Law 2024 Art. 64; 国发〔2017〕43号第九条"
TITLE_LENGTH = 200
_PARTS = {
    "title": Text("标题", "the title"),
    "scope": Text("可能影响的范围", "the scope that it may affect"),
    "warning": Text("警示事项", "what it warns of"),
    "action": Text("应当采取的措施", "the action to be taken"),
}
_LANGUAGES = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}
# Characters that XML 1.0 cannot carry, and so neither CAP nor a feed.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def content_faults(wording: Wording, starts_at: datetime | None, ends_at: datetime | None) -> tuple[Fault, ...]:
    """Everything that the law wants said and is not, or cannot be carried by every channel; in both languages.

    Category, level, issuer and time of issue are fields that cannot be empty; this looks at the words and the times.
    """
    faults = [fault for part in _PARTS for language in _LANGUAGES if (fault := _word_fault(wording, part, language))]
    if starts_at is None:
        faults.append(_fault("starts_at", "", Text("缺少起始时间。", "It does not say from when it holds.")))
    elif ends_at is not None and ends_at <= starts_at:
        faults.append(_fault("ends_at", str(ends_at), Text("终止时间须晚于起始时间。", "It must end after it begins.")))
    return tuple(faults)


def incomplete(faults: tuple[Fault, ...]) -> Refusal:
    """For an alert that does not say what it must."""
    return Refusal(
        "alert.incomplete",
        Text(
            f"预警内容有{len(faults)}处缺失或错误。", f"The alert lacks or has wrong content in {len(faults)} places."
        ),
        Text(f"请补充（{BASIS}）。", f"Complete it ({BASIS})."),
        faults,
    )


def _word_fault(wording: Wording, part: str, language: str) -> Fault | None:
    said: str = getattr(getattr(wording, part), language)
    field, named, spoken = f"{part}_{language}", _PARTS[part], _LANGUAGES[language]
    if not said.strip():
        problem = Text(f"缺少{named.zh}（{spoken.zh}）。", f"It does not state {named.en} in {spoken.en}.")
        return _fault(field, said, problem)
    if _UNSPEAKABLE.search(said):
        return _fault(field, said, Text("含有无法发布的控制字符。", "It holds control characters that cannot be sent."))
    if part == "title" and len(said) > TITLE_LENGTH:
        problem = Text(f"标题超过{TITLE_LENGTH}个字符。", f"The title is longer than {TITLE_LENGTH} characters.")
        return _fault(field, said, problem)
    return None


def _fault(field: str, value: str, problem: Text) -> Fault:
    return Fault(f"alert.{field}", Where(field=field), value[:80], problem, Text("请更正。", "Correct it."))
