"""Drawing samples that a programme asks for outside declarations: of a pick, or bought in the market."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from guomen.inspection.operations.sampling import analyte_of
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, OfficeLevel, Refusal, SubjectRef, Text
from guomen.laboratory import operations as laboratory
from guomen.laboratory.terms import Hand, Kept, LimitKind, Purpose, Requested, SamplingPlan, read_limit
from guomen.supervision.programmes.models import Line, Pick, ProgrammeSample, Share
from guomen.supervision.programmes.operations.drafting import civil_day
from guomen.supervision.programmes.operations.hearing import tell_counted
from guomen.supervision.programmes.operations.picking import held_pick, running_share
from guomen.supervision.programmes.queries.drawing import share_of
from guomen.supervision.programmes.terms import PickState
from guomen.targeting.terms import stated_limit


@transaction.atomic
def draw_programme_sample(
    *,
    actor: Actor,
    at: datetime,
    hand: Hand,
    share: int | None = None,
    pick: int | None = None,
    goods_code: str = "",
    origin: str = "",
    producer: str = "",
    description: str = "",
    units: int = 1,
    handed_to: Hand | None = None,
    plan: SamplingPlan | None = None,
    kept: Kept | None = None,
) -> str:
    """Draw a sample of a pick (its chance is the pick's), or by hand for a running share (no chance); gives its label.

    goods_code "": the first that the line names. Raises Missing, NotPermitted, Conflict (pick settled, share not
    running), Refusal (goods or origin that the line does not name).
    """
    picked = held_pick(actor, pick) if pick is not None else None
    held = picked.share if picked is not None else running_share(share_of(actor, share or 0).pk, civil_day(at))
    require(actor, Capability.INSPECT, held.office)
    line, goods = held.line, goods_code or held.line.goods[0]
    _of_the_line(line, goods, origin)
    subject = SubjectRef.parse(picked.subject) if picked else SubjectRef("programme", str(line))
    described = description.strip() or (picked.name if picked else line.name_zh)
    label = _ordered(actor, at, held, subject, goods, described, units)
    laboratory.draw_sample(actor=actor, at=at, label=label, scanned=label, hand=hand, plan=plan, kept=kept)
    if handed_to is not None:
        laboratory.hand_over_sample(actor=actor, at=at, label=label, scanned=label, hand=handed_to)
    row = ProgrammeSample.objects.create(
        line=line, share=held, pick=picked, label=label, subject=str(subject), office=held.office, goods_code=goods,
        origin=origin, producer=subject.key[:80] if picked else producer.strip()[:80],
        chance=picked.chance if picked else None, drawn_at=at,
    )  # fmt: skip
    if picked is not None:
        Pick.objects.filter(pk=picked.pk).update(state=PickState.DRAWN)
    tell_counted(row, actor, at)
    return label


def _ordered(
    actor: Actor, at: datetime, share: Share, subject: SubjectRef, goods: str, description: str, units: int
) -> str:
    """The label of a sample ordered for a share, from the laboratory of its bureau."""
    office, on = share.office, civil_day(at)
    return laboratory.order_sample(
        actor=actor, at=at, subject=subject, office=office,
        laboratory=office.parent if office.level == OfficeLevel.BRANCH else office, goods_code=goods,
        description=description, requests=_requests(share.line.tests, goods, on), units=units,
        purpose=Purpose.PROGRAMME, requester=str(share.line),
    ).label  # fmt: skip


def _of_the_line(line: Line, goods: str, origin: str) -> None:
    if not goods.startswith(tuple(line.goods)):
        raise Refusal(
            "sample.other_goods",
            Text(f"商品编号{goods}不属于该品种。", f"The goods code {goods} is not of this line."),
            Text(
                f"请填写以{'、'.join(line.goods)}开头的编号。", f"State one that begins with {', '.join(line.goods)}."
            ),
        )
    if line.origins and origin and origin not in line.origins:
        raise Refusal(
            "sample.other_origin",
            Text(f"产地{origin}不属于该品种。", f"Goods of {origin} are not of this line."),
            Text(f"请抽取{'、'.join(line.origins)}的产品。", f"Draw goods of {', '.join(line.origins)}."),
        )


def _requests(tests: Sequence[dict[str, Any]], goods: str, on: date) -> list[Requested]:
    """The line's tests; where it states no limit, that of the law is looked up."""
    asked = []
    for test in tests:
        limit = read_limit(stated_limit(test), unit=str(test.get("unit", "") or ""))
        asked.append(
            Requested(
                analyte_of(str(test["analyte"]), goods, on), on, limit=None if limit.kind is LimitKind.NONE else limit
            )
        )
    return asked
