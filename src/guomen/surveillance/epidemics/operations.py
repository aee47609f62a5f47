"""Declaring, revising and lifting affected areas; setting the lines of defence."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from guomen.catalogue.queries import countries, hazard_kinds
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, SubjectRef, Text
from guomen.surveillance.clusters.queries import dossier as dossier_of
from guomen.surveillance.clusters.rules import ended as dossier_ended
from guomen.surveillance.clusters.terms import DossierState
from guomen.surveillance.epidemics import events, rules
from guomen.surveillance.epidemics.models import AffectedArea, DefenceLine
from guomen.surveillance.epidemics.queries import area, posture_of
from guomen.surveillance.epidemics.terms import Host, Line, LineState


@transaction.atomic
def declare_area(
    *,
    actor: Actor,
    at: datetime,
    disease: str,
    host: Host,
    country: str,
    since: date,
    source: str,
    part: str = "",
    incubation_days: int | None = None,
    cases: int | None = None,
    deaths: int | None = None,
    signal: int | None = None,
    alert: str = "",
) -> AffectedArea:
    """Enter a place in the register of affected areas, under a new edition.

    disease: a hazard of the catalogue of kind disease or pest. Raises NotPermitted, Refusal (disease, country, source,
    a beginning after today).
    """
    require(actor, Capability.ASSESS_RISK)
    today = at.astimezone(CIVIL_ZONE).date()
    known = hazard_kinds().get(disease) in ("disease", "pest", "microbiological", "biological")
    fault = rules.area_fault(disease, known, country in countries(), source, since, today)
    if fault is not None:
        raise fault
    edition = new_edition(at=at, note=f"affected area {country} {disease}")
    year = AffectedArea.objects.filter(number__startswith=f"E-{today.year}-").values("number").distinct().count()
    row = AffectedArea.objects.create(
        number=f"E-{today.year}-{year + 1:04d}",
        disease=disease,
        host=host,
        country=country,
        area=part.strip(),
        incubation_days=incubation_days,
        cases=cases,
        deaths=deaths,
        source=source.strip(),
        signal=signal,
        alert=alert,
        valid_from=since,
        since_edition=edition,
    )
    _tell(events.AREA_DECLARED, row, actor=actor, at=at)
    return row


@transaction.atomic
def revise_area(*, actor: Actor, at: datetime, number: str, ground: str, **changes: Any) -> AffectedArea:
    """Correct what the register says of an area: cases, deaths, part, incubation_days, source, since (valid_from).

    What it said before stays readable under its editions. Raises Missing, NotPermitted, Refusal (no ground, lifted).
    """
    require(actor, Capability.ASSESS_RISK)
    if not ground.strip():
        raise rules.no_ground()
    edition = new_edition(at=at, note=f"affected area {number} revised")
    row = area(number)
    if row.valid_to is not None:
        raise rules.ended()
    renamed = {"since": "valid_from", "part": "area"}
    told = {renamed.get(name, name): value for name, value in changes.items()}
    successor = row.succeed(edition=edition, ground=ground.strip(), **told)
    _tell(events.AREA_REVISED, successor, actor=actor, at=at)
    return successor


@transaction.atomic
def end_area(*, actor: Actor, at: datetime, number: str, until: date, ground: str) -> AffectedArea:
    """Lift an area: until is the first day on which it is no longer affected.

    Raises Missing, NotPermitted, Refusal (no ground, lifted before, an end before the beginning).
    """
    require(actor, Capability.ASSESS_RISK)
    if not ground.strip():
        raise rules.no_ground()
    edition = new_edition(at=at, note=f"affected area {number} lifted")
    row = area(number)
    if row.valid_to is not None:
        raise rules.ended()
    if until <= row.valid_from:
        raise rules.ends_before(row.valid_from)
    successor = row.succeed(edition=edition, valid_to=until, ground=ground.strip())
    _tell(events.AREA_ENDED, successor, actor=actor, at=at)
    return successor


@transaction.atomic
def set_line(
    *, actor: Actor, at: datetime, dossier: str, line: Line, state: LineState, controls: Text, ground: str = ""
) -> DefenceLine:
    """Say what one of the three lines does about a dossier's risk. A breach needs a ground and tightens the next line.

    Raises Missing, NotPermitted, Conflict (the dossier has ended), Refusal (no ground for a breach).
    """
    require(actor, Capability.ASSESS_RISK)
    row = dossier_of(dossier)
    if not DossierState(row.state).live:
        raise dossier_ended(dossier, DossierState(row.state))
    if state is LineState.BREACHED and not ground.strip():
        raise rules.no_ground()
    said = DefenceLine.objects.create(
        dossier=row,
        line=line,
        state=state,
        controls_zh=controls.zh,
        controls_en=controls.en,
        ground=ground.strip(),
        set_by=actor,
        set_at=at,
    )
    tightened = [one for one, outcome in posture_of(dossier).items() if outcome.value]
    reasons = [reason for outcome in posture_of(dossier).values() for reason in outcome.reasons]
    record(
        events.LINE_SET,
        actor=actor,
        at=at,
        subjects=[SubjectRef("dossier", dossier)],
        payload={"dossier": dossier, "line": line.value, "state": state.value, "ground": said.ground,
                 "tightens": [one.value for one in tightened]},
        reasons=reasons,
    )  # fmt: skip
    return said


def _tell(kind: str, row: AffectedArea, *, actor: Actor, at: datetime) -> None:
    record(
        kind,
        actor=actor,
        at=at,
        subjects=[SubjectRef("area", row.number)],
        payload={
            "area": row.number,
            "disease": row.disease,
            "country": row.country,
            "part": row.area,
            "from": row.valid_from.isoformat(),
            "until": row.valid_to.isoformat() if row.valid_to else None,
            "ground": row.ground,
        },
    )
