"""Where a consignment stands, in one word, for lists: what was decided of it, else what it waits for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from guomen.catalogue.terms import Channel
from guomen.consignments.models import Consignment
from guomen.decisions.models import Disposition
from guomen.decisions.terms import DispositionKind
from guomen.kernel.terms import Text
from guomen.targeting.models import Assignment
from guomen.targeting.queries import assignments
from guomen.targeting.terms import Instruction

CANCELLED = Text("已撤销", "cancelled")
READING = Text("受理中", "being read")
# What a channel means to the person who waits for the goods.
WAITING = {
    Channel.RELEASE: Text("等待放行", "about to be released"),
    Channel.DOCUMENT: Text("单证审核中", "documents are being checked"),
    Channel.IDENTITY: Text("需配合核对货证", "goods are to be shown"),
    Channel.PHYSICAL: Text("需配合现场查验", "goods are to be inspected"),
    Channel.SAMPLE: Text("需配合抽样送检", "goods are to be sampled"),
    Channel.HOLD: Text("暂扣，等待处置决定", "held, a decision will follow"),
    Channel.REFUSE: Text("不予准入，等待处置决定", "not admitted, a decision will follow"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A code for the badge, the words, the channel assigned (None before), and what is asked of the trader."""

    code: str
    text: Text
    channel: Channel | None = None
    asked: tuple[Text, ...] = ()


def standings(rows: Iterable[Consignment], seen: QuerySet[Disposition]) -> dict[int, Standing]:
    """Where each consignment stands, read in two queries; `seen` are the dispositions that the reader may know of."""
    wanted = {row.pk: row for row in rows}
    decided = assignments(list(wanted))
    issued = {one.consignment_id: one for one in seen.filter(consignment__in=list(wanted), state="issued")}
    return {key: _standing(row, decided.get(key), issued.get(key)) for key, row in wanted.items()}


def _standing(row: Consignment, decided: Assignment | None, issued: Disposition | None) -> Standing:
    channel = Channel(decided.channel) if decided else None
    if row.status == "cancelled":
        return Standing("withdrawn", CANCELLED, channel)
    if issued is not None:
        kind = DispositionKind(issued.kind)
        return Standing(str(kind), kind.text, channel)
    if decided is None or channel is None:
        return Standing("pending", READING)
    return Standing(str(channel), WAITING[channel], channel, tuple(_asked(decided)))


def _asked(decided: Assignment) -> Iterable[Text]:
    instructions = (Instruction.from_json(one) for line in decided.lines for one in line["instructions"])
    return dict.fromkeys(one.text for one in instructions if one.asked_of_trader)
