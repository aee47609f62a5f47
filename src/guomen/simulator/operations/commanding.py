"""What the risk people of the port do: a sampling plan before the first day, measures on what was found."""

from datetime import date, timedelta

from guomen.catalogue.terms import Channel, Condition, Direction
from guomen.inspection.queries import visible_findings
from guomen.inspection.terms import FindingKind
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import office_of_code
from guomen.kernel.terms import Text
from guomen.simulator import people
from guomen.simulator.operations.knowing import Play, instant
from guomen.surveillance.measures.operations import impose_measure
from guomen.surveillance.measures.queries import measures
from guomen.surveillance.measures.terms import MeasureKind
from guomen.targeting.operations import issue_control_order

_FOOD = ("02", "03", "04", "10", "1901", "22")
_CONSUMER_GOODS = ("6111", "8516", "9503")
# The play's own numbers: share of lots under the sampling plan, days of a measure, measures at once.
_FOOD_SHARE, _GOODS_SHARE, _DAYS, _AT_ONCE = 0.12, 0.06, 90, 3


def plan_sampling(people_by_name: dict[str, Actor], first: date) -> None:
    """The year's monitoring plan, as control orders that pick a share of the lots for the laboratory."""
    for number, goods, share, text in (
        ("MP-FOOD", _FOOD, _FOOD_SHARE, Text("年度食品安全风险监控抽样", "Yearly food safety monitoring")),
        ("MP-GOODS", _CONSUMER_GOODS, _GOODS_SHARE, Text("年度消费品质量监测", "Yearly consumer goods monitoring")),
    ):
        issue_control_order(
            actor=people_by_name[people.HEADQUARTERS_OFFICER.username],
            at=instant(first - timedelta(days=1), 9),
            number=f"{number}-{first.year}",
            office=office_of_code(people.HEADQUARTERS),
            condition=Condition(direction=Direction.IMPORT, goods=goods),
            orders=Channel.SAMPLE,
            rate=share,
            valid_from=first,
            valid_to=None,
            text=text,
            ground="年度监控计划 the year's monitoring plan",
        )


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
