"""The ladder runs by itself from outcomes; what policy does not let it do, it proposes to headquarters."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from guomen.catalogue.queries import commodity_name, country_name, hazards, policy
from guomen.catalogue.terms import Channel
from guomen.consignments.queries import consignment as consignment_of
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, NotPermitted, OfficeLevel, Reason, Refusal, SubjectRef, Text
from guomen.surveillance.measures import events
from guomen.surveillance.measures.failures import failed_items, of_goods
from guomen.surveillance.measures.ladder import queries, rules
from guomen.surveillance.measures.ladder.terms import Key, Move, MoveKind, Position, Step
from guomen.surveillance.measures.models import LadderStep, Measure
from guomen.surveillance.measures.naming import item_name
from guomen.surveillance.measures.operations import impose_by_rule, impose_measure, lift_by_rule, lift_measure
from guomen.surveillance.measures.terms import MeasureKind

_LOCK = (0x676B, 1)


@transaction.atomic
def note_outcome(
    *,
    at: datetime,
    entry: int,
    consignment: int,
    facts: dict[str, Any],
    lines: Sequence[dict[str, Any]],
    again: bool = True,
) -> list[LadderStep]:
    """Move the ladders that an import's outcome bears on. An entry counts once; what is told again of a consignment,
    as after an appeal, takes the place of what was told first, and what rested on that is taken back.

    facts and lines: of the disposition, see decisions.terms. again: whether something may have been told of the
    consignment before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", list(_LOCK))
    if LadderStep.objects.filter(entry=entry).exists():
        return []
    today = at.astimezone(CIVIL_ZONE).date()
    moves = _moves(facts, lines, today)
    for key in queries.keys_moved_by(consignment) if again else ():
        moves.setdefault(key, MoveKind.CONFORMED)
    return [row for key, kind in moves.items() if (row := _moved(key, kind, consignment, entry, at)) is not None]


def _moves(facts: dict[str, Any], lines: Sequence[dict[str, Any]], today: date) -> dict[Key, MoveKind]:
    """What happened to which key: failures of the items, conformity of other keys of goods that conformed."""
    food = queries.ladder_goods(today)
    if not food:
        return {}
    digits = queries.digits(today)
    failed = failed_items(facts, lines)
    moves: dict[Key, MoveKind] = {}
    for line in lines:
        if not of_goods(line["goods_code"], food) or line["conforming"] is None:
            continue
        place = (line["goods_code"][:digits], line["origin"], line["producer"])
        for item in failed.get(line["item_no"], ()):
            moves[Key(*place, item)] = MoveKind.FAILED
        if line["conforming"]:
            for key in queries.keys_beside(*place):
                moves.setdefault(key, MoveKind.CONFORMED)
    return moves


def _moved(key: Key, kind: MoveKind, consignment: int, entry: int, at: datetime) -> LadderStep | None:
    """The key's new row; None where nothing changes and nothing needs to be remembered."""
    earlier = list(queries.rows_of(key))
    before = queries.position_in(earlier[-1] if earlier else None)
    if kind is MoveKind.CONFORMED and before.step is Step.NORMAL and not before.proposed:
        return None if not _told_before(earlier, consignment) else _step(key, kind, consignment, entry, at, earlier)
    return _step(key, kind, consignment, entry, at, earlier)


def _told_before(earlier: Sequence[LadderStep], consignment: int) -> bool:
    return any(queries.move_in(row).consignment == str(consignment) for row in earlier)


def _step(
    key: Key, kind: MoveKind, consignment: int, entry: int, at: datetime, earlier: Sequence[LadderStep]
) -> LadderStep:
    today = at.astimezone(CIVIL_ZONE).date()
    terms = queries.terms_for(key.hazard, today)
    before = queries.position_in(earlier[-1] if earlier else None)
    move = Move(kind, str(consignment))
    if _told_before(earlier, consignment):
        now = rules.position_of([*map(queries.move_in, earlier), move], terms)
    else:
        now = rules.after(before, move, terms)
    text = _outcome(key, kind, consignment, again=_told_before(earlier, consignment))
    reason = Reason(kind, text, rules.clause(before, now, kind), f"consignment:{consignment}")
    return _settle(key, before, now, reason, entry=entry, at=at, actor=None)


def _outcome(key: Key, kind: MoveKind, consignment: int, *, again: bool) -> Text:
    item = item_name(key.hazard)
    anew = Text("复验后更正：", "Corrected: ") if again else Text("", "")
    name = consignment_of(consignment).reference
    if kind is MoveKind.FAILED:
        return Text(f"{anew.zh}{name}：{item.zh}不合格", f"{anew.en}{name} failed on {item.en}")
    return Text(f"{anew.zh}{name}：合格", f"{anew.en}{name} conformed")


def _settle(
    key: Key, before: Position, now: Position, reason: Reason, *, entry: int, at: datetime, actor: Actor | None
) -> LadderStep:
    """Write where the key stands now, and see to it that the measures of its step stand and no others."""
    today = at.astimezone(CIVIL_ZONE).date()
    for kind in set(before.step.kinds) - set(now.step.kinds):
        _end(key, kind, reason, at=at, actor=actor)
    reasons, imposed = [reason], None
    for kind in now.step.kinds:
        if queries.standing(key, kind, today) is not None:
            continue
        try:
            with transaction.atomic():
                imposed = _begin(key, kind, reason, at=at, actor=actor)
        except Refusal as refusal:
            if actor is not None:
                raise
            reasons.append(Reason("ladder.not_imposed", refusal.problem, refusal.code))
    row = LadderStep.objects.create(
        **queries.fields_of(key),
        step=now.step,
        conforming_run=now.run,
        proposed=now.proposed,
        measure=imposed,
        reasons=[one.as_json() for one in reasons],
        entry=entry,
        moved_at=at,
    )
    if (now.step, now.proposed) != (before.step, before.proposed):
        _tell(row, reasons, at=at, actor=actor)
    return row


def _tell(row: LadderStep, reasons: Sequence[Reason], *, at: datetime, actor: Actor | None) -> None:
    measure = [SubjectRef("measure", row.measure.number)] if row.measure else []
    record(
        events.LADDER_MOVED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("ladder", str(row.pk)), *measure],
        payload={**queries.fields_of(queries.key_of(row)), "step": int(row.step), "proposed": row.proposed},
        reasons=reasons,
    )


def _begin(key: Key, kind: MeasureKind, reason: Reason, *, at: datetime, actor: Actor | None) -> Measure:
    today = at.astimezone(CIVIL_ZONE).date()
    about, item = _about(key), item_name(key.hazard)
    ground = f"{reason.text.zh} {reason.text.en}"
    text = Text(
        f"{about.zh}：{item.zh}不合格，{kind.text.zh}", f"{about.en}: failed on {item.en}; {kind.text.en.lower()}"
    )
    condition, hazard = queries.condition_of(key), key.hazard
    if kind is MeasureKind.SUSPEND_OR_BAN and actor is not None:
        public = Text(f"{about.zh}暂停进口", f"{about.en}: import is suspended")
        return impose_measure(
            actor=actor, at=at, kind=kind, condition=condition, hazard=hazard if hazard in hazards() else "",
            orders=Channel.REFUSE, valid_from=today, text=text, public=public, ground=ground,
        )  # fmt: skip
    if kind is MeasureKind.PER_LOT_REPORT:
        public = Text(f"{about.zh}须逐批提交{item.zh}检验报告", f"{about.en}: a test report on {item.en} for every lot")
        return impose_by_rule(
            at=at, kind=kind, condition=condition, hazard=hazard, orders=Channel.DOCUMENT, text=text, public=public,
            ground=ground,
        )  # fmt: skip
    tests = [{"analyte": item.en, "analyte_zh": item.zh, "hazard": hazard}] if hazard in hazards() else []
    rate = policy("surveillance.ladder.sampling_rate", on=today).number
    # What no laboratory tests for (an item that the catalogue does not know) is looked for in the goods.
    orders = Channel.SAMPLE if tests else Channel.PHYSICAL
    return impose_by_rule(
        at=at, kind=MeasureKind.RAISE_SAMPLING, condition=condition, hazard=hazard, orders=orders, text=text,
        ground=ground, tests=tests, rate=rate,
    )  # fmt: skip


def _end(key: Key, kind: MeasureKind, reason: Reason, *, at: datetime, actor: Actor | None) -> None:
    standing = queries.standing(key, kind, at.astimezone(CIVIL_ZONE).date())
    if standing is None:
        return
    if actor is None:
        lift_by_rule(at=at, number=standing.number, ground=reason.text)
    else:
        lift_measure(actor=actor, at=at, number=standing.number, ground=reason.text)


def _about(key: Key) -> Text:
    goods, origin = commodity_name(key.goods), country_name(key.origin) if key.origin else Text("", "")
    zh = "，".join(part for part in (f"{goods.zh} {key.goods}", origin.zh, key.producer) if part)
    return Text(zh, ", ".join(part for part in (f"{goods.en} {key.goods}", origin.en, key.producer) if part))


@transaction.atomic
def decide_step(*, actor: Actor, at: datetime, row: int, approve: bool, ground: str) -> LadderStep:
    """Headquarters takes the proposed step, or declines it.

    Raises NotPermitted (capability, not headquarters), Missing, Refusal (nothing proposed, no ground).
    """
    kind = MoveKind.APPROVED if approve else MoveKind.DECLINED
    return _decided(actor, at, row, Move(kind), ground)


@transaction.atomic
def resume_import(*, actor: Actor, at: datetime, row: int, step: Step, ground: str) -> LadderStep:
    """Headquarters resumes suspended import on a lower step (Art. 36(3)).

    Raises NotPermitted (capability, not headquarters), Missing, Refusal (not suspended, no ground).
    """
    return _decided(actor, at, row, Move(MoveKind.RESUMED, step=step), ground)


def _decided(actor: Actor, at: datetime, row: int, move: Move, ground: str) -> LadderStep:
    require(actor, Capability.IMPOSE_MEASURE)
    if actor.office is None or actor.office.level != OfficeLevel.HEADQUARTERS:
        raise NotPermitted(
            "ladder.headquarters",
            Text("须由总署决定。", "Headquarters decides this."),
            Text("请报请总署。", "Leave it to headquarters."),
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", list(_LOCK))
    key = queries.key_of(queries.step(row))
    before = queries.position_in(queries.rows_of(key).last())
    resuming = move.kind is MoveKind.RESUMED
    fault = rules.resuming_fault(before, move.step, ground) if resuming else rules.deciding_fault(before, ground)
    if fault is not None:
        raise fault
    now = rules.after(before, move, queries.terms_for(key.hazard, at.astimezone(CIVIL_ZONE).date()))
    said = Text(ground.strip(), ground.strip())
    reason = Reason(move.kind, said, rules.clause(before, now, move.kind), f"step:{int(move.step)}")
    entry = record(
        f"surveillance.{move.kind}",
        actor=actor,
        at=at,
        subjects=[SubjectRef("ladder", str(row))],
        payload={**queries.fields_of(key), "ground": ground.strip(), "step": int(now.step)},
        reasons=[reason],
    )
    return _settle(key, before, now, reason, entry=entry.pk, at=at, actor=actor)
