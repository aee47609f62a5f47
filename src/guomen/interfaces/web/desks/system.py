"""For the auditor and the system operator: the ledger and the machine."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from guomen.interfaces.deeds import name_of
from guomen.interfaces.web.desks.shape import SHOWN, Card, Desk, ToDo, address
from guomen.kernel.ledger.queries import entries_seen_by, failed_deliveries, last_seal, unsealed_count
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import OfficeLevel, Text
from guomen.targeting import events as targeting
from guomen.targeting.queries import OverrideCount, override_counts


def audit_desk(actor: Actor, at: datetime) -> Desk:
    """How far the chain is sealed, what is newest, and the last overrides with who made them."""
    seal, unsealed = last_seal(), unsealed_count()
    overrides = entries_seen_by(actor).filter(kind=targeting.CHANNEL_OVERRIDDEN).order_by("-pk")
    here = address("audit-ledger")
    return Desk(
        title=_("Audit"),
        cards=[
            Card(_("entries sealed"), seal.position if seal else 0, here),
            Card(_("wait for their seal"), unsealed, here),
            Card(
                _("overrides"), overrides.count(), address("audit-ledger", query=f"kind={targeting.CHANNEL_OVERRIDDEN}")
            ),
        ],
        todos=[
            ToDo(
                text=name_of(one.kind),
                href=address("audit-entry", one.pk),
                at=one.at,
                note=Text(one.actor.name_zh, one.actor.name_en) if one.actor else "",
            )
            for one in overrides[:SHOWN]
        ],
        when=_("When"),
        href=here,
        nothing=_("Nobody has overridden a channel."),
        headers=[_("Officer"), _("overrides"), _("to a lighter channel"), _("to a stricter channel"), _("declined")],
        rows=[(one.username, one.proposed, one.lighter, one.stricter, one.declined) for one in _overriders(actor)],
    )


def _overriders(actor: Actor) -> list[OverrideCount]:
    """Who overrode how often: told to auditors of headquarters, who see every office."""
    whole = actor.office is not None and actor.office.level == OfficeLevel.HEADQUARTERS
    return override_counts()[:SHOWN] if whole else []


def system_desk(actor: Actor, at: datetime) -> Desk:
    """Whether news arrives, jobs run, seals are set, and how large the database is."""
    failed, jobs = failed_deliveries(), _jobs()
    here = address("operations-deliveries")
    return Desk(
        title=_("System"),
        cards=[
            Card(_("failed deliveries"), failed.count(), here, "stop" if failed.exists() else ""),
            Card(_("jobs waiting"), jobs.get("todo", 0)),
            Card(_("jobs failed"), jobs.get("failed", 0), tone="stop" if jobs.get("failed") else ""),
            Card(_("entries without seal"), unsealed_count()),
            Card(_("database"), _size()),
        ],
        todos=[
            ToDo(
                text=one.handler,
                href=here,
                at=one.entry.at,
                badge="failed",
                badge_text=Text("失败", "failed"),
                note=one.error[:120],
            )
            for one in failed[:SHOWN]
        ],
        when=_("When"),
        href=here,
        nothing=_("Every handler has taken its news."),
    )


def _jobs() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY status"
        )
        return dict(cursor.fetchall())


def _size() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        return str(cursor.fetchone()[0])
