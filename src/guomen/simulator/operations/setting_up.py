"""Before the first day: people with accounts, importers with classes and filings, registered producers, permits."""

import os
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.operations import register_actor, set_password
from guomen.kernel.offices.queries import actors_named, office_of_code
from guomen.parties.operations import grant_authorisations, register_operators, set_enterprise_classes
from guomen.parties.terms import (
    AuthorisationKind,
    AuthorisationRow,
    ClassRow,
    OperatorRole,
    OperatorRow,
    OperatorScheme,
)
from guomen.simulator.operations.equipping import set_up_laboratory
from guomen.simulator.operations.monitoring import plan_year
from guomen.simulator.operations.pooling import set_up_pool
from guomen.simulator.people import PEOPLE, TRADER
from guomen.simulator.queries import password_file
from guomen.simulator.terms import Enterprise, Place
from guomen.simulator.trades import TRADES
from guomen.simulator.world import World, permit_number

_YEAR = timedelta(days=365)


@transaction.atomic
def set_up(world: World, at: datetime, first: date, places: Sequence[Place], daily: int) -> dict[str, Actor]:
    """Everything that must be there before the first day, or nothing; gives the people by user name.

    daily: how many consignments a place will have a day.
    """
    known = actors_named([person.username for person in PEOPLE])
    if known:
        return known
    people = _people(world, at)
    _parties(world, at, first - _YEAR)
    set_up_laboratory(people, first)
    set_up_pool(people, first)
    plan_year(people, first, places, daily)
    return people


def _people(world: World, at: datetime) -> dict[str, Actor]:
    """Give everybody an account; one random password for all, kept in the data folder's secrets."""
    found = {}
    for person in PEOPLE:
        found[person.username] = register_actor(
            actor=None,
            at=at,
            username=person.username,
            password=None,
            name_zh=person.name_zh,
            name_en=person.name_en,
            office=office_of_code(person.office) if person.office else None,
            roles=list(person.roles),
            represents=world.enterprises[0].uscc if person is TRADER else "",
        )
    set_password(actor=None, at=at, holders=list(found.values()), password=_password())
    return found


def _parties(world: World, at: datetime, since: date) -> None:
    """Register everybody who trades, each with what the law asks of it."""
    register_operators(actor=None, at=at, rows=_operators(world))
    classes = [
        ClassRow(operator=each.uscc, grade=each.enterprise_class, valid_from=since, basis="synthetic")
        for each in world.enterprises
    ]
    set_enterprise_classes(actor=None, at=at, rows=classes)
    grant_authorisations(actor=None, at=at, rows=_authorisations(world, since))


def _password() -> str:
    file = password_file()
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(9))
    return file.read_text().strip()


def _operators(world: World) -> list[OperatorRow]:
    importers = [
        OperatorRow(
            identifier=each.uscc,
            name_zh=each.name_zh,
            name_en=each.name_en,
            roles=(OperatorRole.IMPORTER, OperatorRole.DECLARANT),
        )
        for each in world.enterprises
    ]
    producers = [
        OperatorRow(
            identifier=each.number,
            name_zh=each.name,
            name_en=each.name,
            scheme=OperatorScheme.LOCAL,
            country=each.country,
            roles=(OperatorRole.PRODUCER,),
        )
        for each in world.establishments
    ]
    return importers + producers


def _authorisations(world: World, since: date) -> list[AuthorisationRow]:
    held = [row for each in world.enterprises for row in _held_by(each, since)]
    registered = [
        AuthorisationRow(
            kind=AuthorisationKind.ESTABLISHMENT_REGISTRATION,
            number=maker.number,
            holder=maker.number,
            valid_from=since,
            goods=(maker.goods_code[:4],),
            country=maker.country,
        )
        for maker in world.establishments
    ]
    return held + registered


def _held_by(importer: Enterprise, since: date) -> list[AuthorisationRow]:
    def row(kind: AuthorisationKind, number: str, goods: tuple[str, ...] = ()) -> AuthorisationRow:
        return AuthorisationRow(kind=kind, number=number, holder=importer.uscc, valid_from=since, goods=goods)

    rows = [row(AuthorisationKind.IMPORTER_FILING, f"IF{importer.uscc[:15]}")]
    rows += [
        row(AuthorisationKind.QUARANTINE_PERMIT, permit_number(importer, trade), (trade.goods_code[:4],))
        for trade in TRADES
        if trade.permit
    ]
    if importer.enterprise_class == 1:
        rows.append(row(AuthorisationKind.GREEN_CHANNEL, f"GC{importer.uscc[:15]}"))
    return rows
