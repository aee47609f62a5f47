"""guomen estimates: what targeting misses, and what another policy would have caught."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click
from django.utils import timezone

from guomen.kernel.web.terminal import refusals_told

_day = click.DateTime(formats=["%Y-%m-%d"])
_since = click.option("--since", type=_day, help="First day. Default: 90 days ago.")
_until = click.option("--until", type=_day, help="Day after the last. Default: tomorrow.")
_office = click.option("--office", "offices", multiple=True, help="Code of an office; may be repeated. Default: all.")
_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
Opener = Callable[[], None]


@click.group()
def estimates() -> None:
    """What targeting finds, what it misses, and what another policy would have caught.

    Everything rests on the log of decisions: each line's chance of being looked at is recorded with it, so that what
    the random arm finds speaks for what nobody opened. Every figure has an interval; where the log cannot answer it
    says what is missing.
    """


@estimates.command()
@_since
@_until
@_office
@click.option(
    "--by",
    default="heading",
    help="Group by heading, chapter, origin, enterprise_class, office or band.",
    type=click.Choice(["heading", "chapter", "origin", "enterprise_class", "product_risk", "office", "band"]),
)
@_json
@click.pass_obj
def leakage(open_database: Opener, since: datetime | None, until: datetime | None, offices: tuple[str, ...], by: str,
            as_json: bool) -> None:  # fmt: skip
    """Prevalence, hit rate of each arm, and what passed unseen, in all and by group.

    \b
    guomen estimates leakage --since 2018-01-01 --until 2018-07-01 --by origin
    guomen estimates leakage --office 120100 --json

    Exit status 0: answered. 1: the log cannot answer (what is missing is said). 2: usage.
    """
    open_database()
    from guomen.catalogue.queries import policy
    from guomen.targeting.estimates.rules.studies import study

    frame, last, _days = _log(since, until, offices, as_json)
    sensitivity = policy("targeting.test_sensitivity", on=last).number
    cost = {name: policy(f"targeting.cost.{name}", on=last).number for name in ("identity", "physical", "sample")}
    found = study(frame, by, cost, sensitivity=sensitivity, most=1000)
    _say(_finite(asdict(found)) if as_json else _told(found), as_json)
    sys.exit(0 if found.leakage is not None else 1)


@estimates.command("what-if")
@_since
@_until
@_office
@click.option(
    "--share",
    "shares",
    multiple=True,
    type=click.FloatRange(0, 1),
    default=(0.02, 0.05, 0.1),
    help="Share of all lines to take by the model's value; may be repeated. Default: 0.02, 0.05 and 0.1.",
)
@click.option(
    "--random",
    "random",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    help="Rate at which the rest is drawn.",
)
@_json
@click.pass_obj
def what_if(open_database: Opener, since: datetime | None, until: datetime | None, offices: tuple[str, ...],
            shares: tuple[float, ...], random: float, as_json: bool) -> None:  # fmt: skip
    """How many nonconforming lines another policy would have found among those of the log.

    The policy leaves what is mandatory as it is, takes the highest values of the recorded model up to a share of all
    lines and draws the rest at a rate. Three estimators: inverse probability, self-normalised, doubly robust.

    \b
    guomen estimates what-if --share 0.05 --share 0.1 --random 0.02

    Exit status 0: answered. 1: the overlap is too thin for one of them (how long to wait is said). 2: usage.
    """
    open_database()
    from guomen.targeting.estimates.queries import limits_on
    from guomen.targeting.estimates.rules.what_if import what_if as ask

    frame, last, days = _log(since, until, offices, as_json)
    answers = ask(frame, shares, random, limits_on(last), days=days)
    told = [
        {
            "share": one.share,
            "random": one.random,
            "looks": one.looks,
            "result": None if one.result is None else _finite(asdict(one.result)),
            "refusal": None if one.refusal is None else one.refusal.as_json(),
        }
        for one in answers
    ]
    _say(told if as_json else "\n".join(_answered(one) for one in told) or "no decision in these days", as_json)
    sys.exit(0 if answers and all(one.result for one in answers) else 1)


def _log(since: datetime | None, until: datetime | None, offices: tuple[str, ...], as_json: bool) -> Any:
    from guomen.targeting.estimates.queries import log_frame

    today = timezone.localdate()
    start = since.date() if since else today - timedelta(days=90)
    end = until.date() if until else today + timedelta(days=1)
    if end <= start:
        raise click.UsageError("--until must be after --since")
    with refusals_told(as_json):
        frame = log_frame(since=start, until=end, offices=offices or None)
    return frame, end, (end - start).days


def _say(told: Any, as_json: bool) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, default=str) if as_json else told)


def _finite(value: Any) -> Any:
    """JSON has no infinity: None in its place."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if value in (float("inf"), float("-inf")) else value


def _told(found: Any) -> str:
    lines = [f"{found.lines} lines, {found.picked} looked at, {found.pending} waiting for an answer"]
    if found.leakage is None:
        return lines[0] + "\nnothing drawn at random has an answer yet: see policy targeting.control_arm_rate"
    lines.append(f"prevalence  {_interval(found.prevalence)}")
    lines.append(f"leakage     {_interval(found.leakage.share)} of {found.leakage.released} released")
    lines += [f"hit rate    {row.arm:10} {_interval(row.rate)}" for row in found.arms if row.rate]
    for row in found.groups:
        share = _interval(row.leakage.share) if row.leakage else "no answer yet"
        lines.append(f"{row.key!s:12} {row.lines:8} lines  leakage {share}")
    return "\n".join(lines)


def _interval(one: Any) -> str:
    return f"{one.value:.4f} ({one.low:.4f} to {one.high:.4f}, {one.n} looks, {one.hits} hits)"


def _answered(one: dict[str, Any]) -> str:
    head = f"share {one['share']:.3f}, random {one['random']:.3f}, {one['looks']:.0f} looks: "
    if one["refusal"]:
        return head + f"{one['refusal']['problem']['en']} {one['refusal']['remedy']['en']}"
    said = []
    for name in ("ips", "normalised", "doubly_robust"):
        found = one["result"][name]
        said.append(f"{found['method']} {found['value']:.1f} ({found['low']:.1f} to {found['high']:.1f})")
    return head + "; ".join(said)
