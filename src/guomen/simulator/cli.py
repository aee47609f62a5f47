"""guomen policy: try a policy in a world whose truth is known."""

import json
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from guomen.kernel.web.terminal import refusals_told

_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
Opener = Callable[[], None]


@click.group()
def policy() -> None:
    """Policies of targeting: try one in a world whose truth is known, before anybody is bound by it."""


@policy.command("try")
@click.argument("policy")
@click.option("--world", "-W", required=True, help="A world by name, or a JSON file of its parameters.")
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(1, 1000), help="How many worlds to play.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 10**9), help="The first of them.")
@click.option("--days", type=click.IntRange(7, 3660), help="Days to play. Default: the world's own.")
@click.option("--against", default="current", show_default=True, help="The policy to compare with.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes to use.")
@click.option(
    "--reference",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read the law from a folder of reference files; then no database is needed.",
)
@_json
@click.pass_obj
def try_it(open_database: Opener, policy: str, world: str, seeds: int, seed: int, days: int | None, against: str,
           processes: int, reference: Path | None, as_json: bool) -> None:  # fmt: skip
    """Play POLICY and the policy in force through the same days of the same worlds, and tell what each lets through.

    POLICY is a file of the policy values that differ (CSV with the columns of reference/policies.csv, of which name and
    value are needed, or a JSON object of name and value), or a policy by name: see guomen policy worlds. Lines are
    decided by the product's own evaluator; what is found moves histories and models. Nothing is written.

    \b
    guomen policy try capacity --world town
    guomen policy try mine.csv --world jiangsu-2010 --days 28 --seeds 3 --processes 2 --json

    Exit status 0: played. 1: the policy or the world was refused. 2: usage.
    """
    import msgspec

    from guomen.simulator.trying import reports
    from guomen.simulator.trying.policies import read_policy
    from guomen.simulator.trying.reading import read_world
    from guomen.simulator.trying.trials import setting_in_force, setting_of, try_policy

    with refusals_told(as_json):
        parameters = read_world(world)
        if days is not None:
            parameters = msgspec.structs.replace(parameters, days=days)
        if reference is None:
            open_database()
        setting = setting_of(reference) if reference else setting_in_force()
        known = setting.known(parameters)
        chosen, other = read_policy(policy, known), read_policy(against, known)
        with _bar(as_json) as bar:
            task = bar.add_task("days", total=None)
            trials = try_policy(
                setting,
                chosen,
                parameters,
                seeds=range(seed, seed + seeds),
                against=other,
                processes=processes,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    if as_json:
        click.echo(json.dumps(reports.as_json(trials), ensure_ascii=False))
    else:
        Console().print(reports.as_table(trials))


def _bar(hidden: bool) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                    console=Console(stderr=True), disable=hidden)  # fmt: skip


@policy.command()
@_json
def worlds(as_json: bool) -> None:
    """List the worlds and policies that have a name, and the figures, with their sources, that sized each world."""
    import msgspec

    from guomen.simulator.trying import policies, presets

    if as_json:
        told = {name: msgspec.to_builtins(one) for name, one in presets.PRESETS.items()}
        named = {name: {"title": title.as_json(), "changes": values} for name, (title, values) in
                 policies.PRESETS.items()}  # fmt: skip
        click.echo(json.dumps({"worlds": told, "policies": named}, ensure_ascii=False))
        return
    for name, one in presets.PRESETS.items():
        click.echo(f"{name}: {one.title().en}; {one.batches:,} consignments a year, {one.days} days")
        for figure in one.figures:
            click.echo(f"    {figure.name} = {figure.value:.6g}: {figure.source}")
    click.echo("policies: " + "; ".join(f"{name} ({title.en})" for name, (title, _) in policies.PRESETS.items()))
