"""Words of the catalogue for screens, in the reader's language."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import (
    AccessState,
    Condition,
    Confidence,
    Direction,
    Limit,
    LimitKind,
    OriginRisk,
    ProductRisk,
    RequirementKind,
)

CONFIDENCE = {
    Confidence.SOURCE: _("from a public source"),
    Confidence.HIGH: _("recorded from memory"),
    Confidence.MEDIUM: _("unverified default"),
    Confidence.LOW: _("unverified default"),
}
RISK = {
    ProductRisk.HIGH: _("high risk"),
    ProductRisk.ELEVATED: _("elevated risk"),
    ProductRisk.GENERAL: _("general risk"),
    OriginRisk.ORDINARY: _("ordinary risk"),
}
ACCESS = {
    AccessState.EVALUATING: _("under evaluation"),
    AccessState.ADMITTED: _("admitted"),
    AccessState.SUSPENDED: _("suspended"),
    AccessState.WITHDRAWN: _("withdrawn"),
}
REQUIREMENT = {
    RequirementKind.MARKET_ACCESS: _("market access"),
    RequirementKind.ESTABLISHMENT_REGISTRATION: _("registered establishment"),
    RequirementKind.IMPORTER_FILING: _("importer on file"),
    RequirementKind.QUARANTINE_PERMIT: _("permit"),
    RequirementKind.DOCUMENT: _("document"),
    RequirementKind.DESIGNATED_PORT: _("designated port"),
    RequirementKind.CHECK: _("check"),
    RequirementKind.TEST: _("test"),
    RequirementKind.STAGED_SAMPLING: _("staged sampling"),
}
_DIRECTIONS = {Direction.IMPORT: _("import"), Direction.EXPORT: _("export")}
TRUST = {
    Confidence.SOURCE: "good",
    Confidence.HIGH: "info",
    Confidence.MEDIUM: "watch",
    Confidence.LOW: "watch",
}
_FIELDS = {
    "direction": _("Direction"),
    "goods": _("Goods codes beginning with"),
    "origins": _("Origins"),
    "regimes": _("Trade modes"),
    "ports": _("Ports"),
    "offices": _("Offices"),
    "importers": _("Importers"),
    "exporters": _("Overseas exporters"),
    "producers": _("Producers"),
    "enterprise_classes": _("Enterprise classes"),
    "intended_uses": _("Intended uses"),
    "destinations": _("Destinations of exports"),
    "min_value": _("Value from"),
    "max_value": _("Value up to"),
    "min_net_mass": _("Net mass from (kg)"),
    "max_net_mass": _("Net mass up to (kg)"),
    "season": _("Season"),
}


def period(start: date, end: date | None) -> str:
    """A period as people write it; the end is the first day on which it no longer holds."""
    if end is None:
        return gettext("from %(start)s") % {"start": start.isoformat()}
    return gettext("%(start)s until before %(end)s") % {"start": start.isoformat(), "end": end.isoformat()}


def condition_lines(condition: Condition, countries: dict[str, str]) -> list[tuple[str, str]]:
    """A condition field by field: label and value. countries: names of origins in the reader's language."""
    lines = []
    for name, value in condition.as_json().items():
        if name == "origins_negated":
            continue
        told = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
        if name == "origins":
            told = ", ".join(f"{countries.get(one, '')} ({one})" for one in value)
        if name == "direction":
            told = str(_DIRECTIONS[Direction(value)])
        if name == "origins" and condition.origins_negated:
            told = gettext("all but %(listed)s") % {"listed": told}
        lines.append((str(_FIELDS[name]), told))
    return lines


def public_source(source: str) -> str:
    """What the public reads of where a row comes from: without the files and notes of the house."""
    parts = (part.strip() for part in source.split(";"))
    return "; ".join(part for part in parts if not part.startswith("handbook") and ".csv" not in part)


def limit_words(one: Limit) -> str:
    """A limit in signs, with the decimals that the standard prints."""
    unit = f" {one.unit}" if one.unit not in ("", "-") else ""

    def printed(value: Decimal | None) -> str:
        if value is None:
            return ""
        return f"{value:.{one.places}f}" if one.places is not None and one.places >= 0 else f"{value.normalize():f}"

    if one.kind is LimitKind.NOT_DETECTED:
        reach = f" (LOD ≤ {printed(one.value)}{unit})" if one.value is not None else unit
        return f"{gettext('not detected')}{reach}"
    if one.kind is LimitKind.THREE_CLASS:
        high = f", M={one.M.normalize():f}" if one.M is not None else ""
        return f"n={one.n}, c={one.c}, m={(one.m or Decimal(0)).normalize():f}{high}{unit}"
    if one.kind is LimitKind.RANGE:
        return f"{printed(one.low)}–{printed(one.value)}{unit}"
    return f"{'≥' if one.kind is LimitKind.MIN else '≤'} {printed(one.value)}{unit}"
