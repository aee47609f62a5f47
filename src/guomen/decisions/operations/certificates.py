"""Certificates: numbered, printed, sealed and kept in the transaction that issues them; ended with a ground."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from guomen.decisions import events, policies, refusals
from guomen.decisions.documents.printing import printed
from guomen.decisions.documents.wording import worded
from guomen.decisions.models import Certificate, CertificateEnd, Disposition
from guomen.decisions.operations.enacting import subjects_of
from guomen.decisions.operations.locks import hold_serials, locked, take_turns
from guomen.decisions.queries import CERTIFICATE, visible_disposition
from guomen.decisions.terms import (
    CODE_ENTROPY_BYTES,
    CertificateState,
    DispositionKind,
    DispositionState,
    verification_code,
)
from guomen.kernel.documents.sealing import sealed
from guomen.kernel.documents.store import keep
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, SubjectRef

_SUPERSEDED = "处置已被替代 The disposition was replaced"


@transaction.atomic
def issue_certificate(*, actor: Actor, at: datetime, disposition: int) -> Certificate:
    """Print the certificate of a disposition that has none, for the trader it concerns or an officer who may sign.

    Raises Missing, NotPermitted, Conflict (not in force, or a valid certificate exists).
    """
    row = locked(disposition)
    visible_disposition(actor, disposition)
    if not may(actor, Capability.TRADE):
        require(actor, Capability.SIGN_DISPOSITION, row.office)
    if row.state != DispositionState.ISSUED:
        raise refusals.not_in_force()
    valid = row.certificates.filter(end__isnull=True).first()
    if valid is not None:
        raise refusals.certificate_exists(valid.number)
    return _print(row, actor=actor, at=at, replaces=None)


def certify(disposition: Disposition, *, actor: Actor | None, at: datetime) -> Certificate:
    """Print the certificate of a disposition just put in force; the certificate of the one before is replaced by it."""
    old = _valid_before(disposition)
    new = _print(disposition, actor=actor, at=at, replaces=old)
    if old is not None:
        _end(old, CertificateState.REPLACED, _SUPERSEDED, actor=actor, at=at, successor=new)
    return new


def withdraw_paper_before(disposition: Disposition, *, at: datetime) -> None:
    """Revoke the certificate of the disposition before, where the new one has no paper to take its place."""
    old = _valid_before(disposition)
    if old is not None:
        _end(old, CertificateState.REVOKED, _SUPERSEDED, actor=None, at=at)


@transaction.atomic
def revoke_certificate(*, actor: Actor, at: datetime, number: str, ground: str) -> CertificateEnd:
    """End a certificate. Raises Missing, NotPermitted, Conflict (ended already), Refusal (no ground)."""
    return _end(_for_ending(actor, number, ground), CertificateState.REVOKED, ground.strip(), actor=actor, at=at)


@transaction.atomic
def replace_certificate(*, actor: Actor, at: datetime, number: str, ground: str) -> Certificate:
    """Print a new certificate of the same disposition in place of this one; gives the new one.

    Raises Missing, NotPermitted, Conflict (ended already, or its disposition is not in force), Refusal (no ground).
    """
    old = _for_ending(actor, number, ground)
    if old.disposition.state != DispositionState.ISSUED:
        raise refusals.not_in_force()
    new = _print(old.disposition, actor=actor, at=at, replaces=old)
    _end(old, CertificateState.REPLACED, ground.strip(), actor=actor, at=at, successor=new)
    return new


def _valid_before(disposition: Disposition) -> Certificate | None:
    if disposition.replaces_id is None:
        return None
    return Certificate.objects.filter(disposition_id=disposition.replaces_id, end__isnull=True).first()


def _for_ending(actor: Actor, number: str, ground: str) -> Certificate:
    found = Certificate.objects.select_related("disposition", "disposition__office").filter(number=number).first()
    if found is None:
        raise refusals.no_such(CERTIFICATE)
    require(actor, Capability.SIGN_DISPOSITION, found.disposition.office)
    take_turns([found.disposition.consignment_id])
    end = CertificateEnd.objects.filter(certificate=found).first()
    if end is not None:
        raise refusals.certificate_ended(end.state)
    if not ground.strip():
        raise refusals.needs_ground()
    found.disposition.refresh_from_db(fields=["state"])
    return found


def _print(row: Disposition, *, actor: Actor | None, at: datetime, replaces: Certificate | None) -> Certificate:
    """Number, word, print, seal and keep. The serial is held until the transaction ends: no gap, no duplicate."""
    on, kind = policies.civil_day(at), DispositionKind(row.kind)
    paper = policies.paper_kind(kind, row.direction, on=on, office=row.office)
    hold_serials(row.office_id, paper, on.year)
    used = Certificate.objects.filter(office=row.office, kind=paper, year=on.year)
    serial = (used.aggregate(last=Max("serial"))["last"] or 0) + 1
    certificate = Certificate(
        disposition=row,
        office=row.office,
        kind=paper,
        year=on.year,
        serial=serial,
        number=policies.paper_number(paper, serial, on=on, office=row.office),
        code=verification_code(secrets.token_bytes(CODE_ENTROPY_BYTES)),
        issued_at=at,
        issued_by=actor,
        valid_until=policies.valid_until(kind, row.direction, on=on, office=row.office),
    )
    content = sealed(
        printed(worded(certificate, on=on, address=settings.PUBLIC_ADDRESS, replaces=replaces)),
        secrets=settings.HOME / "secrets",
        reason=certificate.number,
        place=row.office.name_en,
    )
    certificate.sha256 = keep(settings.MEDIA_ROOT / "certificates", content)
    certificate.save()
    record(
        events.CERTIFICATE_ISSUED,
        actor=actor,
        at=at,
        subjects=[*subjects_of(row), SubjectRef("certificate", certificate.number)],
        payload={"certificate": certificate.number, "disposition": row.pk, "sha256": certificate.sha256},
    )
    return certificate


def _end(
    certificate: Certificate,
    state: CertificateState,
    ground: str,
    *,
    actor: Actor | None,
    at: datetime,
    successor: Certificate | None = None,
) -> CertificateEnd:
    end = CertificateEnd.objects.create(
        certificate=certificate, state=state, at=at, by=actor, ground=ground, successor=successor
    )
    record(
        events.CERTIFICATE_REPLACED if successor else events.CERTIFICATE_REVOKED,
        actor=actor,
        at=at,
        subjects=[*subjects_of(certificate.disposition), SubjectRef("certificate", certificate.number)],
        payload={
            "certificate": certificate.number,
            "disposition": certificate.disposition_id,
            "sha256": certificate.sha256,
            "ground": ground,
            "successor": successor.number if successor else None,
        },
    )
    return end
