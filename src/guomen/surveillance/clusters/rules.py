"""Whether two things are the same risk, and why a dossier cannot be changed as asked. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from guomen.kernel.terms import Conflict, Reason, Refusal, Text
from guomen.surveillance.clusters.terms import DossierState


@dataclass(frozen=True, slots=True)
class Risk:
    """What a dossier, a cluster or a signal is about. goods: code prefixes; goods, origins empty: any, or not known."""

    hazard: str
    goods: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    def overlaps(self, other: "Risk") -> bool:
        """Whether both are one risk: one hazard, and goods and origins that do not exclude each other.

        Where no hazard is named on either side, goods must be told and share a heading.
        """
        if self.hazard != other.hazard:
            return False
        if not self.hazard and not (self.goods and other.goods):
            return False
        return _meets(self.goods, other.goods) and (
            not self.origins or not other.origins or bool(self.origins & other.origins)
        )

    def covers(self, other: "Risk") -> bool:
        """Whether something as precise as `other` falls under this: what is not known does not fall under a bound."""
        if self.hazard != other.hazard or (not self.hazard and not self.goods):
            return False
        goods = not self.goods or any(code.startswith(prefix) for code in other.goods for prefix in self.goods)
        return goods and (not self.origins or bool(self.origins & other.origins))

    def joined(self, other: "Risk") -> "Risk":
        """The risk that covers both."""
        goods = self.goods | other.goods if self.goods and other.goods else frozenset()
        origins = self.origins | other.origins if self.origins and other.origins else frozenset()
        shortest = frozenset(one for one in goods if not any(one != two and one.startswith(two) for two in goods))
        return Risk(self.hazard, shortest, origins)


def _meets(ours: Collection[str], theirs: Collection[str]) -> bool:
    if not ours or not theirs:
        return True
    return any(one.startswith(two) or two.startswith(one) for one in ours for two in theirs)


def membership(risk: Risk, signal: Risk) -> Reason | None:
    """Why a signal belongs to a dossier of this risk; None where it does not."""
    if not risk.covers(signal):
        return None
    parts_zh, parts_en = ["同一危害"] if risk.hazard else [], ["the same hazard"] if risk.hazard else []
    if risk.goods:
        parts_zh.append("同类产品")
        parts_en.append("the same goods")
    if risk.origins:
        parts_zh.append("同一产地")
        parts_en.append("the same origin")
    text = Text(f"自动归入：{'、'.join(parts_zh)}。", f"Taken in by itself: {', '.join(parts_en)}.")
    return Reason("dossier.member", text)


def through(path: Text) -> Reason:
    """Why a signal about goods that contain the dossier's goods belongs to it."""
    text = Text(f"同一危害，产品含有：{path.zh}。", f"The same hazard, in goods that contain it: {path.en}.")
    return Reason("dossier.contains", text)


def ended(number: str, state: DossierState) -> Conflict:
    """For changing a dossier that has ended."""
    return Conflict(
        "dossier.ended",
        Text(f"档案{number}{state.text.zh}。", f"Dossier {number} has ended ({state.text.en.lower()})."),
        Text("请另立档案。", "Open another dossier."),
    )


def nothing_named() -> Refusal:
    """For opening a dossier about nothing in particular."""
    return Refusal(
        "dossier.about",
        Text("档案须指明危害或产品。", "A dossier names a hazard or goods."),
        Text("请填写其中至少一项。", "Give at least one of them."),
    )


def no_ground() -> Refusal:
    """For a deed that needs a ground and has none."""
    return Refusal(
        "dossier.needs_ground",
        Text("须说明理由。", "A ground is needed."),
        Text("请填写理由。", "Write the ground."),
    )
