"""A dossier, its assessment, the people and the reference rows that a warning needs."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from guomen.catalogue.models import Change as CatalogueChange
from guomen.catalogue.models import CodeName, Goods, Policy
from guomen.catalogue.terms import Condition
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.models import Actor, Office
from guomen.kernel.terms import Role, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations import Proposal, propose_alert, sign_alert
from guomen.surveillance.alerts.queries import draft_for
from guomen.surveillance.alerts.terms import Audience
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.clusters.models import Dossier, Member
from guomen.surveillance.signals.models import Signal, SignalSource
from tests.decisions.world import NOON, REFERENCE, person

HOUR = timedelta(hours=1)


@transaction.atomic
def set_up() -> None:
    """The grading table, a heading of goods, a second bureau."""
    edition = new_edition(at=NOON, note="grading table for tests")
    with (REFERENCE / "alert_levels.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            name = f"surveillance.alert.level.{row['risk']}.{row['urgency']}.{row['scope']}"
            Policy.objects.create(
                key=f"{name}/", name=name, type="word", value=row["level"], valid_from=date(2000, 1, 1),
                since_edition=edition, confidence="low", source="project default",
            )  # fmt: skip
    Policy.objects.filter(name__startswith="surveillance.alert.clock", until_edition__isnull=True).delete()
    with (REFERENCE / "policies.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["name"].startswith("surveillance.alert.clock"):
                Policy.objects.create(
                    key=row["name"], name=row["name"], type=row["type"], value=row["value"], unit=row["unit"],
                    valid_from=date(2000, 1, 1), since_edition=edition, confidence=row["confidence"],
                )  # fmt: skip
    Goods.objects.create(
        key="1905", code="1905", name_zh="饼干糕点", name_en="Bakers' wares", valid_from=date(2000, 1, 1),
        since_edition=edition, confidence="source",
    )  # fmt: skip
    CatalogueChange.objects.create(edition=edition, part=CatalogueChange.Part.REFERENCE)
    top = Office.objects.get(code="900000")
    Office.objects.create(
        code="920000", name_zh="粤直属局", name_en="Guangdong Bureau", level="bureau", parent=top, path="900000/920000/"
    )


def holiday(day: date, kind: str = "public_holiday") -> None:
    """A day off, or one that is worked."""
    CodeName.objects.create(
        key=f"{kind}/{day}", code_set=kind, code=day.isoformat(), name_zh="假日", name_en="Holiday",
        valid_from=date(2000, 1, 1), since_edition=1, confidence="source",
    )  # fmt: skip


def analyst(username: str = "analyst", office: str = "910000") -> Actor:
    """Somebody who proposes."""
    return Actor.objects.filter(username=username).first() or person(username, Role.RISK_ANALYST, office)


def chief(username: str = "chief") -> Actor:
    """Somebody at headquarters who signs."""
    return Actor.objects.filter(username=username).first() or person(username, Role.HEADQUARTERS, "900000")


def dossier(number: str = "D-2018-0001", **changes: Any) -> Dossier:
    """An open dossier: lead in biscuits from Italy."""
    serial = int(number[-4:])
    known: dict[str, Any] = {
        "year": 2018, "serial": serial, "title_zh": "意大利饼干铅超标", "title_en": "Lead in biscuits from Italy",
        "hazard": "lead", "goods": ["1905"], "origins": ["IT"], "opening": "person", "opened_at": NOON - 5 * HOUR,
        "due_at": NOON + 48 * HOUR, "centre": Office.objects.get(code="910000"), "state": "assessed",
    }  # fmt: skip
    return Dossier.objects.create(number=number, **known | changes)


def assessed(row: Dossier, **changes: Any) -> Assessment:
    """A signed assessment: high risk, immediate, nationwide, consumers exposed."""
    who = analyst()
    known: dict[str, Any] = {
        "version": 1, "method": "rapid", "state": "signed", "factors": {}, "level": "high", "uncertainty": "low",
        "groups": ["children", "public"], "urgency": "immediate", "scope": "national",
        "summary": "铅检出值为限量的两倍。", "reference_edition": 1,
        "valid_until": date(2018, 11, 1), "centre": row.centre, "drafted_by": who,
        "drafted_at": NOON - 3 * HOUR, "signed_by": who, "signed_at": NOON - 2 * HOUR,
    }  # fmt: skip
    return Assessment.objects.create(dossier=row, **known | changes)


def signal(row: Dossier, reference: str = "S1", **changes: Any) -> Signal:
    """A signal that bears on the dossier."""
    source, _ = SignalSource.objects.get_or_create(
        code="rasff", defaults={"name_zh": "RASFF", "name_en": "RASFF", "kind": "foreign_notification",
                                "registered_at": NOON}
    )  # fmt: skip
    known: dict[str, Any] = {
        "source": source, "kind": "foreign_notification", "credibility": "reliable", "title": "lead",
        "reported_on": date(2018, 7, 20), "received_at": NOON - 9 * HOUR, "digest": reference,
    }  # fmt: skip
    made = Signal.objects.create(reference=reference, **known | changes)
    Member.objects.create(dossier=row, signal=made, added_at=NOON - 8 * HOUR)
    return made


def warned_of(number: str = "D-2018-0001") -> Dossier:
    """A dossier with a signal and an assessment in force."""
    row = dossier(number)
    signal(row, f"S-{number}")
    assessed(row)
    return row


def proposal(number: str = "D-2018-0001", audience: Audience = Audience.PUBLIC, **changes: Any) -> Proposal:
    """What the composer would send for the dossier, unchanged by a person."""
    draft = draft_for(number, NOON, audience)
    made = Proposal(
        audience=audience,
        category=draft.category,
        wording=draft.wording,
        starts_at=NOON,
        condition=Condition(goods=("1905",), origins=frozenset({"IT"})),
        hazard="lead",
    )
    return replace(made, **changes)


def proposed(number: str = "D-2018-0001", *, actor: Actor | None = None, **changes: Any) -> Alert:
    """A proposed alert."""
    return propose_alert(actor=actor or analyst(), at=NOON, dossier=number, proposal=proposal(number, **changes))


def issued(number: str = "D-2018-0001", **changes: Any) -> Alert:
    """An alert in force, signed an hour after it was proposed."""
    row = proposed(number, **changes)
    return sign_alert(actor=chief(), at=NOON + HOUR, number=row.number, version=row.version)


def faulty(error: Any) -> list[str]:
    """The fields that a refusal names."""
    return [fault.where.field for fault in error.value.faults]


def said(texts: Iterable[Text]) -> list[str]:
    """English sentences."""
    return [text.en for text in texts]


def instant(text: str) -> datetime:
    """An instant of the civil clock, "2018-08-01 12:00"."""
    return datetime.fromisoformat(f"{text}:00+08:00").astimezone(UTC)
