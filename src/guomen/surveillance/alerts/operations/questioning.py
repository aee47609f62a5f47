"""A signal no longer holds: the alerts that stand on it ask to be assessed anew."""

from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations.telling import tell
from guomen.surveillance.alerts.queries.laid_down import deadline
from guomen.surveillance.alerts.queries.versions import alerts
from guomen.surveillance.alerts.terms import AlertState
from guomen.surveillance.clusters.models import Member

BASIS = "海关风险管理办法第十八条 GACC Decree 271 Art. 18; 突发事件应对法第七十条 Emergency Response Law 2024 Art. 70"
_STATES = {
    "retracted": Text("被其来源撤回", "was taken back by its source"),
    "refuted": Text("已被查否", "was refuted"),
}
_WHAT = Text("重新评估", "Assess anew")


@transaction.atomic
def question_alerts(*, at: datetime, signal: int, state: str) -> list[Alert]:
    """Ask for every alert in force that stands on the signal to be assessed anew; asked once of each for each signal.

    The alert itself stays as it was signed: only another signature changes it.
    """
    dossiers = Member.objects.filter(signal=signal, removed_at__isnull=True).values("dossier")
    standing = alerts().filter(state=AlertState.ISSUED, dossier__in=dossiers)
    asked = [row for row in standing if not _asked(row, signal)]
    for row in asked:
        due_at = deadline("reassess", _WHAT, at).due_at
        what = _STATES[state]
        text = Text(
            f"所依据的信号{signal}{what.zh}，须重新评估。",
            f"Signal {signal}, on which it stands, {what.en}: it is to be assessed anew.",
        )
        reason = Reason("alert.questioned", text, BASIS, f"signal:{signal}")
        more: dict[str, Any] = {"signal": signal, "state": state, "due_at": due_at.isoformat()}
        tell(events.ALERT_QUESTIONED, row, actor=None, at=at, reasons=[reason], **more)
    return asked


def _asked(row: Alert, signal: int) -> bool:
    told = entries_about(SubjectRef("alert", row.number)).filter(kind=events.ALERT_QUESTIONED)
    return told.filter(payload__signal=signal, payload__version=row.version).exists()
