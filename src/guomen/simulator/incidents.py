"""What is reported to the synthetic port: a year of scattered notices, and two incidents with their truth.

Invented for play; nothing here is a fact about any country, product or source.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guomen.kernel.terms import Text
from guomen.simulator.terms import Arrival, Fault, Truth
from guomen.surveillance.signals.terms import Credibility, SignalReport, SourceKind


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports to the port."""

    code: str
    name: Text
    kind: SourceKind
    credibility: Credibility


FOREIGN = Reporter(
    "demo-foreign", Text("模拟境外通报", "Synthetic foreign notices"), SourceKind.FOREIGN_NOTIFICATION,
    Credibility.RELIABLE,
)  # fmt: skip
HOTLINE = Reporter(
    "demo-hotline", Text("模拟投诉热线", "Synthetic complaints line"), SourceKind.COMPLAINT, Credibility.UNKNOWN
)
HOSPITAL = Reporter(
    "demo-hospital", Text("模拟医院报告", "Synthetic hospital reports"), SourceKind.INJURY_RECORD, Credibility.USUALLY
)
REPORTERS = (FOREIGN, HOTLINE, HOSPITAL)


@dataclass(frozen=True, slots=True)
class Incident:
    """A contamination: what of, in which ingredient, and the goods of the port that really carry it.

    told: (days after the beginning, reporter, title). rate: share of the lots of `carrier` that are contaminated.
    """

    hazard: str
    hazard_words: str
    ingredient: str
    ingredient_words: str
    origin: str
    carrier: str
    fault: Fault
    told: tuple[tuple[int, Reporter, str], ...]


EGGS = Incident(
    hazard="fipronil",
    hazard_words="fipronil",
    ingredient="0407",
    ingredient_words="hen eggs",
    origin="DK",
    carrier="1905310000101",
    fault=Fault("test", "fipronil", 0.5, "critical", "fipronil", "0.12", "mg/kg"),
    told=(
        (0, FOREIGN, "Fipronil in hen eggs, lot withdrawn from the market"),
        (0, FOREIGN, "Fipronil in liquid egg products, second farm"),
        (1, FOREIGN, "Fipronil in eggs, recall from consumers"),
        (1, HOTLINE, "消费者询问：进口蛋制品是否含氟虫腈"),
        (1, FOREIGN, "Fipronil in eggs, farms blocked by the authority"),
        (2, FOREIGN, "Fipronil in eggs, further distribution known"),
    ),
)
SALMON = Incident(
    hazard="listeria",
    hazard_words="Listeria monocytogenes",
    ingredient="0302",
    ingredient_words="chilled salmon",
    origin="CL",
    carrier="0302141000101",
    fault=Fault("test", "listeria", 0.3, "critical", "Listeria monocytogenes", "1", "/25 g"),
    told=(
        (0, FOREIGN, "Listeria monocytogenes in chilled salmon"),
        (1, HOSPITAL, "孕妇食用进口三文鱼后确诊李斯特菌病"),
        (1, FOREIGN, "Listeria monocytogenes in salmon fillets, recall"),
        (2, HOTLINE, "投诉：三文鱼食用后家人发热腹泻"),
        (2, FOREIGN, "Listeria monocytogenes in smoked salmon from the same plant"),
    ),
)
# What notices are about in an ordinary year: hazard, goods, origin.
_ORDINARY = (
    ("salmonella", "0207", "BR"), ("salmonella", "0907", "IN"), ("cadmium", "0307", "CN"), ("lead", "9503", "VN"),
    ("nitrofurans", "0306", "IN"), ("ochratoxin_a", "0806", "TR"), ("sulphur_dioxide", "0813", "TR"),
    ("formaldehyde", "6111", "BD"), ("methylmercury", "0304", "ES"), ("melamine", "3924", "CN"),
)  # fmt: skip
_WEEKS, _A_WEEK = 60, 2.5


def ordinary(seed: int, until: date) -> list[SignalReport]:
    """The notices of the year before a day, scattered, some combinations more frequent than others."""
    chance = random.Random(f"notices/{seed}")  # noqa: S311
    weights = [1 / rank for rank in range(1, len(_ORDINARY) + 1)]
    days = sorted(chance.randint(1, _WEEKS * 7) for _ in range(round(_WEEKS * _A_WEEK)))
    return [
        _report(f"N{number:04d}", until - timedelta(days=ago), *chance.choices(_ORDINARY, weights)[0])
        for number, ago in enumerate(days)
    ]


def _report(reference: str, on: date, hazard: str, goods: str, origin: str) -> SignalReport:
    title = f"{hazard.replace('_', ' ')} in goods of heading {goods} from {origin}, notice {reference}"
    return SignalReport(reference=reference, reported_on=on, title=title, hazard=hazard, goods=goods, origin=origin)


def told_on(incident: Incident, begun: date, day: date) -> Iterator[tuple[Reporter, SignalReport]]:
    """What is reported of an incident on a day."""
    for number, (after, reporter, title) in enumerate(incident.told, start=1):
        if begun + timedelta(days=after) == day:
            yield (
                reporter,
                SignalReport(
                    reference=f"{incident.hazard}-{begun:%Y%m%d}-{number}",
                    reported_on=day,
                    title=title,
                    hazard=incident.hazard,
                    hazard_words=incident.hazard_words,
                    goods=incident.ingredient,
                    goods_words=incident.ingredient_words,
                    origin=incident.origin,
                ),
            )


def contaminated(arrival: Arrival, incident: Incident, seed: int) -> Arrival:
    """The arrival with what the incident did to its goods."""
    chance = random.Random(f"{seed}/{arrival.declaration.reference}/{incident.hazard}")  # noqa: S311
    hit = tuple(
        Truth(item.item_no, incident.fault)
        for item in arrival.declaration.items
        if item.goods_code == incident.carrier
        and item.origin == incident.origin
        and chance.random() < incident.fault.rate
    )
    return replace(arrival, truths=arrival.truths + hit)
