"""Bringing a model into the registry that was trained elsewhere, from the folder that the training run wrote."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from guomen.kernel.offices.models import Actor
from guomen.targeting.models import RiskModel
from guomen.targeting.registry import refusals
from guomen.targeting.registry.frames import ASKED_SCHEMA
from guomen.targeting.registry.registering import may_train, register_model

if TYPE_CHECKING:
    from guomen.targeting.model_v1.scoring import Model

_EPOCH = date(1970, 1, 1)


def register_folder(*, actor: Actor | None, at: datetime, folder: Path, target: str, digest: str = "") -> RiskModel:
    """Register the model in a folder as a challenger of `target`.

    digest: what it is expected to be, or its first characters; "" where nobody says. Raises NotPermitted, ModelDamaged
    where a file is not what the manifest says, Conflict where the model is another, Refusal where it reads columns that
    declarations do not have.
    """
    from guomen.targeting.model_v1 import artefacts

    may_train(actor)
    model = artefacts.read(folder)
    if not model.digest.startswith(digest.lower()):
        raise refusals.other_digest(model.digest, digest)
    if unknown := unknown_columns(model):
        raise refusals.unknown_columns(unknown)
    return register_model(
        actor=actor,
        at=at,
        files=model.files(),
        digest=model.digest,
        target=target,
        trained_until=_EPOCH + timedelta(days=model.until),
    )


def unknown_columns(model: "Model") -> list[str]:
    """The columns that a model reads and no declaration has."""
    from guomen.targeting.model_v1.keys import source

    roles = model.roles
    named = {*roles.entities, *roles.numbers, *(part for cross in roles.crosses for part in cross)}
    read = {source(name)[0] for name in named} | {roles.time}
    return sorted(read - ASKED_SCHEMA.keys())
