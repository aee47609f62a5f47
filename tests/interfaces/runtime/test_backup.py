"""deploy/backup.sh and deploy/restore.sh: what was backed up comes back, and nothing is given up by mistake."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interfaces.runtime.product import ROOT, Product

KEPT = "SELECT note FROM kernel_edition ORDER BY id"


@pytest.fixture(scope="module")
def backup(product: Product) -> Path:
    product.prepare()
    product.rows("INSERT INTO kernel_edition (at, note) VALUES (now(), 'kept') RETURNING 1")
    for name in ("secrets/draw.key", "files/photo.jpg"):
        (product.home / name).parent.mkdir(exist_ok=True)
        (product.home / name).write_text(name)
    done = run("backup.sh", product, product.folder / "backups")
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip().splitlines()[-1])


def run(script: str, product: Product, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**product.environment, "GUOMEN": str(Path(sys.executable).parent / "guomen")}
    return subprocess.run(
        ["bash", ROOT / "deploy" / script, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert {path.name for path in backup.iterdir()} == {"database.dump", "secrets", "files", "SHA256SUMS"}
    assert not os.stat(backup).st_mode & 0o077


def test_a_backup_comes_back_on_an_empty_machine(product: Product, backup: Path) -> None:
    other = Product(product.folder / "other")
    other.folder.mkdir()
    try:
        done = run("restore.sh", other, backup)
        assert done.returncode == 0, done.stderr
        other.server.start()
        assert ("kept",) in other.rows(KEPT)
        assert (other.home / "secrets" / "draw.key").read_text() == "secrets/draw.key"
        assert (other.home / "files" / "photo.jpg").read_text() == "files/photo.jpg"
    finally:
        other.server.stop()


def test_a_database_that_holds_something_is_replaced_only_on_request(product: Product, backup: Path) -> None:
    product.server.start()
    product.rows("INSERT INTO kernel_edition (at, note) VALUES (now(), 'later') RETURNING 1")
    refused = run("restore.sh", product, backup)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    done = run("restore.sh", product, backup, "--replace")
    assert done.returncode == 0, done.stderr
    product.server.start()
    assert ("later",) not in product.rows(KEPT)


def test_a_damaged_backup_restores_nothing(product: Product, backup: Path) -> None:
    with (backup / "database.dump").open("r+b") as dump:
        dump.seek(100)
        dump.write(b"rotten")
    done = run("restore.sh", product, backup, "--replace")
    assert done.returncode == 1
    assert "damaged" in done.stderr
