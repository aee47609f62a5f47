"""guomen model register: a model from a folder becomes a challenger, if it is whole and declarations can feed it."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from guomen.kernel.ledger.models import Entry
from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.model_v1 import artefacts
from guomen.targeting.model_v1.cli import model
from guomen.targeting.models import RiskModel
from guomen.targeting.registry.queries import challengers
from tests.targeting.registry.learned import UNTIL, trained

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    artefacts.write(trained(), tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def analyst(person: Callable[..., Actor], reference: None) -> Actor:
    return person("analyst", "risk_analyst", Office.objects.get(code="310000"))


def register(folder: Path, *more: str, username: str = "analyst") -> tuple[int, str]:
    arguments = ["register", str(folder), "--as", username, "--json", *more]
    answer = CliRunner().invoke(model, arguments, obj=lambda: None)
    return answer.exit_code, answer.output


def code_of(said: str) -> str:
    return str(json.loads(said)["code"])


def test_a_model_from_a_folder_becomes_a_challenger_and_the_ledger_knows_who(analyst: Actor, folder: Path) -> None:
    code, said = register(folder, "--digest", trained().digest[:8])
    assert (code, json.loads(said)["standing"]) == (0, "challenger")
    assert challengers() == {"physical": (trained().digest,)}
    row = RiskModel.objects.get()
    assert (row.trained_by, row.trained_until) == (analyst, UNTIL)
    assert Entry.objects.get(kind="targeting.model.registered").actor == analyst


def test_the_same_model_twice_is_one(analyst: Actor, folder: Path) -> None:
    assert register(folder)[0] == register(folder)[0] == 0
    assert RiskModel.objects.count() == 1


@pytest.mark.parametrize("name", ["trees.txt", "model.json", "manifest.json", "record.parquet"])
def test_a_file_altered_by_one_byte_is_refused_by_name(analyst: Actor, folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    code, said = register(folder, "--digest", trained().digest)
    assert code == 1
    assert code_of(said) in ("model.damaged", "model.other_digest")
    assert not RiskModel.objects.exists()


def test_another_model_than_the_one_meant_is_refused(analyst: Actor, folder: Path) -> None:
    code, said = register(folder, "--digest", "0000")
    assert (code, code_of(said)) == (1, "model.other_digest")


def test_columns_that_declarations_do_not_have_are_named(analyst: Actor, tmp_path: Path) -> None:
    roles = trained().roles
    strange = replace(trained(), roles=replace(roles, entities=(*roles.entities, "Tax Rate")), stored=None)
    artefacts.write(strange, tmp_path / "strange")
    code, said = register(tmp_path / "strange")
    assert (code, code_of(said)) == (1, "model.unknown_columns")
    assert "Tax Rate" in json.loads(said)["problem"]["en"]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"files": 3}', b"\xff\xfe", b'{"files": {}}'])
def test_a_folder_that_holds_no_model_is_refused_without_a_traceback(
    analyst: Actor, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    code, said = register(tmp_path)
    assert (code, code_of(said)) == (1, "model.damaged")


def test_files_that_are_whole_and_say_nothing_are_refused(analyst: Actor, folder: Path) -> None:
    (folder / "trees.txt").write_bytes(b"tree\n")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["trees.txt"] = sha256(b"tree\n").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    code, said = register(folder)
    assert (code, code_of(said)) == (1, "model.damaged")


def test_a_folder_without_a_manifest_is_refused(analyst: Actor, tmp_path: Path) -> None:
    code, said = register(tmp_path)
    assert (code, code_of(said)) == (1, "model.damaged")


def test_who_may_not_train_may_not_register(person: Callable[..., Actor], reference: None, folder: Path) -> None:
    person("officer", "port_officer", Office.objects.get(code="310000"))
    code, said = register(folder, username="officer")
    assert (code, code_of(said)) == (1, "actor.capability")
    assert not RiskModel.objects.exists()


def test_an_account_that_is_not_there_is_bad_usage(reference: None, folder: Path) -> None:
    assert register(folder, username="nobody")[0] == 2
