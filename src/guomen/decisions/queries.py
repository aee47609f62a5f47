"""Reading dispositions, certificates and appeals; who sees them is decided here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from guomen.decisions.models import Appeal, Certificate, Disposition
from guomen.decisions.refusals import no_such
from guomen.decisions.terms import OPEN_STATES, WAITING_APPEALS, CertificateState, DispositionKind, read_code
from guomen.kernel.documents.store import kept
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, SubjectRef, Text
from guomen.laboratory.queries import Retested, retested, samples_of, standing_report

_OFFICERS = (Capability.SIGN_DISPOSITION, Capability.VIEW_CONSIGNMENTS, Capability.AUDIT)
DISPOSITION = Text("处置", "disposition")
CERTIFICATE = Text("证书", "certificate")
APPEAL = Text("复验申请", "appeal")


def visible_dispositions(actor: Actor) -> QuerySet[Disposition]:
    """What the actor may know of: officers what their office and those below decide or have accepted, traders theirs.

    Of a direct release the destination decides, and the port that accepted it reads the decision.
    """
    rows = Disposition.objects.select_related("office", "consignment", "signed_by", "seconded_by")
    if actor.office is not None and any(may(actor, capability) for capability in _OFFICERS):
        own = Q(office__path__startswith=actor.office.path)
        return rows.filter(own | Q(consignment__office__path__startswith=actor.office.path))
    if actor.represents and may(actor, Capability.TRADE):
        return rows.filter(importer=actor.represents, issued_at__isnull=False)
    return rows.none()


def visible_disposition(actor: Actor, disposition: int) -> Disposition:
    """One disposition. Raises Missing for a stranger as for a number that is not there."""
    found = visible_dispositions(actor).filter(pk=disposition).first()
    if found is None:
        raise no_such(DISPOSITION)
    return found


def dispositions_of(consignment: int) -> QuerySet[Disposition]:
    """Every disposition and proposal of a consignment, oldest first."""
    rows = Disposition.objects.filter(consignment_id=consignment)
    return rows.select_related("office", "signed_by", "seconded_by").order_by("id")


def in_force(consignment: int) -> Disposition | None:
    """The disposition in force of a consignment, or None."""
    return Disposition.objects.filter(consignment_id=consignment, state="issued").first()


def issued_for(consignments: Collection[int]) -> QuerySet[Disposition]:
    """Every act on these consignments that was ever in force, oldest first."""
    rows = Disposition.objects.filter(consignment_id__in=consignments, issued_at__isnull=False)
    return rows.select_related("office", "consignment").order_by("id")


def certificates_of(consignment: int) -> QuerySet[Certificate]:
    """Every certificate of a consignment, oldest first."""
    rows = Certificate.objects.filter(disposition__consignment_id=consignment)
    return rows.select_related("office", "disposition", "end", "end__successor").order_by("id")


def visible_certificates(actor: Actor) -> QuerySet[Certificate]:
    """Certificates on dispositions that the actor may know of, newest first."""
    rows = Certificate.objects.filter(disposition__in=visible_dispositions(actor))
    return rows.select_related(
        "office", "disposition", "disposition__consignment", "end", "end__successor", "issued_by"
    )


def visible_certificate(actor: Actor, number: str) -> Certificate:
    """One certificate. Raises Missing for a stranger as for a number that is not there."""
    found = visible_certificates(actor).filter(number=number).first()
    if found is None:
        raise no_such(CERTIFICATE)
    return found


def state_of(certificate: Certificate) -> CertificateState:
    """Whether it is valid, revoked or replaced."""
    end = getattr(certificate, "end", None)
    return CertificateState(end.state) if end else CertificateState.VALID


def paper_of(certificate: Certificate) -> bytes:
    """The PDF. Raises Missing where its file is gone or no longer what was issued."""
    return kept(settings.MEDIA_ROOT / "certificates", certificate.sha256)


def waiting_for(actor: Actor) -> QuerySet[Disposition]:
    """What waits for a signature in the offices that the actor sees, without his own for the second; oldest first."""
    if actor.office is None or not may(actor, Capability.SIGN_DISPOSITION):
        return Disposition.objects.none()
    open_ones = Disposition.objects.filter(office__path__startswith=actor.office.path, state__in=OPEN_STATES)
    rows = open_ones.filter(Q(state="proposed") | ~Q(signed_by=actor))
    return rows.select_related("office", "consignment", "signed_by").order_by("id")


def questioned_for(actor: Actor) -> QuerySet[Disposition]:
    """Acts in force that rest on a laboratory report withdrawn since, in the offices that the signer sees."""
    if actor.office is None or not may(actor, Capability.SIGN_DISPOSITION):
        return Disposition.objects.none()
    rows = Disposition.objects.filter(state="issued", facts__has_key="questioned")
    return rows.filter(office__path__startswith=actor.office.path).select_related("consignment").order_by("id")


def appeals_for(actor: Actor) -> QuerySet[Appeal]:
    """Appeals that the actor may know of, newest first."""
    rows = Appeal.objects.filter(disposition__in=visible_dispositions(actor))
    return rows.select_related("disposition", "disposition__office", "disposition__consignment", "lodged_by")


def visible_appeal(actor: Actor, appeal: int) -> Appeal:
    """One appeal. Raises Missing for a stranger as for a number that is not there."""
    found = appeals_for(actor).filter(pk=appeal).first()
    if found is None:
        raise no_such(APPEAL)
    return found


def disputable(consignment: int) -> dict[str, Text]:
    """The samples of a consignment that were found not to conform, by label: what does not, in words."""
    found: dict[str, Text] = {}
    for sample in samples_of(SubjectRef("consignment", str(consignment))).filter(retest_of=None):
        report = standing_report(sample)
        if report is not None and report.conform is False:
            names = [Text.from_json(one["analyte"]) for one in report.statements if one["conformity"] == "nonconform"]
            found[sample.label] = Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))
    return found


def retest_of(appeal: Appeal) -> Retested | None:
    """The re-test that an appeal rests on, as it stands; None where none was ordered, or it was called off since."""
    found = retested(appeal.sample) if appeal.retest else None
    return found if found is not None and found.label == appeal.retest else None


def proposed_answer(appeal: Appeal) -> DispositionKind | None:
    """Once the re-test is out: the act that is proposed since; that in force, where the re-test changed nothing.

    None while nothing speaks for an answer.
    """
    again = retest_of(appeal)
    if again is None or not again.reported:
        return None
    newer = Disposition.objects.filter(consignment=appeal.disposition.consignment_id, state__in=OPEN_STATES).first()
    return DispositionKind(newer.kind if newer else appeal.disposition.kind)


def open_counts(actor: Actor) -> dict[str, int]:
    """For the first page: proposals to sign, of these second signatures, appeals to answer."""
    waiting = waiting_for(actor)
    appeals = 0
    if may(actor, Capability.SIGN_DISPOSITION):
        appeals = appeals_for(actor).filter(state__in=WAITING_APPEALS).count()
    return {"sign": waiting.count(), "second": waiting.filter(state="signed").count(), "appeals": appeals}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a stranger is told about a code: known, and of what is known only what stands on the paper's face."""

    certificate: Certificate
    state: CertificateState
    ended_at: datetime | None
    ground: str
    successor: Certificate | None


def answer_to(typed: str) -> Answer | None:
    """What we say to whoever typed or scanned a code; None where it is not ours. Asks the database only once."""
    code = read_code(typed)
    if code is None:
        return None
    rows = Certificate.objects.select_related("office", "disposition", "end", "end__successor")
    found = rows.filter(code=code).first()
    if found is None:
        return None
    end = getattr(found, "end", None)
    return Answer(
        found, state_of(found), end.at if end else None, end.ground if end else "", end.successor if end else None
    )
