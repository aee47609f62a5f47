"""guomen sampling curve, guomen sampling states."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from guomen.catalogue.terms import PlanKind
from guomen.targeting.plans.rules.building import machine
from guomen.targeting.plans.rules.machine import Machine, automaton
from guomen.targeting.plans.rules.telling import moves_told, standing_told

if TYPE_CHECKING:
    from guomen.targeting.plans.rules.chain import LongRun

# What may be asked for: the kinds, and the continuous plans and the imported food scheme by their usual names.
NAMES = {str(kind).replace("_", "-"): kind for kind in PlanKind} | {
    "csp-1": PlanKind.CSP_1,
    "csp-2": PlanKind.CSP_2,
    "csp-3": PlanKind.CSP_3,
    "ifis": PlanKind.STEPS,
    "aql": PlanKind.SWITCHING,
}
SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5)
_SHARE = click.FloatRange(0, 1, min_open=True)
_LOTS = click.IntRange(1, 200)


def _numbers(command: Callable[..., None]) -> Callable[..., None]:
    """The options that describe a plan."""
    for option in reversed(
        (
            click.option("--plan", "name", required=True, type=click.Choice(sorted(NAMES)), help="Kind of plan."),
            click.option("--i", "i", type=_LOTS, help="Lots in a row that qualify."),
            click.option("--f", "f", type=_SHARE, help="Share looked at once qualified."),
            click.option("--i2", type=_LOTS, help="Lots in a row to the next share (skip-lot, steps)."),
            click.option("--f2", type=_SHARE, help="The next or last share (skip-lot, steps)."),
            click.option("--back", type=_LOTS, help="Lots in a row out of interruption (skip-lot)."),
            click.option("--points", type=click.IntRange(2, 3), help="Switching score of an accepted lot (switching)."),
            click.option("--json", "as_json", is_flag=True, help="Answer as JSON."),
        )
    ):
        command = option(command)
    return command


def _plan(name: str, **numbers: Any) -> Machine:
    try:
        return machine(NAMES[name], **numbers)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from wrong


@click.command("curve")
@click.option("--p", "shares", multiple=True, type=click.FloatRange(0, 1), help="A share of nonconforming lots.")
@_numbers
def curve_command(shares: tuple[float, ...], name: str, as_json: bool, **numbers: Any) -> None:
    """What a plan comes to in the long run, exactly: share of lots looked at, AOQ, AOQL, by its Markov chain.

    \b
    guomen sampling curve --plan csp-3 --i 10 --f 0.1
    guomen sampling curve --plan ifis --p 0.01 --p 0.05 --json
    """
    from guomen.targeting.plans.rules.chain import curve, outgoing_limit

    plan = _plan(name, **numbers)
    points, limit = curve(plan, shares or SHARES), outgoing_limit(plan)
    if as_json:
        told = {
            "plan": plan.title.en, "kind": str(plan.kind), "aoql": limit.outgoing, "aoql_at": limit.p,
            "points": [_as_json(point) for point in points],
        }  # fmt: skip
        click.echo(json.dumps(told))
        return
    click.echo(f"{plan.title.en}: AOQL {limit.outgoing:.4%} at p = {limit.p:.4f}")
    click.echo("       p  looked at   passes unseen  while not every lot is looked at")
    for point in points:
        click.echo(f"{point.p:8.4f}   {point.inspected:8.4f}   {point.outgoing:13.6f}  {point.sampled:8.4f}")


def _as_json(point: "LongRun") -> dict[str, Any]:
    return {
        "p": point.p,
        "inspected": point.inspected,
        "aoq": point.outgoing,
        "sampled": point.sampled,
        "states": {str(state): share for state, share in point.states.items()},
    }


@click.command("states")
@click.option("--record", default="", help="Outcomes, oldest first: 1 conforming, 0 not.")
@_numbers
def states_command(record: str, name: str, as_json: bool, **numbers: Any) -> None:
    """The states of a plan, what leads from one to another, and where a record stands.

    \b
    guomen sampling states --plan csp-1 --i 10 --f 0.1
    guomen sampling states --plan skip-lot --record 11111111110111 --json
    """
    plan = _plan(name, **numbers)
    try:
        place = automaton(plan).fold(record)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--record") from wrong
    stands = automaton(plan).standings[place]
    moves = moves_told(plan)
    if as_json:
        told = {
            "plan": plan.title.en, "kind": str(plan.kind), "record": record, "state": str(stands.state),
            "rate": stands.rate, "severity": stands.severity, "told": standing_told(plan, place).as_json(),
            "states": [
                {"state": str(one.state), "rate": one.rate, "severity": one.severity, **text.as_json()}
                for one, text in moves
            ],
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one, text in moves:
        click.echo(f"{one.state.text.en} ({one.rate:.4g} of lots): {text.en}")
    click.echo(f"record {record or '(none)'} stands at {standing_told(plan, place).en}")
