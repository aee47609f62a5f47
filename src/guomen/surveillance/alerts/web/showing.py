"""A version of an alert as templates show it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from guomen.catalogue.queries import commodity_name, country_name, hazard_name
from guomen.kernel.terms import Text
from guomen.kernel.web.timeline import Moment
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.queries import wording_of
from guomen.surveillance.alerts.terms import (
    AlertCategory,
    AlertKind,
    AlertLevel,
    AlertState,
    Audience,
    Change,
    Clock,
    Wording,
)

RUN_OUT = Text("已到终止时间", "Run out")


@dataclass(frozen=True, slots=True)
class Shown:
    """One version with every word that a page shows of it."""

    row: Alert
    level: AlertLevel
    kind: AlertKind
    state: AlertState
    state_text: Text
    change: Change
    category: AlertCategory
    audience: Audience
    said: Wording
    hazard: Text | None
    goods: list[tuple[str, Text]]
    origins: list[tuple[str, Text]]


def shown(row: Alert, at: datetime | None = None) -> Shown:
    """The version, its codes with their names; one whose time is over is said to have run out."""
    state = AlertState(row.state)
    now = at or timezone.now()
    run_out = state is AlertState.ISSUED and row.ends_at is not None and row.ends_at <= now
    return Shown(
        row=row,
        level=AlertLevel(row.level),
        kind=AlertKind(row.kind),
        state=state,
        state_text=RUN_OUT if run_out else state.text,
        change=Change(row.change),
        category=AlertCategory(row.category),
        audience=Audience(row.audience),
        said=wording_of(row),
        hazard=hazard_name(row.hazard) if row.hazard else None,
        goods=[(code, commodity_name(code)) for code in row.goods],
        origins=[(code, country_name(code)) for code in row.origins],
    )


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A clock as a page shows it. state: "done", "overdue" or "pending"; left: hours until it is due, or since."""

    clock: Clock
    state: str
    text: Text
    hours: int


def shown_clock(clock: Clock, at: datetime) -> ShownClock:
    """Whether it was met, is running or was missed, and by how much."""
    late = clock.overdue(at)
    hours = abs(int((clock.due_at - (clock.met_at or at)).total_seconds() // 3600))
    if clock.met_at is not None:
        text = Text(f"逾期{hours}小时完成", f"done {hours} h late") if late else Text("按期完成", "done in time")
        return ShownClock(clock, "overdue" if late else "done", text, hours)
    if late:
        return ShownClock(clock, "overdue", Text(f"已逾期{hours}小时", f"{hours} h overdue"), hours)
    return ShownClock(clock, "pending", Text(f"剩余{hours}小时", f"{hours} h left"), hours)


def moments(rows: list[Alert], public: bool = False) -> list[Moment]:
    """The story of an alert: who proposed, signed, declined which version; the public reads only what was issued."""
    found: list[Moment] = []
    for row in rows:
        change, level = Change(row.change), AlertLevel(row.level)
        what = Text(f"第{row.version}版：{change.text.zh}", f"Version {row.version}: {change.text.en}")
        if not public:
            found.append(
                Moment(
                    row.proposed_at,
                    Text(f"提出{what.zh}", f"Proposed. {what.en}"),
                    by=row.proposer,
                    detail=Text(row.ground, row.ground) if row.ground else None,
                )
            )
        if row.issued_at is not None and row.signed_by is not None:
            signer = row.issuer if public else row.signed_by
            found.append(
                Moment(
                    row.issued_at,
                    Text(f"发布{what.zh}", f"Issued. {what.en}"),
                    by=Text(signer.name_zh, signer.name_en),
                    tone="good" if row.state == AlertState.LIFTED else "stop",
                    badge=str(level),
                    badge_text=level.text,
                    detail=Text(row.warning_zh, row.warning_en),
                )
            )
    return found
