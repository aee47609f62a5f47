"""The page of what targeting misses: prevalence, leakage, hit rates by arm and group, cost, calibration."""

from typing import Any

import polars as pl
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guomen.catalogue.queries import policy
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Capability, Text
from guomen.kernel.web.access import SignedIn, page
from guomen.targeting.estimates.queries import limits_on
from guomen.targeting.estimates.rules import calibration
from guomen.targeting.estimates.rules.calibration import Band
from guomen.targeting.estimates.rules.rates import population
from guomen.targeting.estimates.rules.studies import ArmRow, GroupRow, Study, study
from guomen.targeting.estimates.rules.what_if import Answer, what_if
from guomen.targeting.terms import Arm
from guomen.targeting.web.pictures import calibration_picture, intervals
from guomen.targeting.web.studying import GROUPS, Asked, asked, costs, name_of, percent, spoken

ARMS = {
    Arm.MANDATORY: Text("规则必查", "a rule leaves no choice"),
    Arm.LEARNED: Text("模型择查", "picked by the model"),
    Arm.LOT: Text("抽批", "lot draw"),
    Arm.CONTROL: Text("随机对照", "random arm"),
}
# Groups shown; the charts stay readable.
MOST = 25


@page(Capability.STUDY_TARGETING, Capability.MANAGE_SHIFT)
def leakage(request: SignedIn) -> HttpResponse:
    """What was found, what passed unseen, and how sure that is, for a period and the offices one sees."""
    wish = asked(request)
    last = wish.until
    sensitivity = policy("targeting.test_sensitivity", on=last).number
    frame = wish.frame()
    found = study(frame, wish.group, costs(last), sensitivity=sensitivity, most=MOST)
    bands = calibration(frame)
    context = {
        "form": wish.form,
        "study": found,
        "summary": summary(found, sensitivity),
        "cards": _cards(found),
        "arms": [_arm(row) for row in found.arms],
        "group_rows": [_group(wish.group, row) for row in found.groups],
        "group": GROUPS[wish.group],
        "bands": [_band(band) for band in bands],
        "answers": [_answer(one) for one in _what_if(wish, frame)],
        "pictures": _pictures(wish.group, found, bands),
    }
    return render(request, "targeting/leakage.html", context)


def summary(found: Study, sensitivity: float) -> list[Text]:
    """The figures of the page in sentences that a duty manager can say to his chief."""
    if found.lines == 0:
        return [
            Text(
                "所选期间和机构没有已判定的货物。请放宽期间，或先申报并判定。",
                "Nothing was decided in this period at these offices. Choose a longer period.",
            )
        ]
    told = [
        Text(
            f"{found.lines:,}项货物中查看了{found.picked:,}项；{found.pending:,}项尚待结果，"
            f"{found.stopped:,}项凭单证拒绝或扣留。",
            f"Of {found.lines:,} lines {found.picked:,} were looked at; {found.pending:,} of these wait for an answer;"
            f" {found.stopped:,} were refused or held on paper.",
        )
    ]
    told.append(_leaked(found))
    if found.unreached:
        told.append(
            Text(
                f"另有{found.unreached:,}项不可能被抽中（随机对照比例为零），对其一无所知。请将政策"
                "targeting.control_arm_rate设为大于零。",
                f"{found.unreached:,} lines could not have been picked at all (random rate zero): nothing is known of"
                " them. Set policy targeting.control_arm_rate above zero.",
            )
        )
    told.append(
        Text(
            f"检查的发现把握按政策取{percent(sensitivity)}；实际更低时，真实不合格更多，此处为下限。",
            f"Checks are taken to find {percent(sensitivity)} of what is nonconforming (policy"
            " targeting.test_sensitivity); where they find less, these figures are a lower bound.",
        )
    )
    return told


def _leaked(found: Study) -> Text:
    if found.leakage is None or found.prevalence is None:
        return Text(
            "漏检尚无法估计：随机抽中的货物还没有检验结果。请确认随机对照比例大于零，并登记检验结果。",
            "What passes unseen cannot be told yet: nothing that was drawn at random has an answer. See that the random"
            " rate is above zero and that results are entered.",
        )
    number, share, missed = found.leakage.number, found.leakage.share, found.leakage.missed
    return Text(
        f"放行的{found.leakage.released:,}项中，估计有{spoken(number, 'count')}项不合格，占{spoken(share)}；"
        f"即全部不合格的{spoken(missed)}未被发现。依据是{number.n:,}项有结果的查验（发现{number.hits:,}项），"
        "括号内为95%区间。",
        f"Of {found.leakage.released:,} lines released unopened about {spoken(number, 'count')} were nonconforming,"
        f" {spoken(share)} of them: {spoken(missed)} of all that is nonconforming passed unseen. This rests on"
        f" {number.n:,} answered looks ({number.hits:,} hits); in brackets the 95 % interval.",
    )


def _cards(found: Study) -> list[tuple[str, Text]]:
    if found.leakage is None or found.prevalence is None:
        return []
    cards = [
        (percent(found.prevalence.value), Text("全部货物中的不合格率", "of all lines are nonconforming")),
        (percent(found.leakage.share.value), Text("放行货物中的不合格率", "of the released are nonconforming")),
        (f"{found.leakage.number.value:,.0f}", Text("项不合格货物被放行", "nonconforming lines passed unseen")),
    ]
    if found.consignments is not None:
        words = Text("票含不合格货物的报检被放行", "consignments with a nonconforming line passed unseen")
        cards.append((f"{found.consignments.number.value:,.0f}", words))
    return cards


def _arm(row: ArmRow) -> dict[str, Any]:
    return {
        "name": ARMS[Arm(row.arm)],
        "picked": row.picked,
        "answered": row.rate.n if row.rate else 0,
        "hits": row.rate.hits if row.rate else 0,
        "rate": spoken(row.rate),
        "lift": spoken(row.lift, "times"),
        "cost": spoken(row.cost, "count"),
    }


def _group(column: str, row: GroupRow) -> dict[str, Any]:
    leaked = row.leakage
    return {
        "name": name_of(column, row.key),
        "lines": row.lines,
        "picked": row.picked,
        "hits": row.hit_rate.hits if row.hit_rate else 0,
        "hit_rate": spoken(row.hit_rate),
        "prevalence": spoken(row.prevalence),
        "share": spoken(leaked.share) if leaked else "–",
        "number": spoken(leaked.number, "count") if leaked else "–",
    }


def _what_if(wish: Asked, frame: pl.DataFrame) -> list[Answer]:
    """Policies that take the same looks by the model's value, half and twice as many; none where nothing was scored."""
    lines = population(frame)
    if lines["value"].null_count() == len(lines):
        return []
    free = lines.filter(pl.col("arm") != Arm.MANDATORY)
    share = float(free["examined"].sum()) / len(lines)
    random = policy("targeting.control_arm_rate", on=wish.until).number
    return what_if(frame, [share / 2, share, 2 * share], random, limits_on(wish.until), days=wish.days)


def _answer(one: Answer) -> dict[str, Any]:
    return {
        "share": percent(one.share),
        "random": percent(one.random),
        "looks": f"{one.looks:,.0f}",
        "ips": spoken(one.result.ips, "count") if one.result else "",
        "normalised": spoken(one.result.normalised, "count") if one.result else "",
        "robust": spoken(one.result.doubly_robust, "count") if one.result else "",
        "refusal": one.refusal,
    }


def _band(band: Band) -> dict[str, Any]:
    return {
        "range": f"{band.start:.4f} – {band.end:.4f}",
        "lines": band.lines,
        "foretold": f"{band.foretold:.4f}",
        "found": spoken(band.found, "harm"),
        "off": band.off,
    }


def _pictures(column: str, found: Study, bands: list[Band]) -> dict[str, Any]:
    arms = [(said(ARMS[Arm(row.arm)]), row.rate) for row in found.arms]
    groups = [(said(name_of(column, row.key)), row.leakage.share if row.leakage else None) for row in found.groups]
    drawn: dict[str, Any] = {}
    if any(rate for _name, rate in arms):
        drawn["arms"] = intervals(arms, title=_("Hit rate"), label=_("Hit rate of each arm with its interval"))
    if any(share for _name, share in groups):
        drawn["groups"] = intervals(
            groups, title=_("Nonconforming among the released"), label=_("Leakage of each group with its interval")
        )
    if any(band.found for band in bands):
        drawn["calibration"] = calibration_picture(
            bands,
            foretold=_("Foretold by the model"),
            found=_("Found"),
            label=_("What was foretold and what was found"),
        )
    return drawn
