"""What an alert would say, from what is known of the risk: a draft in both languages for a person to correct. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guomen.kernel.terms import Text
from guomen.surveillance.alerts.terms import AlertKind, Audience, Wording

_HAN = re.compile("[\u3400-\u9fff]")
_WIDEST = (Audience.PORTS, Audience.OPERATORS, Audience.PUBLIC)
_ACTIONS = {
    Audience.PORTS: Text(
        "各口岸机构对上述商品加强布控、查验和抽样检测；发现不合格的依法处置并立即上报。",
        "Ports raise controls, checks and sampling of these goods, deal with what does not conform and report it at "
        "once.",
    ),
    Audience.OPERATORS: Text(
        "进口商和生产经营者应当排查在途、库存和已销售的上述商品，停止进口和销售受影响批次，通知有关各方并报告。",
        "Importers and traders check what is under way, in stock and sold, stop importing and selling affected lots, "
        "tell those concerned and report.",
    ),
    Audience.PUBLIC: Text(
        "消费者请停止食用或使用受影响产品，联系销售者退货；出现不适及时就医。",
        "Consumers do not eat or use affected products, return them to the seller, and see a doctor if unwell.",
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the dossier and its assessment say. signals: how many bear on it; since: day of the first; summary: the
    assessors' own words, in either language.
    """

    title: Text
    hazard: Text | None
    goods: Sequence[Text]
    origins: Sequence[Text]
    signals: int
    since: str
    level: Text | None
    reach: Text | None
    summary: str


def worded(known: Known, kind: AlertKind, audience: Audience) -> Wording:
    """The draft: title, scope, warning and action. Words that only exist in one language stand in that one only."""
    about = _about(known)
    return Wording(
        title=_short(Text(f"关于{known.title.zh}的{kind.text.zh}", f"{kind.text.en}: {known.title.en}")),
        scope=_scope(known),
        warning=_warning(known, about),
        action=_action(audience),
    )


def _about(known: Known) -> Text:
    goods = _listed(known.goods) or Text("有关商品", "goods")
    origins = _listed(known.origins)
    hazard = known.hazard
    if not known.goods and hazard is None:
        return known.title
    zh = f"{origins.zh if origins else ''}{goods.zh}{f'中{hazard.zh}' if hazard else ''}风险"
    en = f"{hazard.en if hazard else 'risk'} in {goods.en}{f' from {origins.en}' if origins else ''}"
    return Text(zh, en)


def _listed(names: Sequence[Text], most: int = 4) -> Text | None:
    if not names:
        return None
    shown, more = names[:most], len(names) > most
    zh, en = "、".join(one.zh for one in shown), ", ".join(one.en for one in shown)
    return Text(f"{zh}等" if more else zh, f"{en} and others" if more else en)


def _scope(known: Known) -> Text:
    goods, origins = _listed(known.goods, 12), _listed(known.origins, 12)
    reach = known.reach or Text("全国", "Nationwide")
    zh = [
        f"影响范围：{reach.zh}",
        f"商品：{goods.zh if goods else '不限'}",
        f"原产地：{origins.zh if origins else '不限'}",
    ]
    en = [
        f"Reach: {reach.en}",
        f"goods: {goods.en if goods else 'any'}",
        f"origins: {origins.en if origins else 'any'}",
    ]
    return Text("；".join(zh) + "。", "; ".join(en) + ".")


def _warning(known: Known, about: Text) -> Text:
    zh, en = [f"发现{about.zh}。"], [f"There is {about.en}."]
    if known.signals:
        zh.append(f"自{known.since}以来收到{known.signals}条相关风险信息。")
        en.append(f"{known.signals} reports since {known.since} bear on it.")
    if known.level is not None:
        zh.append(f"经风险评估为{known.level.zh}。")
        en.append(f"It was assessed as: {known.level.en.lower()}.")
    if known.summary:
        (zh if _HAN.search(known.summary) else en).append(known.summary)
    return Text("".join(zh), " ".join(en))


def _action(audience: Audience) -> Text:
    """What each of the audience is to do; the wider an alert reaches, the more of them it tells."""
    told = [_ACTIONS[one] for one in _WIDEST[: _WIDEST.index(audience) + 1]]
    if audience is not Audience.PORTS:
        told = told[1:]
    return Text("".join(one.zh for one in told), " ".join(one.en for one in told))


def _short(text: Text, longest: int = 200) -> Text:
    return Text(text.zh[:longest], text.en[:longest])


def lifting(title: Text, ground: Text) -> Wording:
    """What the version that lifts an alert says: 警示解除公告 of AQSIQ Decree 1 (2001) Art. 13, as kept in practice."""
    return Wording(
        title=_short(Text(f"解除：{title.zh}", f"Lifted: {title.en}")),
        scope=Text("原预警范围内的商品和机构。", "The goods and offices of the alert that is lifted."),
        warning=Text(
            f"原预警自发布之时起解除。{ground.zh}", f"The alert is lifted from the time of issue. {ground.en}"
        ),
        action=Text(
            "恢复常规监管；因本预警采取的措施按规定解除。",
            "Ordinary supervision returns; measures taken for this alert are lifted as laid down.",
        ),
    )


def refuting(title: Text, statement: Text, over: bool) -> Wording:
    """What the version that refutes says; over: nothing is left to warn of."""
    ended = Text("本预警同时解除。", "The alert is cancelled with it.") if over else Text("", "")
    lowered = Text("预警级别相应降低，请按新级别执行。", "Its level is lowered: act by the new level.")
    return Wording(
        title=_short(Text(f"澄清：{title.zh}", f"Clarification: {title.en}")),
        scope=Text("原预警范围内的商品和机构。", "The goods and offices of the alert that is clarified."),
        warning=Text(f"{statement.zh}{ended.zh}", f"{statement.en} {ended.en}".strip()),
        action=Text("无须因原预警采取措施。", "Nothing needs to be done on account of it.") if over else lowered,
    )
