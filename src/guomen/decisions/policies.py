"""What the agency has laid down about signing; every value is dated data of the catalogue."""

from datetime import date, datetime, timedelta

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.decisions.terms import CertificateKind, DispositionKind
from guomen.kernel.offices.models import Office
from guomen.kernel.terms import OfficeLevel, Refusal, Text


def civil_day(at: datetime) -> date:
    """The day of an instant in the agency's own time."""
    return at.astimezone(CIVIL_ZONE).date()


def laid_down(name: str, *, on: date, office: Office) -> str:
    """The value of the policy "decisions.<name>". Raises Refusal where the agency has laid down none."""
    try:
        return policy(f"decisions.{name}", on=on, office=office.code).value
    except LookupError as error:
        raise Refusal(
            "decision.policy_missing",
            Text(f"未规定政策“decisions.{name}”。", f"The policy “decisions.{name}” is not laid down."),
            Text("请在参考数据policies.csv中补充。", "Add it to policies.csv of the reference data and load it."),
        ) from error


def _yes(name: str, on: date, office: Office) -> bool:
    return laid_down(name, on=on, office=office) == "yes"


def signing_levels(kind: DispositionKind, *, on: date, office: Office) -> frozenset[OfficeLevel]:
    """Levels of offices whose people may sign this act."""
    value = laid_down(f"sign_levels.{kind}", on=on, office=office)
    return frozenset(OfficeLevel(level.strip()) for level in value.split(";"))


def needs_second(kind: DispositionKind, *, on: date, office: Office) -> bool:
    """Whether this act needs a second person's signature."""
    return _yes(f"second_signature.{kind}", on, office)


def inspector_may_sign(kind: DispositionKind, *, on: date, office: Office) -> bool:
    """Whether someone who inspected the goods may sign this act on them."""
    return _yes(f"inspector_may_sign.{kind}", on, office)


def released_automatically(*, on: date, office: Office) -> bool:
    """Whether a release on documents is issued by the program itself."""
    return _yes("automatic_release", on, office)


def paper_at_once(*, on: date, office: Office) -> bool:
    """Whether an automatic release is printed at once ("always") or when somebody asks for it ("on_request")."""
    return laid_down("certificate_on_automatic_release", on=on, office=office) == "always"


def paper_kind(kind: DispositionKind, direction: str, *, on: date, office: Office) -> CertificateKind:
    """Which paper says this act. Raises Refusal where policy names one that we do not print."""
    name = f"document.{direction}.{kind}"
    code = laid_down(name, on=on, office=office)
    if code not in tuple(CertificateKind):
        raise Refusal(
            "decision.paper_unknown",
            Text(
                f"政策“decisions.{name}”所指文书“{code}”无法出具。",
                f"“decisions.{name}” names {code}, which we do not print.",
            ),
            Text("请更正该政策。", f"Correct it: one of {', '.join(CertificateKind)}."),
        )
    return CertificateKind(code)


def paper_number(kind: CertificateKind, serial: int, *, on: date, office: Office) -> str:
    """The number of a paper, in the format that the agency has laid down."""
    form = laid_down("number_format", on=on, office=office)
    return form.format(office=office.code, kind=str(kind), year=on.year, serial=serial)


def valid_until(kind: DispositionKind, direction: str, *, on: date, office: Office) -> date | None:
    """The last day on which a paper that lets goods go can be used; None where it does not run out."""
    days = laid_down(f"validity_days.{direction}", on=on, office=office) if kind.lets_go else "none"
    return None if days == "none" else on + timedelta(days=int(days))


def appeal_until(issued_on: date, *, on: date, office: Office) -> date:
    """The last day on which re-inspection may be asked for (Decree 77: 15 days from receipt of the result)."""
    return issued_on + timedelta(days=int(laid_down("appeal_days", on=on, office=office)))


def answer_due(lodged_on: date, *, on: date, office: Office) -> date:
    """The day by which an appeal is answered (Decree 77: 60 days from acceptance)."""
    return lodged_on + timedelta(days=int(laid_down("appeal_answer_days", on=on, office=office)))
