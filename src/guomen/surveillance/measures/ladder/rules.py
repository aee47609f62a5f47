"""Moving on the ladder (GACC Decree 249 Art. 34-36). Pure: where a key stands follows from what happened to it."""

from collections.abc import Iterable
from functools import reduce

from guomen.kernel.terms import Refusal, Text
from guomen.surveillance.measures.ladder.terms import Move, MoveKind, Position, Step, Terms

# The clause of each change of step.
_CLAUSES = {
    (0, 1): "海关总署令第249号第三十四条第（一）项",
    (1, 2): "海关总署令第249号第三十四条第（二）项",
    (2, 3): "海关总署令第249号第三十五条第（三）项",
    (1, 0): "海关总署令第249号第三十六条第（一）项",
    (2, 0): "海关总署令第249号第三十六条第（二）项",
}
_RESUMED = "海关总署令第249号第三十六条第（三）项"


def after(position: Position, move: Move, terms: Terms) -> Position:
    """Where a key stands after one more thing has happened."""
    step = position.step
    if move.kind is MoveKind.FAILED:
        return _failed(position, terms)
    if move.kind is MoveKind.CONFORMED:
        return _conformed(position, terms)
    if move.kind is MoveKind.DECLINED:
        return Position(step, position.run)
    if move.kind is MoveKind.RESUMED:
        return Position(move.step)
    return Position(Step(step + 1)) if position.proposed else position


def _failed(position: Position, terms: Terms) -> Position:
    """A further failure asks for the next step; import is suspended only for items of safety and the like."""
    if position.step is Step.SUSPENDED:
        return position
    upper = Step(position.step + 1)
    if upper is Step.SUSPENDED and not terms.serious:
        return Position(position.step)
    return Position(upper) if upper in terms.by_itself else Position(position.step, proposed=True)


def _conformed(position: Position, terms: Terms) -> Position:
    """Enough conforming lots in a row end steps 1 and 2; suspended import brings no lots."""
    if position.step in (Step.NORMAL, Step.SUSPENDED):
        return position
    run = position.run + 1
    return Position() if run >= terms.enough[position.step] else Position(position.step, run, position.proposed)


def position_of(moves: Iterable[Move], terms: Terms) -> Position:
    """Where a key stands after all that happened; what is told again of a consignment takes its first place."""
    told: dict[object, Move] = {}
    for number, move in enumerate(moves):
        told[move.consignment or number] = move
    return reduce(lambda position, move: after(position, move, terms), told.values(), Position())


def clause(before: Position, now: Position, kind: MoveKind) -> str:
    """The clause that the change rests on; empty where the step stays."""
    if kind is MoveKind.RESUMED:
        return _RESUMED
    upper = before.step + 1 if now.proposed and not before.proposed else int(now.step)
    return _CLAUSES.get((int(before.step), upper), "")


def deciding_fault(position: Position, ground: str) -> Refusal | None:
    """Why no proposal can be decided; None where it can."""
    if not position.proposed:
        return Refusal(
            "ladder.nothing_proposed",
            Text("没有待决定的升级提议。", "No step is proposed here."),
            Text("请刷新清单。", "Look at the list again."),
        )
    return _ground_fault(ground)


def resuming_fault(position: Position, step: Step, ground: str) -> Refusal | None:
    """Why import cannot be resumed on this step; None where it can."""
    if position.step is not Step.SUSPENDED or step is Step.SUSPENDED:
        return Refusal(
            "ladder.not_suspended",
            Text("只有暂停进口的可以恢复至较低阶梯。", "Only suspended import is resumed, on a lower step."),
            Text("请核对其当前阶梯。", "Look at the step on which it stands."),
        )
    return _ground_fault(ground)


def _ground_fault(ground: str) -> Refusal | None:
    if ground.strip():
        return None
    return Refusal(
        "ladder.needs_ground",
        Text("须说明理由。", "A ground is needed."),
        Text("请填写评估结论。", "Write what the assessment found."),
    )
