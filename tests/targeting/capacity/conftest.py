"""Real offices under capacity, with models of the tests' own in charge."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from guomen.catalogue.models import Change, Policy
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Missing, Text
from guomen.targeting.model_v1.terms import ModelDamaged
from guomen.targeting.models import Promotion, RiskModel
from tests.targeting.capacity.models import MadeUp
from tests.targeting.conftest import NOON

Setter = Callable[..., None]


@pytest.fixture
def policy_set(reference: None) -> Setter:
    """Gives an office policies of its own, in an edition of their own."""

    def give(office: Office, **values: str) -> None:
        with transaction.atomic():
            edition = new_edition(at=NOON, note="test")
            Change.objects.create(edition=edition, part=Change.Part.REFERENCE)
            for name, value in values.items():
                named = Policy.objects.current().filter(name=f"targeting.{name.replace('__', '.')}")
                named.filter(office=office.code).update(until_edition=edition)
                row = named.get(office="")
                row.pk, row.office, row.value, row.since_edition = None, office.code, value, edition
                row.key = f"{row.name}/{office.code}"
                row.save()

    return give


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the registry gives for a digest: a scorer, or what it raises."""
    held: dict[str, Any] = {}

    def scorer(digest: str) -> Any:
        found = held.get(digest, Missing("model.missing", Text("无", "none"), Text("无", "none")))
        if isinstance(found, Exception):
            raise found
        return found

    for module in ("queries", "befalling"):
        monkeypatch.setattr(f"guomen.targeting.capacity.{module}.scorer", scorer)
    return held


@pytest.fixture
def in_charge(models: dict[str, Any], person: Callable[..., Actor]) -> Callable[..., RiskModel]:
    """Puts a model into a standing, as of a moment."""

    def promote(digest: str, to: str = "champion", target: str = "physical", *, model: Any = None) -> RiskModel:
        signer = Actor.objects.filter(username="signer").first() or person("signer", "headquarters")
        models[digest] = MadeUp(digest) if model is None else model
        row, _ = RiskModel.objects.get_or_create(
            digest=digest,
            defaults={"family": "made up", "target": target, "trained_at": NOON, "trained_until": NOON.date()},
        )
        if to == "champion":
            for other in RiskModel.objects.filter(target=target).exclude(pk=row.pk):
                Promotion.objects.create(model=other, to="challenger", proposed_by=signer, proposed_at=NOON,
                                         decided_at=NOON, state="in_force", ground="test")  # fmt: skip
        Promotion.objects.create(model=row, to=to, proposed_by=signer, proposed_at=NOON, decided_at=NOON,
                                 state="in_force", ground="test")  # fmt: skip
        return row

    return promote


def damaged(name: str = "trees.txt") -> ModelDamaged:
    return ModelDamaged(name, Text("已损坏", "altered"))
