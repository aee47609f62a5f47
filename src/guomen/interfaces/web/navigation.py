"""Where a person may go: the places of every room, by what the person may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import capabilities
from guomen.kernel.terms import Capability as May

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the navigation; here says that the reader is on it."""

    href: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Places that belong together."""

    label: str
    places: list[Place]


_LABORATORY = (May.TEST, May.AUTHORISE_RESULT, May.MANAGE_LABORATORY, May.AUDIT)
_PROGRAMMES = (May.PLAN_PROGRAMME, May.SIGN_PROGRAMME, May.INSPECT, May.MANAGE_LABORATORY, May.AUDIT)
# group -> (address name, label, any of these capabilities; none = everyone who is signed in)
PLACES: "dict[StrPromise, list[tuple[str, StrPromise, tuple[May, ...]]]]" = {
    _("My work"): [
        ("workbench", _("Workbench"), (May.INSPECT, May.TEST, May.IMPOSE_MEASURE, May.AUDIT, May.OPERATE)),
        ("portal", _("My declarations"), (May.TRADE,)),
        ("consignments-upload", _("Lodge a file"), (May.LODGE,)),
    ],
    _("Clearance"): [
        ("declarations", _("Declarations"), (May.VIEW_CONSIGNMENTS,)),
        ("inspection-tasks", _("Inspection tasks"), (May.INSPECT, May.MANAGE_SHIFT)),
        ("inspection-findings", _("Findings"), (May.INSPECT, May.IMPOSE_MEASURE)),
        ("inspection-sisters", _("Sister lots"), (May.INSPECT, May.MANAGE_SHIFT)),
        ("decisions-waiting", _("To sign"), (May.SIGN_DISPOSITION,)),
        ("decisions-dispositions", _("Dispositions"), (May.VIEW_CONSIGNMENTS, May.TRADE)),
        ("decisions-certificates", _("Certificates"), (May.VIEW_CONSIGNMENTS, May.TRADE)),
        ("decisions-appeals", _("Appeals"), (May.SIGN_DISPOSITION, May.TRADE)),
    ],
    _("Laboratory"): [
        ("laboratory-reception", _("Reception"), (May.TEST,)),
        ("laboratory-bench", _("My bench"), (May.TEST,)),
        ("laboratory-worksheets", _("Worksheets"), (May.TEST, May.AUTHORISE_RESULT)),
        ("laboratory-messages", _("Instruments' messages"), (May.TEST, May.MANAGE_LABORATORY)),
        ("laboratory-review", _("To review and authorise"), (May.TEST, May.AUTHORISE_RESULT)),
        ("laboratory-samples", _("Laboratory samples"), (May.TEST, May.AUTHORISE_RESULT)),
        ("laboratory-order", _("Order a sample"), (May.TEST, May.INSPECT)),
        ("laboratory-schemes", _("Staged sampling"), (May.INSPECT, May.TEST)),
        ("laboratory-disposal", _("Samples to dispose of"), (May.TEST,)),
        ("laboratory-orders", _("Orders of tests"), (May.TRADE, May.MANAGE_LABORATORY)),
        ("laboratory-routing", _("Sending samples to laboratories"), (May.MANAGE_LABORATORY,)),
        ("laboratory-outside-list", _("Outside reports"), (May.INSPECT, May.MANAGE_LABORATORY)),
        ("laboratory-pool", _("Laboratories"), (May.INSPECT, May.TEST, May.MANAGE_LABORATORY)),
    ],
    _("Quality of the laboratory"): [
        ("laboratory-state", _("State of the laboratory"), _LABORATORY),
        ("laboratory-charts", _("Control charts"), _LABORATORY),
        ("laboratory-nonconformities", _("Nonconforming work"), _LABORATORY),
        ("laboratory-audits", _("Self-checks and audits"), _LABORATORY),
        ("laboratory-methods", _("Methods"), _LABORATORY),
        ("laboratory-competences", _("Competences"), _LABORATORY),
        ("laboratory-instruments", _("Instruments"), _LABORATORY),
        ("laboratory-materials", _("Reference materials"), _LABORATORY),
        ("laboratory-profiles", _("Instruments' profiles"), (May.MANAGE_LABORATORY,)),
        ("laboratory-turnaround", _("Turnaround"), _LABORATORY),
    ],
    _("Warning"): [
        ("surveillance-radar", _("Radar"), (May.WATCH_RISKS,)),
        ("surveillance-signals", _("Signals"), (May.WATCH_RISKS,)),
        ("surveillance-signal-report", _("Report a signal"), (May.REPORT_SIGNAL,)),
        ("surveillance-names", _("Names to settle"), (May.WATCH_RISKS,)),
        ("surveillance-sources", _("Sources"), (May.WATCH_RISKS,)),
        ("surveillance-dossiers", _("Risk dossiers"), (May.WATCH_RISKS,)),
        ("surveillance-alerts", _("Alerts"), (May.WATCH_RISKS,)),
        ("surveillance-alerts-due", _("Clocks"), (May.WATCH_RISKS,)),
        ("surveillance-areas", _("Affected areas"), (May.WATCH_RISKS, May.VIEW_PROFILE_REASONS)),
        ("surveillance-reviews", _("After-action"), (May.WATCH_RISKS, May.STUDY_TARGETING)),
    ],
    _("Programmes"): [
        ("supervision-programmes", _("Sampling programmes"), _PROGRAMMES),
        ("supervision-drawing", _("Samples to draw"), (May.INSPECT, May.MANAGE_SHIFT, May.PLAN_PROGRAMME)),
        ("supervision-suggestions", _("Suggestions on standards"), (May.PLAN_PROGRAMME, May.SIGN_PROGRAMME)),
    ],
    _("Risk"): [
        ("surveillance-measures", _("Measures"), (May.IMPOSE_MEASURE, May.VIEW_PROFILE_REASONS)),
        ("surveillance-executions", _("Measures to carry out"), (May.IMPOSE_MEASURE, May.MANAGE_SHIFT, May.INSPECT)),
        ("surveillance-ladder", _("Ladder for imported food"), (May.IMPOSE_MEASURE,)),
        ("surveillance-adverse", _("Adverse records"), (May.IMPOSE_MEASURE,)),
        ("targeting-orders", _("Control orders"), (May.ISSUE_CONTROL_ORDER, May.AUDIT)),
        ("targeting-overrides", _("Overrides"), (May.APPROVE_OVERRIDE, May.AUDIT)),
        ("targeting-draws", _("Draws"), (May.VIEW_PROFILE_REASONS,)),
    ],
    _("Targeting"): [
        ("targeting-policy", _("What is inspected and why"), (May.STUDY_TARGETING, May.MANAGE_SHIFT)),
        ("targeting-leakage", _("What it misses"), (May.STUDY_TARGETING, May.MANAGE_SHIFT)),
        ("targeting-performance", _("Rules and their hits"), (May.STUDY_TARGETING,)),
        ("targeting-models", _("Risk models"), (May.STUDY_TARGETING,)),
        ("targeting-pilots", _("Pilots"), (May.STUDY_TARGETING,)),
        ("targeting-plans", _("Rate plans"), (May.STUDY_TARGETING, May.VIEW_PROFILE_REASONS)),
        ("simulator-whatif", _("What if"), (May.STUDY_TARGETING,)),
    ],
    _("Reference data"): [
        ("catalogue-goods", _("Goods"), (May.VIEW_CONSIGNMENTS, May.EDIT_REFERENCE)),
        ("catalogue-standards", _("Standards and limits"), ()),
        ("catalogue-comments", _("Comments on standards"), (May.EDIT_REFERENCE,)),
        ("laboratory-public-tests", _("Laboratory tests"), ()),
        ("catalogue-policies", _("Policies"), (May.VIEW_CONSIGNMENTS, May.EDIT_REFERENCE)),
        ("parties-operators", _("Operators"), (May.VIEW_CONSIGNMENTS,)),
    ],
    _("Audit and operation"): [
        ("audit-ledger", _("Ledger"), (May.AUDIT,)),
        ("operations-deliveries", _("Failed deliveries"), (May.OPERATE,)),
        ("surveillance-outlets", _("Outlets of alerts"), (May.OPERATE, May.SIGN_ALERT)),
    ],
}


def groups_for(actor: Actor, path: str) -> list[Group]:
    """The groups with at least one place for this person; the longest address that `path` begins with is here."""
    held = capabilities(actor)
    found = {group: list(_open(places, held)) for group, places in PLACES.items()}
    hrefs = [href for places in found.values() for href, _label in places if path.startswith(href)]
    here = max(hrefs, key=len, default="")
    return [
        Group(gettext(str(group)), [Place(href, label, href == here) for href, label in places])
        for group, places in found.items()
        if places
    ]


def _open(places: "list[tuple[str, StrPromise, tuple[May, ...]]]", held: frozenset[May]) -> Iterator[tuple[str, str]]:
    for name, label, any_of in places:
        if any_of and held.isdisjoint(any_of):
            continue
        try:
            yield reverse(name), str(label)
        except NoReverseMatch:  # a room that this installation does not have
            continue
