"""What each way to answer a risk would bring and cost, and in which order they are worth while. Pure."""

from collections.abc import Mapping, Sequence

from scipy.stats import beta

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Conflict, Reason, Refusal, Text
from guomen.surveillance.measures.terms import MeasureKind
from guomen.surveillance.responses.terms import Candidate, Effect, Flow, Means, Option, Rate, Yardstick

_SURE = 0.95
_JOINT = "joint"


def rate_of(weighed: Sequence[tuple[float, bool]]) -> Rate | None:
    """The share that does not conform, of (chance of being looked at, whether it did not conform); None of nothing.

    Each counts by one over its chance (Hájek 1971); the interval is Jeffreys' at the effective number (Kish 1965).
    """
    if not weighed:
        return None
    weights = [1 / max(chance, 0.01) for chance, _ in weighed]
    whole = sum(weights)
    value = sum(weight for weight, (_, hit) in zip(weights, weighed, strict=True) if hit) / whole
    effective = whole**2 / sum(weight**2 for weight in weights)
    low, high = _jeffreys(value * effective, effective)
    return Rate(value, low, high, len(weighed), sum(hit for _, hit in weighed))


def rate_counted(hits: int, labels: int) -> Rate | None:
    """The share of a plain count, with Jeffreys' interval; None of nothing."""
    return Rate(hits / labels, *_jeffreys(hits, labels), labels, hits) if labels else None


def _jeffreys(hits: float, labels: float) -> tuple[float, float]:
    tail = (1 - _SURE) / 2
    low = 0.0 if hits <= 0 else float(beta.ppf(tail, hits + 0.5, labels - hits + 0.5))
    high = 1.0 if hits >= labels else float(beta.ppf(1 - tail, hits + 0.5, labels - hits + 0.5))
    return low, high


def ranked(
    flow: Flow,
    candidates: Sequence[Candidate],
    yardstick: Yardstick,
    *,
    like: Mapping[MeasureKind, Rate],
    barred: Mapping[str, Text],
    opened: Sequence[MeasureKind] = (),
) -> tuple[Option, ...]:
    """The candidates, best first; what cannot be taken now stands last.

    like: what measures of a kind found at such goods or for such a hazard; barred: by candidate's code, why not now;
    opened: kinds that the next level would permit: raising it is worth the best of them. Where nothing is known of the
    goods, the order is that in which policy lists them. Equal ones stay in that order.
    """
    still = expected(flow, Candidate(Means.WATCH), yardstick, like)
    made = [_option(flow, one, yardstick, like, still, barred.get(one.code)) for one in candidates]
    best = max((one.score or 0.0 for one in made if one.candidate.kind in opened and one.barred), default=0.0)
    made = [_raising(one, best) if one.candidate.means is Means.RAISE_LEVEL else one for one in made]
    return tuple(sorted(made, key=lambda one: (one.barred is not None, -(one.score or 0.0))))


def _raising(one: Option, best: float) -> Option:
    score = one.score if one.score is None else max(one.score, best)
    return Option(one.candidate, one.effect, score, one.barred, one.reasons)


def _option(
    flow: Flow,
    candidate: Candidate,
    yardstick: Yardstick,
    like: Mapping[MeasureKind, Rate],
    still: Effect,
    barred: Text | None,
) -> Option:
    effect = expected(flow, candidate, yardstick, like)
    score = None
    if effect.found is not None and still.found is not None:
        more = effect.found[1] - still.found[1]
        score = more * yardstick.worth - (effect.hours - still.hours) - effect.turned_away * yardstick.turned_away
    return Option(candidate, effect, score, barred, _reasons(candidate, yardstick, like))


def expected(flow: Flow, candidate: Candidate, yardstick: Yardstick, like: Mapping[MeasureKind, Rate]) -> Effect:
    """What comes in the weeks ahead if as much arrives as lately and the candidate is taken."""
    ahead = yardstick.weeks / yardstick.past_weeks
    coming = {channel: count * ahead for channel, count in flow.channels.items()}
    moved = _moved(coming, candidate)
    kept = {channel: count - moved.get(channel, 0.0) for channel, count in coming.items()}
    taken, reached = sum(moved.values()), float(flow.loose) if candidate.means is Means.JOINT else 0.0
    to = candidate.orders or Channel.RELEASE
    hours = sum(count * yardstick.hours.get(channel, 0.0) for channel, count in kept.items())
    checks = sum(count for channel, count in kept.items() if channel is not Channel.RELEASE)
    rate, own = flow.rate, _like(candidate, yardstick, like)
    found = None
    if rate is not None:
        own = own or _times(rate, yardstick.finds.get(to, 0.0))
        looked = sum(count * yardstick.finds.get(channel, 0.0) for channel, count in kept.items())
        looked += reached * yardstick.finds.get(_JOINT, 0.0)
        found = (
            looked * rate.low + taken * own.low,
            looked * rate.value + taken * own.value,
            looked * rate.high + taken * own.high,
        )
    away = taken * (1 - (rate.value if rate else 0.0)) if to is Channel.REFUSE else 0.0
    return Effect(
        arrivals=sum(coming.values()),
        checks=checks + taken + reached,
        hours=hours + taken * yardstick.hours.get(to, 0.0) + reached * yardstick.hours.get(_JOINT, 0.0),
        turned_away=away,
        found=found,
    )


def _moved(coming: Mapping[Channel, float], candidate: Candidate) -> dict[Channel, float]:
    """How many of each channel the candidate's measure would take over: those that are treated more lightly now."""
    to = candidate.orders
    if to is None:
        return {}
    return {channel: count * candidate.rate for channel, count in coming.items() if channel.severity < to.severity}


def _like(candidate: Candidate, yardstick: Yardstick, like: Mapping[MeasureKind, Rate]) -> Rate | None:
    """What such measures found, where enough of their consignments were looked at."""
    known = like.get(candidate.kind) if candidate.kind is not None and candidate.orders else None
    return known if known is not None and known.labels >= yardstick.least else None


def _times(rate: Rate, factor: float) -> Rate:
    return Rate(rate.value * factor, rate.low * factor, rate.high * factor, rate.labels, rate.hits)


def _reasons(candidate: Candidate, yardstick: Yardstick, like: Mapping[MeasureKind, Rate]) -> tuple[Reason, ...]:
    own = _like(candidate, yardstick, like)
    if own is not None:
        share, low, high = f"{own.value:.1%}", f"{own.low:.1%}", f"{own.high:.1%}"
        return (Reason("response.like", Text(
            f"同类措施查过{own.labels}批，{own.hits}批不合格：{share}（95%：{low}–{high}）。",
            f"Like measures: {own.hits} of {own.labels} looked at did not conform: {share} (95 %: {low}–{high}).",
        )),)  # fmt: skip
    finds = yardstick.finds.get(candidate.orders or (_JOINT if candidate.means is Means.JOINT else ""))
    if finds is None:
        return ()
    return (Reason("response.finds", Text(
        f"按政策，此类检查可发现（或挡住）{finds:.0%}的不合格货物。",
        f"By policy it finds or keeps out {finds:.0%} of what does not conform.",
    )),)  # fmt: skip


def flow_told(flow: Flow, yardstick: Yardstick) -> tuple[Reason, ...]:
    """On what the expectations rest: how much came, what was found, how it was counted."""
    weeks, count, ahead = yardstick.past_weeks, flow.arrivals, yardstick.weeks
    coming = count * ahead / weeks
    told = [Reason("response.flow", Text(
        f"过去{weeks}周申报此类货物{count}批；照此，今后{ahead}周约{coming:.1f}批。",
        f"{count} such consignments in the past {weeks} weeks; at this pace about {coming:.1f} in the next {ahead}.",
    ))]  # fmt: skip
    if flow.rate is None:
        told.append(Reason("response.unknown", Text(
            "其中尚无一批有查验结果，无法估计不合格率；方案按政策所列次序排列。",
            "No result of any of them is known yet, hence no rate; the options stand in the order that policy lists.",
        )))  # fmt: skip
        return tuple(told)
    rate = flow.rate
    told.append(Reason("response.rate", Text(
        f"查过{rate.labels}批，{rate.hits}批不合格：{rate.value:.1%}（95%：{rate.low:.1%}–{rate.high:.1%}），按抽中概率加权。",
        f"Of {rate.labels} looked at, {rate.hits} did not conform: {rate.value:.1%} (95 %: {rate.low:.1%}–"
        f"{rate.high:.1%}), each weighed by its chance of being looked at.",
    )))  # fmt: skip
    return tuple(told)


def choice_fault(code: str, offered: Sequence[Option], ground: str) -> Refusal | None:
    """Why an option cannot be chosen."""
    found = next((one for one in offered if one.candidate.code == code), None)
    if found is None:
        return Refusal(
            "response.not_offered",
            Text("没有这一方案。", "There is no such option."),
            Text("请刷新页面后重新选择。", "Open the page again and choose."),
        )
    if found.barred is not None:
        return Conflict(
            "response.barred",
            found.barred,
            Text("请先提高预警级别，或选择其他方案。", "Raise the level first, or choose another option."),
        )
    if not ground.strip():
        return Refusal(
            "response.needs_ground",
            Text("须说明选择的理由。", "A choice needs its ground."),
            Text("请填写理由；未选首位方案的，说明为何。", "Write it; where it is not the first option, say why not."),
        )
    return None
