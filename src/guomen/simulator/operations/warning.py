"""The second loop at play: reports come in, what is odd is assessed, warned of, acted upon, lifted when it is over."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from guomen.catalogue.terms import Channel, Condition, Direction
from guomen.kernel.ledger.operations import deliver_pending
from guomen.kernel.terms import Text
from guomen.simulator.incidents import EGGS, REPORTERS, SALMON, Incident, contaminated, ordinary, told_on
from guomen.simulator.operations.knowing import Play, instant
from guomen.simulator.people import HEADQUARTERS_OFFICER, RISK_ANALYST
from guomen.simulator.terms import Arrival
from guomen.surveillance.alerts.operations import Proposal, propose_alert, propose_lifting, sign_alert
from guomen.surveillance.alerts.terms import AlertCategory, Audience, Wording
from guomen.surveillance.assessments.operations import draft_assessment, sign_assessment
from guomen.surveillance.assessments.terms import AssessmentMethod, Uncertainty
from guomen.surveillance.clusters.operations import close_dossier, detect_clusters
from guomen.surveillance.clusters.queries import live_dossiers
from guomen.surveillance.clusters.terms import Closing, DossierState
from guomen.surveillance.measures.operations import impose_measure, lift_measure
from guomen.surveillance.measures.queries import measures_of
from guomen.surveillance.measures.terms import MeasureKind
from guomen.surveillance.signals.operations import register_source, take_signals

# The first incident begins on this day of the play and is over so many days later; the second is told of at its end.
EGGS_BEGIN, EGGS_LAST, SALMON_BEGIN = 1, 9, 3
_TEST = {"analyte": "fipronil", "analyte_zh": "氟虫腈", "unit": "mg/kg", "limit": "0.02", "limit_kind": "max"}
_REMEDY = Text("主管部门已关闭涉事农场，连续批次检测合格", "The authority has closed the farms; lots conform since")


@dataclass(frozen=True, slots=True)
class Season:
    """The reports of one play: the first incident is answered and over; the second waits for whoever sits down."""

    play: Play
    first: date
    today: date

    @property
    def incidents(self) -> tuple[tuple[Incident, date, date], ...]:
        """Each incident with the days [begun, over) on which goods carry it."""
        begun = self.first + timedelta(days=EGGS_BEGIN)
        fresh = self.today - timedelta(days=SALMON_BEGIN)
        return (EGGS, begun, begun + timedelta(days=EGGS_LAST)), (SALMON, fresh, self.today + timedelta(days=1))

    def listen(self) -> None:
        """Before the first day: who reports, and what was reported in the year before."""
        at = instant(self.first - timedelta(days=1), 7)
        for one in REPORTERS:
            register_source(
                actor=None, at=at, code=one.code, name=one.name, kind=one.kind, credibility=one.credibility,
                quiet_days=30,
            )  # fmt: skip
        reports = ordinary(self.play.world.seed, self.first)
        take_signals(actor=None, at=at, source=REPORTERS[0].code, reports=reports)

    def left(self, arrival: Arrival, day: date) -> Arrival:
        """An arrival of a day as the incidents have left it."""
        for incident, begun, over in self.incidents:
            if begun <= day < over:
                arrival = contaminated(arrival, incident, self.play.world.seed)
        return arrival

    def evening(self, day: date) -> None:
        """What was reported in the day is taken in; the nightly look follows."""
        for incident, begun, _ in self.incidents:
            for reporter, told in told_on(incident, begun, day):
                take_signals(actor=None, at=instant(day, 10), source=reporter.code, reports=[told])
        deliver_pending(limit=10**9)
        detect_clusters(actor=None, at=instant(day, 23), on=day)

    def morning(self, day: date) -> None:
        """The next morning's answer to the first incident."""
        for row in live_dossiers().filter(hazard=EGGS.hazard):
            if row.state == DossierState.OPEN:
                _warn(self.play, row, day)
            elif day > self.first + timedelta(days=EGGS_BEGIN + EGGS_LAST):
                _lift(self.play, row, day)


def _warn(play: Play, row: Any, day: date) -> None:
    """Assess, warn, order: within a morning."""
    analyst, chief = play.people[RISK_ANALYST.username], play.people[HEADQUARTERS_OFFICER.username]
    draft_assessment(
        actor=chief, at=instant(day, 6), dossier=row.number, method=AssessmentMethod.RAPID,
        factors={"likelihood": "highly_likely", "consequence": "moderate"}, uncertainty=Uncertainty.MODERATE,
        groups=["public", "children"], urgency="immediate", scope="national",
        summary="境外禽蛋检出氟虫腈，含蛋制品可能受影响 Fipronil in eggs abroad; goods that contain egg may carry it",
    )  # fmt: skip
    sign_assessment(actor=chief, at=instant(day, 6) + timedelta(minutes=20), dossier=row.number, version=1)
    condition = Condition(direction=Direction.IMPORT, goods=(EGGS.ingredient,), origins=frozenset({EGGS.origin}))
    proposal = Proposal(
        audience=Audience.PUBLIC, category=AlertCategory.FOOD, starts_at=instant(day, 7), condition=condition,
        hazard=EGGS.hazard,
        wording=Wording(
            Text("关于进口禽蛋及含蛋制品氟虫腈的警示", "Fipronil in imported eggs and goods that contain egg"),
            Text("全国各口岸", "All ports"),
            Text("境外通报禽蛋检出氟虫腈。", "Fipronil was found in eggs abroad."),
            Text("暂停食用相关批次，等待检测结果。", "Do not eat the lots concerned until results are known."),
        ),
    )  # fmt: skip
    alert = propose_alert(
        actor=analyst, at=instant(day, 6) + timedelta(minutes=30), dossier=row.number, proposal=proposal
    )
    sign_alert(
        actor=chief, at=instant(day, 6) + timedelta(minutes=36), number=alert.number, version=alert.version
    )  # fmt: skip
    impose_measure(
        actor=chief, at=instant(day, 7), kind=MeasureKind.INTENSIFY, condition=condition, hazard=EGGS.hazard,
        orders=Channel.SAMPLE, valid_from=day, tests=[_TEST], follow=True, dossier=row.number, alert=alert.number,
        text=Text("禽蛋及含蛋制品逐批检测氟虫腈", "Test every lot of eggs and of goods that contain egg for fipronil"),
        public=Text("该类商品实施加强检验", "These goods are under intensified inspection"),
        ground=f"预警 alert {alert.number}", lift_when={"remedy": _REMEDY.en},
    )  # fmt: skip


def _lift(play: Play, row: Any, day: date) -> None:
    """The remedy is known: measures and alert are lifted, the dossier is closed."""
    analyst, chief = play.people[RISK_ANALYST.username], play.people[HEADQUARTERS_OFFICER.username]
    for measure in measures_of(row.number):
        if getattr(measure, "lifting", None) is None:
            lift_measure(actor=chief, at=instant(day, 6), number=measure.number, ground=_REMEDY)
    for alert in row.alerts.filter(state="issued"):
        lifting = propose_lifting(actor=analyst, at=instant(day, 6), number=alert.number, ground=_REMEDY)
        sign_alert(
            actor=chief, at=instant(day, 6) + timedelta(minutes=5), number=lifting.number, version=lifting.version
        )
    close_dossier(
        actor=chief,
        at=instant(day, 7),
        number=row.number,
        closing=Closing.CONFIRMED,
        ground=f"{_REMEDY.zh} {_REMEDY.en}",
    )
