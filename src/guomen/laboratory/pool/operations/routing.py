"""Giving samples to laboratories: all that wait at once by the solver, or one by whoever may choose."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils import timezone

from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Reason, Refusal, SubjectRef, Text
from guomen.laboratory.models import Sample
from guomen.laboratory.pool import events, queries
from guomen.laboratory.pool.models import Route, Routing
from guomen.laboratory.pool.queries.routes import MOVABLE, Candidate, Market
from guomen.laboratory.pool.rules import place
from guomen.laboratory.pool.rules.routing import NOBODY
from guomen.laboratory.pool.terms import RoutedBy
from guomen.laboratory.queries import sample as sample_of

Rows = list[list[Candidate | None]]
OBJECTIVE = Text(
    "总费用最小：检测费 + 路程 + 等待时间（元），不超过各实验室的余量",
    "Least cost in all: price of the tests + way + time until the result (CNY), nobody beyond their room",
)


@transaction.atomic
def route_samples(*, actor: Actor, at: datetime, samples: Sequence[int] | None = None) -> Routing:
    """Give every waiting sample (or those named) to the qualified laboratory that costs least in all.

    A sample goes whole to one body. What nobody takes stays waiting, and the routing says why.
    """
    require(actor, Capability.MANAGE_LABORATORY)
    rows = queries.waiting_samples(actor).select_for_update(of=("self",), skip_locked=True)
    waiting = list(rows if samples is None else rows.filter(pk__in=samples))
    market = Market(timezone.localdate(at))
    choices = [market.candidates(one) for one in waiting]
    costs = np.array([[np.inf if one is None else one.cost for one in row] for row in choices], dtype=np.float64)
    tests = np.array([len(one.requests.all()) for one in waiting], dtype=np.int64)
    placed = place(costs.reshape(len(waiting), len(market.bodies)), tests, market.room)
    routing = Routing.objects.create(
        at=at, run_by=actor, objective=OBJECTIVE.as_json(),
        weights={"km": market.weights.km, "hour": market.weights.hour},
        value=placed.value, bound=placed.bound, gap=placed.gap,
        unplaced=[_unplaced(one, row, market) for one, row, to in zip(waiting, choices, placed.bodies, strict=True)
                  if to == NOBODY],
    )  # fmt: skip
    _send(waiting, choices, placed.bodies, routing, actor, at)
    record(
        events.SAMPLES_ROUTED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("sample", one.label) for one, to in zip(waiting, placed.bodies, strict=True) if to >= 0],
        payload={"routing": routing.pk, "samples": len(waiting), "unplaced": len(routing.unplaced), "gap": placed.gap},
    )
    return routing


def _send(
    waiting: list[Sample], choices: Rows, bodies: "np.ndarray[tuple[int], np.dtype[np.int64]]", routing: Routing,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    routes, moved = [], []
    for sample, row, to in zip(waiting, choices, bodies, strict=True):
        chosen = None if to == NOBODY else row[to]
        if chosen is None:
            continue
        others = sorted(one.cost for one in row if one is not None and one is not chosen)
        routes.append(_route(sample, chosen, RoutedBy.SOLVER, _why(chosen, others), actor, at, routing))
        moved += [sample] if _move(sample, chosen) else []
    Route.objects.bulk_create(routes, batch_size=1000)
    Sample.objects.bulk_update(moved, ["laboratory"], batch_size=1000)


def _move(sample: Sample, chosen: Candidate) -> bool:
    """A body of the agency's own tests the sample itself; another's report is taken in as an outside report."""
    office = chosen.body.office
    if office is None or sample.laboratory_id == office.pk:
        return False
    sample.laboratory = office
    return True


def _route(
    sample: Sample, chosen: Candidate, by: RoutedBy, why: list[Reason], actor: Actor, at: datetime,
    routing: Routing | None = None,
) -> Route:  # fmt: skip
    return Route(
        sample=sample, body=chosen.body, routing=routing, by=by, km=chosen.km, hours=chosen.hours, price=chosen.price,
        reasons=[reason.as_json() for reason in why], actor=actor, at=at,
    )  # fmt: skip


def _why(chosen: Candidate, others: list[float]) -> list[Reason]:
    way_zh = "距离未知" if chosen.km is None else f"{chosen.km:.0f} 公里"
    way_en = "way unknown" if chosen.km is None else f"{chosen.km:.0f} km"
    said = [
        Reason(
            "laboratory.route.cost",
            Text(
                f"{chosen.body.name_zh}：检测费 {chosen.price} 元，{way_zh}，{chosen.hours:.0f} 小时，"
                f"折合 {chosen.cost:.0f} 元。",
                f"{chosen.body.name_en}: CNY {chosen.price} for the tests, {way_en}, {chosen.hours:.0f} hours: "
                f"CNY {chosen.cost:.0f} in all.",
            ),
        )
    ]
    if others and others[0] < chosen.cost:
        said.append(
            Reason(
                "laboratory.route.room",
                Text(
                    f"更便宜的实验室（{others[0]:.0f} 元）余量留给了总体上更需要的样品。",
                    f"A cheaper laboratory (CNY {others[0]:.0f}) had its room go to samples that gain more by it.",
                ),
            )
        )
    elif not others:
        said.append(
            Reason("laboratory.route.only", Text("没有其他具备资质的实验室。", "No other laboratory qualifies."))
        )
    return said


def _unplaced(sample: Sample, row: list[Candidate | None], market: Market) -> dict[str, object]:
    if any(row):
        why = Text("具备资质的实验室均无余量。", "Every laboratory that qualifies is full.")
    else:
        names = ", ".join(market.lacking(sample))
        why = Text(f"没有一家获认可的实验室能承检：{names}。", f"No one accredited laboratory tests: {names}.")
    return {"sample": sample.label, **why.as_json()}


@transaction.atomic
def choose_body(*, actor: Actor, at: datetime, label: str, code: str, reason: str, by: RoutedBy) -> Route:
    """Send one sample to the body that the enterprise or an officer chose.

    Raises Conflict once a laboratory has taken the sample in, Refusal where that body does not qualify or without a
    reason.
    """
    require(actor, Capability.INSPECT if by is RoutedBy.ENTERPRISE else Capability.MANAGE_LABORATORY)
    seen = sample_of(actor, label)
    sample = Sample.objects.select_for_update(of=("self",)).select_related("office", "laboratory").get(pk=seen.pk)
    if sample.state not in MOVABLE:
        raise Conflict(
            "laboratory.route_late",
            Text(
                "样品已由实验室接收，不能改送。", "A laboratory has taken the sample in: it cannot be sent elsewhere."
            ),
            Text("如确需改送，请先由该实验室拒收或取消。", "Have that laboratory refuse or cancel it first."),
        )
    chosen = next((one for one in queries.candidates(sample, timezone.localdate(at)) if one.body.code == code), None)
    if chosen is None:
        raise Refusal(
            "laboratory.body_unqualified",
            Text("该机构不具备全部项目的认可资质，或资格不在有效期。",
                 "That body is not accredited for every test of the sample, or not in good standing."),
            Text("请从所列机构中选择。", "Choose one of the bodies that are listed."),
        )  # fmt: skip
    if not reason.strip():
        raise Refusal(
            "laboratory.route_reason",
            Text("指定实验室须说明理由。", "Choosing a laboratory needs a reason."),
            Text("请写明（如：企业就近自选）。", "State it (for instance: the enterprise chose the nearest)."),
        )
    why = [*_why(chosen, []), Reason("laboratory.route.chosen", Text(reason.strip(), reason.strip()))]
    route = _route(sample, chosen, by, why[:1] + why[-1:], actor, at)
    route.save()
    if _move(sample, chosen):
        sample.save(update_fields=["laboratory"])
    record(
        events.BODY_CHOSEN,
        actor=actor,
        at=at,
        subjects=[SubjectRef("sample", sample.label), SubjectRef("body", code)],
        payload={"sample": sample.label, "body": code, "by": by.value, "reason": reason.strip()},
    )
    return route
