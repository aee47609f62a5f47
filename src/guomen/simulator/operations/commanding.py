"""What the risk people of the port do: measures on what was found."""

from datetime import date, timedelta

from guomen.catalogue.terms import Channel, Condition, Direction
from guomen.inspection.queries import visible_findings
from guomen.inspection.terms import FindingKind
from guomen.kernel.terms import Text
from guomen.simulator import people
from guomen.simulator.operations.knowing import Play, instant
from guomen.surveillance.measures.operations import impose_measure
from guomen.surveillance.measures.queries import measures
from guomen.surveillance.measures.terms import MeasureKind

# The play's own numbers: days of a measure, measures at once.
_DAYS, _AT_ONCE = 90, 3


def impose(play: Play, day: date) -> None:
    """The risk analyst answers a laboratory finding with a measure on that commodity, origin and producer."""
    analyst = play.people[people.RISK_ANALYST.username]
    answered = {measure.finding for measure in measures() if measure.finding is not None}
    room = _AT_ONCE - len(answered)
    fresh = visible_findings(analyst).filter(kind=FindingKind.LABORATORY).exclude(pk__in=answered)
    for finding in fresh[: max(0, room)]:
        place = Text(f"{finding.origin} {finding.producer}".strip(), f"{finding.origin} {finding.producer}".strip())
        impose_measure(
            actor=analyst,
            at=instant(day, 15),
            kind=MeasureKind.RAISE_SAMPLING,
            condition=Condition(
                direction=Direction.IMPORT,
                goods=(finding.goods_code[:4],),
                origins=frozenset({finding.origin}),
                offices=frozenset({people.YANGSHAN, people.WAIGAOQIAO}),
            ),
            hazard=finding.hazard,
            orders=Channel.SAMPLE,
            valid_from=day,
            valid_to=day + timedelta(days=_DAYS),
            text=Text(f"对{place.zh}同类商品逐批抽样送检", f"Sample every lot of these goods from {place.en}"),
            public=Text("该类商品实施加强检验", "These goods are under intensified inspection"),
            ground=f"实验室检出不合格 laboratory finding {finding.pk}",
            finding=finding.pk,
        )
