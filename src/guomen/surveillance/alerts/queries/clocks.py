"""What is due: signatures, acknowledgements, lifting of what is over, assessing anew what lost its ground."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Reason, SubjectRef, Text
from guomen.surveillance.alerts import events
from guomen.surveillance.alerts.models import Acknowledgement, Alert
from guomen.surveillance.alerts.queries.laid_down import deadline
from guomen.surveillance.alerts.queries.versions import alerts, standing
from guomen.surveillance.alerts.terms import AlertState, Clock, Questioned
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.assessments.terms import AssessmentState, RiskLevel
from guomen.surveillance.clusters.terms import Closing, DossierState

# A dossier that ended so leaves nothing to warn of (Emergency Response Law 2024 Art. 70).
OVER = (Closing.REFUTED, Closing.NO_RISK, Closing.OVER)
_ISSUE = Text("发布预警", "Issue the alert")
_SIGN = Text("签发", "Sign")
_LIFT = Text("风险已被否定或消除：解除预警", "The risk is disproved or over: lift the alert")
_ACKNOWLEDGE = Text("签收", "Acknowledge")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is due, and of what: an alert, or a dossier that no alert has been proposed for."""

    clock: Clock
    title: Text
    alert: str = ""
    version: int = 0
    dossier: str = ""


def clocks(row: Alert) -> list[Clock]:
    """Every clock of one version, met or running."""
    return list(_clocks(row))


def _clocks(row: Alert) -> Iterator[Clock]:
    first_of_assessment = row.version == 1 and row.assessment is not None
    if first_of_assessment and row.assessment is not None and row.assessment.signed_at is not None:
        yield deadline("issue", _ISSUE, row.assessment.signed_at, row.issued_at)
    if row.state != AlertState.DECLINED:
        yield deadline("sign", _SIGN, row.proposed_at, row.issued_at)
    lift = lifting_clock(row)
    if lift is not None:
        yield lift
    yield from _asked_again(row)
    yield from _acknowledging(row)


def lifting_clock(row: Alert) -> Clock | None:
    """Runs from when the dossier ended as disproved or over until the alert is lifted; None where it did not."""
    over = row.dossier
    if row.state == AlertState.PROPOSED or over is None or over.closed_at is None or over.closing not in OVER:
        return None
    last = standing(row.number)
    met = last.issued_at if last is not None and last.state == AlertState.LIFTED else None
    return deadline("lift", _LIFT, over.closed_at, met)


def questions(row: Alert) -> list[Questioned]:
    """Signals that the alert stands on and that were taken back or refuted, while nobody has answered that yet.

    A signed later version of the alert, or of the dossier's assessment, answers it.
    """
    if row.state != AlertState.ISSUED or row.issued_at is None:
        return []
    since = max([row.issued_at, *_assessed(row)])
    told = entries_about(SubjectRef("alert", row.number)).filter(kind=events.ALERT_QUESTIONED, at__gte=since)
    return [
        Questioned(
            signal=entry.payload["signal"],
            at=entry.at,
            due_at=datetime.fromisoformat(entry.payload["due_at"]),
            reasons=tuple(Reason.from_json(reason) for reason in entry.reasons),
        )
        for entry in told
    ]


def _assessed(row: Alert) -> list[datetime]:
    signed = Assessment.objects.filter(dossier=row.dossier_id, state=AssessmentState.SIGNED)
    return [at for at in signed.values_list("signed_at", flat=True) if at is not None]


def _asked_again(row: Alert) -> Iterator[Clock]:
    for one in questions(row):
        what = Text(f"信号{one.signal}不再成立：重新评估", f"Signal {one.signal} no longer holds: assess anew")
        yield Clock(what, one.at, one.due_at, "surveillance.alert.clock.reassess", doubtful=True)


def _acknowledging(row: Alert) -> Iterator[Clock]:
    given = list(row.acknowledgements.all())
    if not given or row.issued_at is None:
        return
    open_ones = [one for one in given if one.given_at is None]
    last = None if open_ones else max(one.given_at for one in given if one.given_at is not None)
    what = Text(
        f"各直属局签收（{len(given) - len(open_ones)}/{len(given)}）",
        f"Acknowledged by {len(given) - len(open_ones)} of {len(given)} offices",
    )
    name = f"surveillance.alert.clock.acknowledge.{row.level}"
    yield Clock(what, row.issued_at, max(one.due_at for one in given), name, last)


def waiting_clocks(at: datetime) -> list[Waiting]:
    """Everything that is due and not done, what is due first coming first."""
    found = [*_to_sign(), *_to_lift(), *_to_assess(), *_to_acknowledge(), *_to_warn()]
    return sorted(found, key=lambda one: one.clock.due_at)


def _of(row: Alert, clock: Clock) -> Waiting:
    dossier = row.dossier.number if row.dossier else ""
    return Waiting(clock, Text(row.title_zh, row.title_en), row.number, row.version, dossier)


def _to_sign() -> Iterator[Waiting]:
    for row in alerts().filter(state=AlertState.PROPOSED):
        yield _of(row, deadline("sign", _SIGN, row.proposed_at))


def _to_lift() -> Iterator[Waiting]:
    for row in alerts().filter(state=AlertState.ISSUED, dossier__closing__in=OVER):
        clock = lifting_clock(row)
        if clock is not None:
            yield _of(row, clock)


def _to_assess() -> Iterator[Waiting]:
    numbers = Alert.objects.filter(
        state=AlertState.ISSUED, dossier__members__signal__state__in=("retracted", "refuted")
    )
    for row in alerts().filter(pk__in=numbers.values("pk")):
        for clock in _asked_again(row):
            yield _of(row, clock)


def _to_acknowledge() -> Iterator[Waiting]:
    missing = Acknowledgement.objects.filter(given_at__isnull=True, alert__state__in=("issued", "lifted"))
    for row in alerts().filter(pk__in=missing.values("alert")).prefetch_related("acknowledgements"):
        for clock in _acknowledging(row):
            yield _of(row, clock)


def _to_warn() -> Iterator[Waiting]:
    """Dossiers whose risk was assessed as more than low and that nobody has proposed an alert for."""
    waiting = Assessment.objects.filter(
        state=AssessmentState.SIGNED, dossier__state=DossierState.ASSESSED, dossier__alerts__isnull=True
    ).exclude(level=RiskLevel.LOW)
    for one in waiting.select_related("dossier"):
        if one.signed_at is not None:
            title = Text(one.dossier.title_zh, one.dossier.title_en)
            yield Waiting(deadline("issue", _ISSUE, one.signed_at), title, dossier=one.dossier.number)


def office_circulars(actor: Actor) -> QuerySet[Acknowledgement]:
    """Circulars that the actor's office has yet to acknowledge, the most urgent first."""
    rows = Acknowledgement.objects.filter(office=actor.office_id, given_at__isnull=True)
    return rows.filter(alert__state__in=("issued", "lifted")).select_related("alert").order_by("due_at")
