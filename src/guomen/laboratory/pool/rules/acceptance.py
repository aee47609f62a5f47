"""Whether a result of another body is taken in place of our own, and whether our re-test agrees with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import hypot

from guomen.kernel.terms import Outcome, Reason, Text
from guomen.laboratory.pool.terms import Standing
from guomen.laboratory.terms import Measured


@dataclass(frozen=True, slots=True)
class Issuer:
    """A testing body as it stands on the day of its report. scope: English names of what it is accredited to test."""

    name: Text
    standing: Standing
    accreditation: str
    accredited_until: date | None
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """One outside report: when it was issued, when it is presented, the lot it names, the lot before us."""

    issued_on: date
    presented_on: date
    lot: str
    lot_seen: str
    analytes: tuple[Text, ...]


def acceptable(issuer: Issuer, claim: Claim, *, days: int) -> Outcome[frozenset[str]]:
    """The analytes (English names) whose results are accepted; empty where the report as a whole is not.

    A report counts from a body in good standing, accredited on the day of issue, for a lot that is this one, not older
    than `days`; each analyte only within the accredited scope (ISO/IEC 17025:2017, 7.8; systems S59 of the mission).
    """
    whole = tuple(_whole(issuer, claim, days))
    if whole:
        return Outcome(frozenset(), whole)
    outside = [one for one in claim.analytes if one.en not in issuer.scope]
    inside = frozenset(one.en for one in claim.analytes) & issuer.scope
    return Outcome(inside, (*(_not_in_scope(one) for one in outside), *_taken(inside, claim.analytes)))


def _whole(issuer: Issuer, claim: Claim, days: int) -> list[Reason]:
    said: list[tuple[str, bool, Text]] = [
        (
            "standing",
            issuer.standing is not Standing.GOOD,
            Text(f"{issuer.name.zh}的采信资格已{issuer.standing.text.zh}。",
                 f"{issuer.name.en} is {issuer.standing.text.en}."),
        ),
        (
            "not_accredited",
            not issuer.accreditation or (issuer.accredited_until or date.min) < claim.issued_on,
            Text("报告签发日该机构不在认可有效期内。", "The body was not accredited on the day of the report."),
        ),
        (
            "issued_later",
            claim.issued_on > claim.presented_on,
            Text("报告签发日在提交日之后。", "The report is dated after the day it is presented."),
        ),
        (
            "too_old",
            (claim.presented_on - claim.issued_on).days > days,
            Text(f"报告签发已超过{days}天。", f"The report is more than {days} days old."),
        ),
        (
            "other_lot",
            bool(claim.lot_seen) and claim.lot.strip().casefold() != claim.lot_seen.strip().casefold(),
            Text(f"报告批号“{claim.lot or '无'}”与货物批号“{claim.lot_seen}”不符。",
                 f"The report is on lot “{claim.lot or 'none'}”, the goods are lot “{claim.lot_seen}”."),
        ),
    ]  # fmt: skip
    return [Reason(f"laboratory.outside.{code}", text, public=text) for code, wrong, text in said if wrong]


def _not_in_scope(analyte: Text) -> Reason:
    text = Text(f"{analyte.zh}不在该机构的认可范围内。", f"{analyte.en} lies outside the body's accredited scope.")
    return Reason("laboratory.outside.scope", text, public=text)


def _taken(inside: Collection[str], analytes: Collection[Text]) -> list[Reason]:
    if not inside:
        return []
    zh = "、".join(one.zh for one in analytes if one.en in inside)
    text = Text(f"采信：{zh}。", f"Accepted: {', '.join(sorted(inside))}.")
    return [Reason("laboratory.outside.accepted", text, public=text)]


def agrees(theirs: Measured, ours: Measured, *, difference: Decimal) -> bool:
    """Whether our re-test agrees with the result that was presented; both in one unit.

    With uncertainties: the difference is within the root of the sum of their squares (En number of at most 1, ISO
    13528:2022, 9.7). Without: within `difference`, a share of their mean. Not detected agrees with what lies below the
    other's detection limit.
    """
    return len(theirs.readings) == len(ours.readings) and all(
        _one_agrees(one, other, theirs, ours, difference)
        for one, other in zip(theirs.readings, ours.readings, strict=True)
    )


def _one_agrees(
    one: Decimal | None, other: Decimal | None, theirs: Measured, ours: Measured, difference: Decimal
) -> bool:
    if one is None or other is None:
        seen, reach = (other, theirs.lod) if one is None else (one, ours.lod)
        return seen is None or (reach is not None and seen <= reach)
    if theirs.uncertainty is not None and ours.uncertainty is not None:
        return float(abs(one - other)) <= hypot(float(theirs.uncertainty), float(ours.uncertainty))
    return abs(one - other) <= difference * (one + other) / 2
