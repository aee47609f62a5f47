"""An alert as an e-mail: everything that the law wants stated, in one language. Pure."""

from typing import TYPE_CHECKING

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.terms import Text

if TYPE_CHECKING:
    from datetime import datetime

    from guomen.surveillance.alerts.publication.messages import Message

_UNTIL_LIFTED = Text("至解除", "until it is lifted")
_LINES = {
    "number": Text("编号", "Number"),
    "category": Text("类别", "Category"),
    "level": Text("级别", "Level"),
    "kind": Text("形式", "Form"),
    "start": Text("起始时间", "From"),
    "end": Text("终止时间", "Until"),
    "scope": Text("可能影响的范围", "Scope"),
    "warning": Text("警示事项", "Warning"),
    "action": Text("应当采取的措施", "Action to be taken"),
    "issuer": Text("发布单位", "Issued by"),
    "issued": Text("发布时间", "Issued at"),
    "read": Text("查看全文和历次版本", "All versions"),
}


def subject(message: "Message", language: str) -> str:
    """One line: whether it ends the alert, its level, its title."""
    state = message.change.text if message.over else message.level.text
    return f"[{state.in_(language)}] {' '.join(message.wording.title.in_(language).split())}"


def body(message: "Message", language: str) -> str:
    """The letter, one statement a line."""
    said = message.wording
    values = {
        "number": f"{message.number} v{message.version} ({message.change.text.in_(language)})",
        "category": message.category.text.in_(language),
        "level": message.level.text.in_(language),
        "kind": message.kind.text.in_(language),
        "start": _clock(message.starts_at),
        "end": _clock(message.ends_at) if message.ends_at else _UNTIL_LIFTED.in_(language),
        "scope": said.scope.in_(language),
        "warning": said.warning.in_(language),
        "action": said.action.in_(language),
        "issuer": message.issuer.in_(language),
        "issued": _clock(message.sent),
        "read": message.address,
    }
    if message.over:
        del values["end"]
    colon = "：" if language.startswith("zh") else ": "
    lines = (f"{_LINES[name].in_(language)}{colon}{value}" for name, value in values.items())
    return f"{said.title.in_(language)}\n\n" + "\n".join(lines) + "\n"


def _clock(at: "datetime") -> str:
    return at.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M (UTC+8)")
