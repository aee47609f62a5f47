"""What of a consignment failed, and on what: read from the evidence of an act. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from guomen.inspection.terms import FindingKind, Severity


def failed_items(facts: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> dict[int, tuple[str, ...]]:
    """By goods item that did not conform: what it failed on – hazards, or the kind of finding where none is named.

    What was found on the whole consignment was found on each item that did not conform. Minor findings do not bear on
    release. An item that is said not to conform for no finding failed on "other".
    """
    bad = {line["item_no"] for line in lines if line["conforming"] is False}
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for fault in facts.get("faults", ()):
        if fault["severity"] == Severity.MINOR:
            continue
        about = bad if fault["item_no"] is None else bad & {fault["item_no"]}
        for item_no in sorted(about):
            found[item_no][fault["hazard"] or fault["kind"]] = None
    return {item_no: tuple(found[item_no]) or (str(FindingKind.OTHER),) for item_no in sorted(bad)}


def of_goods(code: str, prefixes: Iterable[str]) -> bool:
    """Whether a goods code begins with one of the prefixes."""
    return code.startswith(tuple(prefixes))
