"""How this alcove refuses what a person wrote, and tells the ledger what was done."""

from datetime import datetime
from typing import Any

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, Missing, Refusal, SubjectRef, Text


def wrong(field: str, problem: Text, remedy: Text | None = None) -> Refusal:
    """What a person wrote cannot be, at one field."""
    return Refusal(f"resources.{field}", problem, remedy or Text("请更正。", "Correct it."))


def taken(code: str) -> Conflict:
    """The code is another's."""
    return Conflict(
        "resources.code_taken",
        Text(f"本实验室已有编号“{code}”。", f"The laboratory has “{code}” already."),
        Text("请换一个编号，或修改已有的那个。", "Choose another code, or change the one that is there."),
    )


def missing(what: Text) -> Missing:
    """There is no such thing."""
    return Missing(
        "resources.missing",
        Text(f"没有这个{what.zh}。", f"There is no such {what.en}."),
        Text("请从列表重新进入。", "Go there again from the list."),
    )


def tell(kind: str, about: str, laboratory: Office, *, actor: Actor | None, at: datetime, **payload: Any) -> None:
    """One entry of the ledger about a thing ("method:3") of a laboratory."""
    subjects = [SubjectRef.parse(about), SubjectRef("office", laboratory.code)]
    record(kind, actor=actor, at=at, subjects=subjects, payload={"laboratory": laboratory.code, **payload})
