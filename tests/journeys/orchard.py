"""Two orchards of the small port: one whose first three samplings conform, one that missed its second."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import SubjectRef, Text
from guomen.laboratory import operations
from guomen.laboratory.models import Sample, SamplingScheme
from guomen.laboratory.terms import Entry, Hand, Measured, StageAsked
from guomen.laboratory.web.schemes import STAGES
from guomen.simulator import people

GOODS = "0810500000"
TESTS = ("selenium", "forchlorfenuron")


def plant(at: datetime) -> None:
    """Open staged sampling of both orchards and draw what was to be drawn until today."""
    today = timezone.localdate(at)
    kiwi = _opened("4300GY0018", Text("十八洞村猕猴桃", "Kiwi of Shibadong"), today)
    late = _opened("4300GY0019", Text("错过一次的果园", "The orchard that missed one"), today)
    for position in (1, 2, 3):
        _gone_through(kiwi, position)
    _gone_through(late, 1)


def _opened(number: str, title: Text, today: date) -> SamplingScheme:
    stages = [
        StageAsked(name, today - timedelta(days=back), today - timedelta(days=back - 12), TESTS)
        for name, back in zip(STAGES, (90, 60, 30, 3), strict=True)
    ]
    return operations.open_scheme(
        actor=_person(people.OFFICER), at=_noon(today - timedelta(days=95)),
        subject=SubjectRef("registration", number), office=Office.objects.get(code=people.YANGSHAN),
        laboratory=Office.objects.get(code=people.SHANGHAI), title=title, season=today.year, stages=stages,
        goods_code=GOODS, destination="HK",
    )  # fmt: skip


def _gone_through(scheme: SamplingScheme, position: int) -> None:
    """A stage drawn on its first day and reported two days later."""
    stage = scheme.stages.get(position=position)
    at, seal = _noon(stage.from_on), f"GY-{scheme.pk}-{position}"
    officer, analyst = _person(people.OFFICER), _person(people.ANALYST)
    drawn = operations.draw_stage(actor=officer, at=at, stage=stage.pk, hand=Hand("", "三号地块 block 3", seal))
    told = {"label": drawn.label, "scanned": drawn.label}
    operations.hand_over_sample(actor=officer, at=at, hand=Hand("送样员 courier"), **told)
    later = at + timedelta(days=1)
    operations.receive_sample(actor=analyst, at=later, hand=Hand("样品室 sample room", seal=seal), **told)
    operations.prepare_sample(actor=analyst, at=later, hand=Hand(""), **told)
    _tested(drawn, later + timedelta(days=1))


def _tested(sample: Sample, at: datetime) -> None:
    entries = [Entry(sample.label, one.pk, Measured((None,), one.unit or "mg/kg")) for one in sample.requests.all()]
    operations.enter_results(actor=_person(people.ANALYST), at=at, entries=entries)
    operations.review_results(actor=_person(people.SECOND_ANALYST), at=at, label=sample.label)
    operations.authorise_and_report(actor=_person(people.LABORATORY_MANAGER), at=at, label=sample.label)


def _person(who: people.Person) -> Actor:
    return Actor.objects.select_related("office").get(username=who.username)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
