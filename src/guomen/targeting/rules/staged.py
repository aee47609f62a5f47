"""Staged sampling as a gate: what grows under a scheme leaves the country only once every stage conforms (S72).

A scheme that bars the goods refuses them, or holds them where it rests on unverified limits alone; one that is still
running holds them. Goods that the catalogue wants sampled in stages are held or refused where no scheme follows them.
"""

from datetime import date
from typing import NamedTuple

from guomen.catalogue.terms import Channel, Direction
from guomen.kernel.terms import Reason, Text
from guomen.laboratory.terms import SchemeFacts, SchemeState, together
from guomen.targeting.rules.docket import Docket, Schemes
from guomen.targeting.rules.gates import UNVERIFIED, closed
from guomen.targeting.rules.rule import WHOLE_CODE, Rule, required
from guomen.targeting.terms import Ruling

# The columns that followed_by reads after the schemes.
FOLLOWED_BY = ("direction", "producer", "goods", "season", "on")


class Followed(NamedTuple):
    """What follows the goods of a line on its day. certain: whether the goods code is long enough to tell."""

    producer: str
    season: int
    on: date
    schemes: tuple[SchemeFacts, ...]
    certain: bool


def followed_by(schemes: Schemes, direction: str, producer: str, goods: str, season: int, on: date) -> Followed | None:
    """The schemes of the season that follow goods for export; None where none does."""
    if direction != Direction.EXPORT:
        return None
    of_season = [one for one in schemes.get(producer, ()) if one.season == season]
    meant = tuple(one for one in of_season if goods.startswith(one.goods_code))
    perhaps = tuple(one for one in of_season if one.goods_code.startswith(goods))
    return Followed(producer, season, on, meant or perhaps, bool(meant)) if meant or perhaps else None


def gate_staged(docket: Docket, followed: Followed | None) -> Ruling | None:
    """Goods of a registration that is followed leave once every stage of the season conforms, not before."""
    if followed is None:
        return None
    if not followed.certain:
        return _unreadable(followed)
    said = together(followed.schemes, followed.on)
    if said.value is SchemeState.ELIGIBLE:
        return Ruling(Channel.RELEASE, reasons=(_head(followed, said.value, _SURE),))
    open_stages = tuple(reason for reason in said.reasons if not reason.code.endswith("_conform"))
    if said.value is SchemeState.RUNNING:
        return Ruling(Channel.HOLD, reasons=(_head(followed, said.value, _SURE), *open_stages))
    sure = _verified(followed)
    head = _head(followed, said.value, _SURE if sure else UNVERIFIED)
    return Ruling(Channel.REFUSE if sure else Channel.HOLD, reasons=(head, *open_stages))


def staged_required(docket: Docket, rule: Rule, followed: Followed | None, producer: str, season: int) -> Ruling | None:
    """The catalogue wants the goods sampled in stages: a scheme follows them, with as many stages as that at least."""
    requirement = required(rule)
    stages = int(requirement.parameters.get("stages", 1))
    if not producer:
        text = Text(
            "未申报果园（基地）注册编号，无法核对分阶段取样。",
            "No registration number of the orchard or farm is declared, so its staged sampling cannot be checked.",
        )
        return closed(requirement, "gate.staged.not_stated", text, rule.source)
    most = max((len(one.stages) for one in followed.schemes), default=0) if followed else 0
    if most >= stages:
        return None
    code, zh, en = (
        ("too_few", f"仅安排{most}个阶段", f"has {most} stages") if most else ("missing", "没有方案", "is not there")
    )
    text = Text(
        f"注册编号{producer}在{season}年须有至少{stages}个阶段的取样，{zh}。",
        f"Registration {producer}: sampling in at least {stages} stages is asked for in {season}, and {en}.",
    )
    return closed(requirement, f"gate.staged.{code}", text, rule.source)


def _verified(followed: Followed) -> bool:
    """Whether any stage that bars the export does so on more than an unverified default."""
    stages = [stage for scheme in followed.schemes for stage in scheme.stages if stage.bars(followed.on)]
    return any(stage.missed(followed.on) or stage.verified for stage in stages)


_SURE = Text("", "")
_HEADS = {
    SchemeState.ELIGIBLE: Text("各阶段均合格，可以出口。", "every stage conforms: eligible for export."),
    SchemeState.RUNNING: Text("尚未全部完成，暂不能出口。", "not every stage is done and conforms: no export yet."),
    SchemeState.BARRED: Text("已错过或不合格，不得出口。", "a stage was missed or does not conform: no export."),
}


def _head(followed: Followed, state: SchemeState, mark: Text) -> Reason:
    public = Text(
        f"注册编号{followed.producer}的{followed.season}年分阶段取样：{_HEADS[state].zh}",
        f"Staged sampling of registration {followed.producer} in {followed.season}: {_HEADS[state].en}",
    )
    numbers = ", ".join(str(one.number) for one in followed.schemes)
    text = Text(f"{public.zh}（方案{numbers}）{mark.zh}", f"{public.en} (scheme {numbers}){mark.en}")
    return Reason(f"gate.staged.{state}", text, source=f"scheme:{followed.schemes[0].number}", public=public)


def _unreadable(followed: Followed) -> Ruling:
    text = Text(
        f"商品编号位数不足，无法判断是否属于注册编号{followed.producer}的取样方案，须审核单证。",
        f"The goods code is too short to tell whether the scheme of registration {followed.producer} is for the goods: "
        "documents must be checked.",
    )
    source = f"scheme:{followed.schemes[0].number}"
    return Ruling(Channel.DOCUMENT, reasons=(Reason("gate.staged.code_too_short", text, "", source, WHOLE_CODE),))
