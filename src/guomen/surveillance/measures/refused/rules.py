"""How the public list puts it: the reason by its code, and what may be told of the importer. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from guomen.inspection.terms import FindingKind, Severity

OTHER = "99"
# Codes of the code set "rejection_reason", as the published monthly lists group reasons.
_BY_FINDING = {
    FindingKind.MISMATCH: "1",
    FindingKind.LABEL: "2",
    FindingKind.ADDITIVE: "3",
    FindingKind.ACCESS: "4",
    FindingKind.METAL: "5",
    FindingKind.DOCUMENT: "6",
    FindingKind.PACKAGING: "7",
    FindingKind.DISEASE: "8",
    FindingKind.SENSORY: "9",
    FindingKind.EXPIRED: "10",
    FindingKind.RESIDUE: "11",
    FindingKind.MICROBE: "12",
    FindingKind.PEST: "14",
    FindingKind.MODIFIED: "15",
    FindingKind.FILTH: "17",
}
_BY_KIND = {"residue": "11", "additive": "3", "disease": "8", "pest": "14", "sensory": "9", "label": "2"}
_METALS = frozenset(("lead", "cadmium", "mercury", "methylmercury", "arsenic", "tin", "chromium", "nickel"))
_INDICATORS = ("coliform", "plate_count", "aerobic", "total_count", "mould", "yeast", "enterobacteriaceae")
# Gates that refuse without anybody having looked, by the beginning of their reason's code.
_BY_GATE = (("gate.access", "4"), ("gate.establishment", "4"), ("gate.port", OTHER), ("gate", "6"), ("measure", "16"))


def reason_code(
    facts: Mapping[str, Any], reasons: Sequence[Mapping[str, Any]], item_no: int, kinds: Mapping[str, str]
) -> str:
    """The code of the gravest reason for which a goods item was refused; kinds: of hazards, as the catalogue has them.

    Where nothing was found on it, the gate or measure that refused it says why.
    """
    faults = [one for one in facts.get("faults", ()) if one["item_no"] in (None, item_no)]
    order = list(Severity)
    for fault in sorted(faults, key=lambda one: -order.index(Severity(one["severity"]))):
        code = _of_hazard(fault["hazard"], kinds) or _BY_FINDING.get(FindingKind(fault["kind"]))
        if code:
            return code
    if faults:
        return OTHER
    codes = [str(one["code"]) for one in reasons]
    return next((code for start, code in _BY_GATE if any(one.startswith(start) for one in codes)), OTHER)


def _of_hazard(hazard: str, kinds: Mapping[str, str]) -> str | None:
    if not hazard:
        return None
    if hazard in _METALS:
        return "5"
    kind = kinds.get(hazard, "")
    if kind == "microbiological":
        return "12" if any(word in hazard for word in _INDICATORS) else "13"
    return _BY_KIND.get(kind)


def public_importer(scheme: str, identifier: str, name: str) -> str:
    """The importer as the list names it: enterprises by name and code; a person is not named."""
    if scheme != "uscc" or not identifier:
        return ""
    return " ".join(part for part in (name, identifier) if part)
