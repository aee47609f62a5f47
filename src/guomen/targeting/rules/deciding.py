"""One declaration's decision: ask every stage, draw, combine."""

from dataclasses import replace
from datetime import date
from typing import Any

from guomen.catalogue.terms import Channel, strictest
from guomen.consignments.terms import Declaration
from guomen.targeting.draws.rules import CONTROL_ARM, LOT_DRAW, Draw
from guomen.targeting.rules.combining import (
    CONTROL,
    combine_line,
    consignment_arm,
    left_to_chance,
    probability,
)
from guomen.targeting.rules.docket import Docket, Stage, lines_of
from guomen.targeting.rules.history import NO_HISTORY
from guomen.targeting.rules.learning import NOTHING_LEARNED, Learnt, LineLearnt, learn
from guomen.targeting.rules.rule import Line
from guomen.targeting.rules.selecting import Arms
from guomen.targeting.rules.staged import FOLLOWED_BY, followed_by
from guomen.targeting.rules.stages import DERIVED, OF_LINES, OF_RULES, RANDOM_ARMS, SELECTION, UNCERTAIN
from guomen.targeting.terms import Decision, LineDecision, Ruling


def decide(
    docket: Docket,
    declaration: Declaration,
    drawn_on: date,
    draw: Draw,
    commitment: str,
    learnt: Learnt | None = None,
) -> Decision:
    """The channel of a declaration with all reasons.

    drawn_on: the day on which its shipment was first declared, whose secret draws. draw: draws its numbers, one for
    the control arm and one for the lot, which is held against the rate of every line.
    learnt: what models say of it, where they were asked already. Raises Refusal where a policy that is needed is
    missing.
    """
    if learnt is None:
        (learnt,) = learn(docket, [(declaration, drawn_on)]) if docket.learned else (NOTHING_LEARNED,)
    lines = lines_of(declaration, drawn_on)
    law_day = docket.rulebook.law_day(declaration.declared_on or drawn_on)
    arms: Arms = docket.ask(
        RANDOM_ARMS,
        (docket.ask(SELECTION, (declaration.office, law_day)), declaration.office, law_day),
    )
    shares = [(float(arm.chance(learnt.highest)), arm.channel) for arm in arms]
    uniform = draw(CONTROL_ARM) if any(0.0 < share < 1.0 for share, _ in shares) else None
    picked = [channel for share, channel in shares if share >= 1.0 or (uniform is not None and uniform < share)]
    control_rate = max(share for share, _ in shares)
    decided = [
        _line_decision(
            docket,
            line,
            draw,
            control_rate,
            strictest(picked) if picked else None,
            of_line,
        )
        for line, of_line in zip(lines, learnt.of(len(lines)), strict=True)
    ]
    if beside := docket.same_day.get((declaration.sender, declaration.reference)):
        decided = [replace(line, same_day=count) for line, count in zip(decided, beside, strict=True)]
    return Decision(
        channel=strictest(line.channel for line in decided),
        probability=probability(control_rate, [line.rate for line in decided]),
        arm=consignment_arm(line.arm for line in decided),
        edition=docket.rulebook.edition,
        drawn_on=drawn_on,
        commitment=commitment,
        control_rate=control_rate,
        uniform=uniform,
        lines=tuple(decided),
        reasons=(CONTROL,) if picked else (),
        paces=learnt.paces,
        asked=learnt.asked,
        shadows=learnt.shadows,
    )


def _line_decision(
    docket: Docket,
    line: Line,
    draw: Draw,
    control_rate: float,
    control: Channel | None,
    learnt: LineLearnt,
) -> LineDecision:
    history = derive(docket, line)
    rulings = rulings_on(docket, line)
    uniform = draw(LOT_DRAW) if left_to_chance(rulings) else None
    decided = combine_line(
        line["item_no"], rulings, uniform, control_rate, control, history, learnt.rulings, learnt.value
    )
    followed = line["followed"]
    return replace(decided, schemes=followed.schemes) if followed else decided


def derive(docket: Docket, line: Line) -> int | None:
    """Add what follows from the line's own facts; gives the sampling state that was read."""
    history = docket.histories.get((line["importer"], line["heading"], line["origin"]), NO_HISTORY)
    line.update(
        record=history.outcomes,
        lot=int(line["quantity"] or 0) or None,
        followed=followed_by(docket.schemes, *(line[name] for name in FOLLOWED_BY)),
    )
    for stage in DERIVED:
        line[stage.name] = docket.ask(stage, _key(stage, line))
    rate = line["yuan_rate"]
    line["value"] = None if rate is None or line["declared_value"] is None else line["declared_value"] * rate
    return history.state


def rulings_on(docket: Docket, line: Line) -> list[Ruling]:
    """Every stage's ruling on a line, in their order."""
    given: list[tuple[int, int, Ruling]] = []
    for hit in docket.rulebook.matcher.hits(line):
        stage = OF_RULES[hit.rule.kind] if hit.certain else UNCERTAIN
        ruling = docket.ask(stage, _key(stage, line), hit.rule)
        if ruling is not None:
            given.append((stage.place, hit.rule.position, ruling))
    for stage in OF_LINES:
        ruling = docket.ask(stage, _key(stage, line))
        if ruling is not None:
            given.append((stage.place, 0, ruling))
    given.sort(key=lambda entry: entry[:2])
    return [ruling for _, _, ruling in given]


def _key(stage: Stage, line: Line) -> tuple[Any, ...]:
    return tuple([line[column] for column in stage.columns])
