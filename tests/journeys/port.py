"""Makes the small port that the journeys walk through: `python -m tests.journeys.port` with GUOMEN_HOME set.

A synthetic port of a few days; one more trader, who is nobody's business; a machine's token; a control order that
sends what the trader imports to the laboratory, so that every role has something to do; leave to release directly.
"""

import json
import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
django.setup()

import msgspec  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from guomen.catalogue.terms import Channel, Condition  # noqa: E402
from guomen.consignments.terms import Declaration  # noqa: E402
from guomen.interfaces.runtime import preparation  # noqa: E402
from guomen.interfaces.runtime.postgres import Postgres  # noqa: E402
from guomen.kernel.ledger.operations import deliver_pending  # noqa: E402
from guomen.kernel.offices.models import Actor, Office  # noqa: E402
from guomen.kernel.offices.operations import issue_token, register_actor  # noqa: E402
from guomen.kernel.terms import Role, Text  # noqa: E402
from guomen.laboratory.models import OutsideReport, TestingBody  # noqa: E402
from guomen.laboratory.pool.terms import OutsideState  # noqa: E402
from guomen.parties.operations import grant_authorisation  # noqa: E402
from guomen.parties.terms import AuthorisationKind  # noqa: E402
from guomen.simulator.incidents import REPORTERS, SALMON, ordinary, told_on  # noqa: E402
from guomen.simulator.operations import play, working  # noqa: E402
from guomen.simulator.operations.knowing import Play, instant  # noqa: E402
from guomen.simulator.operations.playing import places  # noqa: E402
from guomen.simulator.people import SENDER, YANGSHAN  # noqa: E402
from guomen.simulator.queries import password_file  # noqa: E402
from guomen.simulator.terms import Arrival, Place, Truth  # noqa: E402
from guomen.simulator.trades import TRADES  # noqa: E402
from guomen.simulator.world import World, make_world  # noqa: E402
from guomen.surveillance.clusters.operations import detect_clusters  # noqa: E402
from guomen.surveillance.signals.operations import register_source, take_signals  # noqa: E402
from guomen.targeting.operations import issue_control_order, lodge_and_assign  # noqa: E402
from tests.journeys.looked_at import write_log  # noqa: E402
from tests.journeys.orchard import plant  # noqa: E402

SEED = 1
GOODS = "1901101000101"
HAZARD = Text("铅", "lead")


def main() -> None:
    """Set everything up and write down what the journeys have to know."""
    at = timezone.now()
    if not os.environ.get("DATABASE_URL"):
        Postgres(settings.HOME).start()
    preparation.migrate()
    preparation.load_reference(settings.REFERENCE, settings.HOME)
    play(days=3, consignments=24, seed=SEED, at=at - timedelta(days=1), progress=lambda done, total: None)
    world = make_world(SEED)
    write_log(world, places()[1], timezone.localdate(at))
    importer, stranger = world.enterprises[0], world.enterprises[1]
    _order(importer.uscc, at)
    _may_release_directly(importer.uscc, at)
    declarations = _declarations(importer.uscc, at)
    _adulterated(world, declarations.pop(), at)
    register_actor(
        actor=None,
        at=at,
        username="stranger",
        password=password_file().read_text().strip(),
        name_zh="另一贸易商",
        name_en="Another trader",
        roles=[Role.TRADER],
        represents=stranger.uscc,
    )
    _contaminated(declarations[5], at)
    plant(at)
    _known_laboratory(at)
    deliver_pending(limit=10**9)
    known = {
        "password": password_file().read_text().strip(),
        "token": issue_token(actor=None, at=at, holder=Actor.objects.get(username=SENDER.username), label="journeys"),
        "declarations": [json.loads(msgspec.json.encode(one)) for one in declarations],
    }
    (Path(settings.HOME) / "journeys.json").write_text(json.dumps(known))


def _adulterated(world: World, declared: Declaration, at: datetime) -> None:
    """Yesterday's consignment of the trader, looked at and tested: melamine was found, a manager has to sign."""
    yesterday = timezone.localdate(at) - timedelta(days=1)
    people = {actor.username: actor for actor in Actor.objects.select_related("office")}
    declared = msgspec.structs.replace(
        declared, sender=SENDER.username, declared_on=yesterday, moved_on=yesterday, reference="JOURNEY-MELAMINE"
    )
    lodged = lodge_and_assign(actor=people[SENDER.username], at=instant(yesterday, 7), declarations=[declared])[0]
    assert lodged.lodged.consignment is not None, lodged.lodged.faults
    fault = next(fault for trade in TRADES if trade.goods_code == GOODS for fault in trade.faults if fault.analyte)
    truth = {lodged.lodged.consignment: Arrival(declared, (Truth(1, fault),))}
    day = Play(world, people, truth)
    deliver_pending(limit=10**9)
    working.inspect(day, yesterday)
    deliver_pending(limit=10**9)
    working.test(day, yesterday + timedelta(days=1))
    deliver_pending(limit=10**9)


_TOLD = (
    (0, REPORTERS[0], "Salmonella in skimmed milk powder, lot withdrawn"),
    (1, REPORTERS[2], "婴儿食用进口奶粉后感染沙门氏菌"),
    (1, REPORTERS[0], "Salmonella in whole milk powder, recall from consumers"),
    (2, REPORTERS[1], "投诉：进口奶粉食用后孩子腹泻"),
    (2, REPORTERS[0], "Salmonella in milk powder from the same dairy"),
)


def _contaminated(declared: Declaration, at: datetime) -> None:
    """A year of scattered notices and, in the last days, a burst of them about milk powder from where the trader's
    infant formula comes from; nobody has looked at them yet but the nightly detection.
    """
    today = timezone.localdate(at)
    incident = replace(
        SALMON, hazard="salmonella", hazard_words="Salmonella", ingredient="0402", ingredient_words="milk powder",
        origin=declared.items[0].origin,
        told=tuple((after, reporter, f"{title} {n}") for n, (after, reporter, title) in enumerate(_TOLD, 1)),
    )  # fmt: skip
    for one in REPORTERS:
        register_source(actor=None, at=at, code=one.code, name=one.name, kind=one.kind, credibility=one.credibility)
    take_signals(actor=None, at=at, source=REPORTERS[0].code, reports=ordinary(SEED, today - timedelta(days=10)))
    begun = today - timedelta(days=3)
    for back in (3, 2, 1):
        day = today - timedelta(days=back)
        for reporter, told in told_on(incident, begun, day):
            take_signals(actor=None, at=instant(day, 10), source=reporter.code, reports=[told])
    deliver_pending(limit=10**9)
    detect_clusters(actor=None, at=at, on=today - timedelta(days=1))


def _known_laboratory(at: datetime) -> None:
    """An outside laboratory whose last fifty reports agreed with our own tests: few of its reports are tested again."""
    body = TestingBody.objects.get(code="HZ-PRIV")
    OutsideReport.objects.bulk_create(
        OutsideReport(
            body=body, number=f"Q-{number:03d}", subject=f"consignment:0/{number}", issued_on=at.date(),
            statements=[], state=OutsideState.AGREED, taken_at=at - timedelta(days=number),
        )
        for number in range(1, 51)
    )  # fmt: skip


def _order(importer: str, at: datetime) -> None:
    test = {"analyte": "lead", "analyte_zh": HAZARD.zh, "analyte_en": HAZARD.en}
    issue_control_order(
        actor=None,
        at=at,
        number="BK-JOURNEY-1",
        office=Office.objects.get(code=YANGSHAN),
        condition=Condition(goods=(GOODS[:4],), importers=frozenset({importer})),
        orders=Channel.SAMPLE,
        valid_from=at.date() - timedelta(days=3),
        valid_to=None,
        text=Text("婴幼儿配方食品：抽样检测铅", "Infant formula: sample and test for lead"),
        ground="Journeys",
        tests=(test,),
    )


def _may_release_directly(importer: str, at: datetime) -> None:
    grant_authorisation(
        actor=None,
        at=at,
        kind=AuthorisationKind.DIRECT_RELEASE,
        number="ZT-JOURNEY-1",
        holder=importer,
        valid_from=at.date() - timedelta(days=30),
        goods=(GOODS[:4],),
    )


def _declarations(importer: str, at: datetime) -> list[Declaration]:
    """What the trader brings in: the same infant formula of the same producer, several times."""
    place, today = places()[0], timezone.localdate(at)
    pattern = _pattern(importer, make_world(SEED), place, today)
    return [
        msgspec.structs.replace(
            pattern,
            sender="",
            reference=f"JOURNEY{number:04d}",
            bill_number=f"BLJ{number:06d}",
            declared_on=today,
            moved_on=today,
            shipped_on=today - timedelta(days=20),
        )
        for number in range(1, 11)
    ]


def _pattern(importer: str, world: World, place: Place, today: date) -> Declaration:
    """A careful declaration of one item by this importer, out of the days long before the play."""
    for back in range(1000):
        for arrival in world.arrivals(today - timedelta(days=1000 + back), 30, place):
            one = arrival.declaration
            goods = [item.goods_code for item in one.items]
            careful = len(one.documents) == 3 and not one.items[0].producer.endswith("X")
            if one.importer == importer and goods == [GOODS] and careful:
                return one
    raise RuntimeError("the world no longer brings infant formula to this importer")


if __name__ == "__main__":
    main()
