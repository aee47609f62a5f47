"""How many samples each line gets next: a least number each, the rest where they tell most. Pure."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from guomen.kernel.terms import Reason, Refusal, Text
from guomen.kernel.terms.intervals import share_limits
from guomen.supervision.programmes.rules.sharing import apportioned

_WRIGHT = "Wright (2012), The American Statistician 66: 217–224; (2017), Statistics & Probability Letters 129: 50–57"
_ISPM = "ISPM 31"
# The smallest sample that finds a share in a lot of so many (None: endless), with a confidence.
Detection = Callable[[int | None, float, float], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What is known of a line. lots: how many come in the year, None where that is not known; tested: samples drawn by
    chance and answered, of them nonconforming; product: lines of one product lend each other strength; number: what
    it had so far; harm: weight of a nonconformity; census: every lot is sampled.
    """

    number: int
    lots: float | None = None
    tested: int = 0
    nonconforming: int = 0
    harm: float = 1.0
    product: str = ""
    census: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What policy counts with. detectable, confidence: what the least number finds; floor_part: the most of the total
    that least numbers may take; prior: samples that the rates of product and programme count for; drop_below,
    certainty: when a line may be dropped.
    """

    detectable: float
    confidence: float
    floor_part: float
    prior: float
    drop_below: float
    certainty: float


@dataclass(frozen=True, slots=True)
class Allotted:
    """A line's next number with its reasons. floor: its least number; rate: the share not conforming that was counted
    with; droppable: it may be left out.
    """

    number: int
    floor: int
    rate: float
    droppable: bool = False
    reasons: tuple[Reason, ...] = ()


def optimal(spreads: Sequence[float], floors: Sequence[int], caps: Sequence[int | None], total: int) -> list[int]:
    """The whole numbers n of sum `total`, floors ≤ n ≤ caps, for which Σ spread²/n is least (Wright 2012, 2017).

    spread: a stratum's size times its standard deviation. From the floors up, each next sample goes where
    spread²/(n(n+1)), by which the variance falls, is greatest; ties to the earlier. Gives the floors where they are
    more than the total, and less than the total where the caps are.
    """
    numbers = list(floors)
    heap: list[tuple[float, int]] = []

    def offer(at: int) -> None:
        cap = caps[at]
        if cap is None or numbers[at] < cap:
            heapq.heappush(heap, (-(spreads[at] ** 2) / (numbers[at] * (numbers[at] + 1)), at))

    for at in range(len(numbers)):
        offer(at)
    for _ in range(total - sum(numbers)):
        if not heap:
            break
        _, at = heapq.heappop(heap)
        numbers[at] += 1
        offer(at)
    return numbers


def rates(lines: Sequence[LineFacts], prior: float) -> list[float]:
    """The share of each line that does not conform, between 0 and 1, drawn towards that of its product and this towards
    that of all lines, each as if it were `prior` samples (the mean of a beta posterior); all lines: Jeffreys' mean.
    """
    whole = _pooled(lines, (0.5, 1.0))
    products: dict[str, list[LineFacts]] = defaultdict(list)
    for line in lines:
        products[line.product].append(line)
    of_product = {name: _pooled(some, (prior * whole, prior)) for name, some in products.items()}
    return [_pooled([line], (prior * of_product[line.product], prior)) for line in lines]


def _pooled(lines: Iterable[LineFacts], before: tuple[float, float]) -> float:
    hits, n = before
    for line in lines:
        hits, n = hits + line.nonconforming, n + line.tested
    return hits / n


def allocate(lines: Sequence[LineFacts], total: int, yardstick: Yardstick, detection: Detection) -> list[Allotted]:
    """The next number of each line, in sum `total` (less only where no more lots come), with the reasons.

    A line that samples every lot gets as many as come. Each other has a least number: what finds the detectable share;
    lowered alike where all of them take more than policy lets them. The rest goes by exact optimal allocation, a line's
    size its lots times its harm. Raises Refusal where the total does not give every line a sample.
    """
    sampled = [line for line in lines if not line.census]
    counted = [line for line in lines if line.census]
    room = total - sum(_all_lots(line) for line in counted)
    if room < len(sampled):
        least = total - room + len(sampled)
        raise Refusal(
            "programme.total_too_small",
            Text(
                f"总数{total}不足：各项至少共需{least}。",
                f"A total of {total} is too small: the lines need {least} at least.",
            ),
            Text("请提高总数，或先删去品种。", "Raise it, or drop lines first."),
        )
    weighed = iter(_weighed(sampled, room, yardstick, detection, rates(lines, yardstick.prior), lines))
    return [_census(line) if line.census else next(weighed) for line in lines]


def _weighed(
    sampled: Sequence[LineFacts], room: int, yardstick: Yardstick, detection: Detection,
    likely: Sequence[float], lines: Sequence[LineFacts],
) -> list[Allotted]:  # fmt: skip
    shares = [rate for rate, line in zip(likely, lines, strict=True) if not line.census]
    caps = [None if line.lots is None else max(1, floor(line.lots)) for line in sampled]
    wanted = [detection(cap, yardstick.detectable, yardstick.confidence) for cap in caps]
    floors = _lowered(wanted, max(len(sampled), floor(yardstick.floor_part * room)))
    sizes = _sizes(sampled)
    spreads = [
        size * line.harm * (rate * (1 - rate)) ** 0.5 for size, line, rate in zip(sizes, sampled, shares, strict=True)
    ]
    numbers = optimal(spreads, floors, caps, room)
    found = []
    for at, line in enumerate(sampled):
        one = Allotted(numbers[at], floors[at], shares[at])
        told = (
            *_found(line, shares[at], yardstick), _least(line, wanted[at], floors[at], yardstick),
            *_further(line, one, sizes[at]), *_dropping(line, yardstick),
        )  # fmt: skip
        found.append(
            replace(one, droppable=any(reason.code.startswith("number.drop") for reason in told), reasons=told)
        )
    return found


def _lowered(wanted: Sequence[int], most: int) -> list[int]:
    """The least numbers, lowered in proportion where they are more than `most` together; at least 1 each."""
    if sum(wanted) <= most:
        return list(wanted)
    return [1 + more for more in apportioned(most - len(wanted), [one - 1 for one in wanted])]


def _sizes(sampled: Sequence[LineFacts]) -> list[float]:
    """Lots of each line; where they are not known, as many as its number has in lines where they are."""
    known = [(line.lots, line.number) for line in sampled if line.lots is not None]
    lots, numbers = sum(one for one, _ in known), sum(number for _, number in known)
    per_sample = lots / numbers if lots else 1.0
    return [line.number * per_sample if line.lots is None else line.lots for line in sampled]


def _all_lots(line: LineFacts) -> int:
    return max(1, line.number if line.lots is None else ceil(line.lots))


def _census(line: LineFacts) -> Allotted:
    number = _all_lots(line)
    text = Text(f"逐批抽样，预计{number}批。", f"Every lot is sampled; about {number} are expected.")
    return Allotted(number, number, 0.0, reasons=(Reason("number.census", text),))


def _found(line: LineFacts, rate: float, yardstick: Yardstick) -> Iterable[Reason]:
    share, prior = f"{rate:.1%}", f"{yardstick.prior:g}"
    if line.tested:
        yield Reason("number.found", Text(
            f"随机抽取的{line.tested}个样品中{line.nonconforming}个不合格；结合同类产品和全计划"
            f"（各折合{prior}个样品），不合格率按{share}计。",
            f"{line.nonconforming} of {line.tested} samples drawn by chance did not conform; with the product's and "
            f"the programme's rate (each counting as {prior} samples) the rate is taken as {share}.",
        ))  # fmt: skip
    else:
        yield Reason("number.not_found", Text(
            f"尚无随机抽样结果；不合格率取自同类产品和全计划：{share}。",
            f"No sample drawn by chance is answered; the rate is the product's and the programme's: {share}.",
        ))  # fmt: skip


def _least(line: LineFacts, wanted: int, least: int, yardstick: Yardstick) -> Reason:
    sure, share = f"{yardstick.confidence:.0%}", f"{100 * yardstick.detectable:g}%"
    come = Text("", "") if line.lots is None else Text(f"（全年{line.lots:.0f}批）", f" of {line.lots:.0f} lots")
    if least == wanted:
        return Reason("number.floor", Text(
            f"最少{least}个：若{share}不合格{come.zh}，有{sure}的把握发现。",
            f"{least} at least: if {share}{come.en} do not conform, they find it with {sure} confidence.",
        ), _ISPM)  # fmt: skip
    seen = f"{1 - (1 - yardstick.confidence) ** (1 / least):.1%}"
    return Reason("number.floor_lowered", Text(
        f"要以{sure}的把握发现{share}的不合格率{come.zh}须{wanted}个；总数有限，最少数按比例降为{least}个，可发现{seen}。",
        f"To find {share}{come.en} with {sure} confidence takes {wanted}; the total leaves {least} at least, which "
        f"find {seen}.",
    ), _ISPM)  # fmt: skip


def _further(line: LineFacts, one: Allotted, size: float) -> Iterable[Reason]:
    more = one.number - one.floor
    if line.lots is None:
        yield Reason("number.lots_unknown", Text(
            f"申报批数不详，按原定数量折合约{size:.0f}批。",
            f"How many lots come is not known; taken as about {size:.0f}, by its number so far.",
        ))  # fmt: skip
    if more:
        yield Reason("number.optimal", Text(
            f"另加{more}个：按精确最优分配（约{size:.0f}批，权重{line.harm:g}），加在最能提高估计精度之处。",
            f"{more} more by exact optimal allocation (about {size:.0f} lots, weight {line.harm:g}): where they "
            f"make the whole more precise.",
        ), _WRIGHT)  # fmt: skip
    if line.lots is not None and one.number >= max(1, floor(line.lots)):
        yield Reason("number.capped", Text("不超过实际到货批数。", "No more than the lots that come."))


def _dropping(line: LineFacts, yardstick: Yardstick) -> Iterable[Reason]:
    if line.lots == 0:
        yield Reason("number.drop_no_trade", Text(
            "过去一年没有申报：可考虑不再列入。", "None was declared in the past year: the line may be dropped.",
        ))  # fmt: skip
    if line.tested:
        _, high = share_limits(line.nonconforming, line.tested, 2 * yardstick.certainty - 1)
        if high < yardstick.drop_below:
            yield Reason("number.drop_clean", Text(
                f"不合格率有{yardstick.certainty:.0%}的把握低于{high:.1%}（界限{yardstick.drop_below:.1%}）：可考虑不再列入。",
                f"Its rate is below {high:.1%} with {yardstick.certainty:.0%} certainty (policy: "
                f"{yardstick.drop_below:.1%}): the line may be dropped.",
            ))  # fmt: skip
