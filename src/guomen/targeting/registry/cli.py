"""guomen model register: a model that was trained on files comes into the product, as a challenger."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from guomen.kernel.web.terminal import refusals_told


@click.command("register")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--target", type=click.Choice(["physical", "sample"]), default="physical", show_default=True,
              help="Kind of check whose findings it foretells.")  # fmt: skip
@click.option("--as", "username", required=True, help="User name of the analyst in whose name it is registered.")
@click.option("--digest", default="", help="Digest that it must have, or its first characters, as the training said.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def register_command(
    open_database: Callable[[], None], folder: Path, target: str, username: str, digest: str, as_json: bool
) -> None:
    """Bring the model in FOLDER, as guomen model train wrote it, into the product as a challenger.

    A challenger is asked of every line beside the model in charge, and not obeyed. Putting it in charge is proposed on
    its page, with evidence from lines that were looked at after it was trained, and signed by a second person.

    Every file is held against the manifest first; a model that reads columns which declarations do not have is refused,
    for in the product it would know less than its card says. The same model twice is one. The ledger has who and when.

    \b
    guomen model train log.parquet --label nonconforming --time declared_on --known known_on --out june
    guomen model register june --target physical --as analyst --digest 3f2a91

    Exit status 0: registered. 1: refused, or its files are not what its manifest says. 2: usage.
    """
    open_database()
    with refusals_told(as_json):
        found, standing = _registered(folder, target, username, digest)
    told = {"digest": found, "target": target, "standing": standing}
    said = f"model {found} is registered for {target} 已登记: {standing or 'not asked'}"
    click.echo(json.dumps(told) if as_json else said)


def _registered(folder: Path, target: str, username: str, digest: str) -> tuple[str, str]:
    from django.utils import timezone

    from guomen.kernel.offices.queries import actors_named
    from guomen.targeting.registry.operations import register_folder
    from guomen.targeting.registry.queries import standing

    actor = actors_named([username]).get(username)
    if actor is None or not actor.is_active:
        raise click.BadParameter(f"there is no active account {username!r}", param_hint="--as")
    row = register_folder(actor=actor, at=timezone.now(), folder=folder, target=target, digest=digest)
    return row.digest, standing(row)
