"""The product on a server that is not its own, named by DATABASE_URL: prepared, served, worked on, left running."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from guomen.interfaces.runtime.postgres import Postgres, url
from tests.interfaces.runtime.product import ROOT, Product, until

# Who lodges, with a token; printed for the test to read.
SENDER = """
import django; django.setup()
from django.utils import timezone
from guomen.kernel.offices.operations import issue_token, register_actor
from guomen.kernel.terms import Role
who = register_actor(actor=None, at=timezone.now(), username="line1", password=None, name_zh="发送方", name_en="Sender",
                     roles=[Role.SENDER])
print(issue_token(actor=None, at=timezone.now(), holder=who, label="test"))
"""
DECLARATION = {
    "sender": "line1",
    "reference": "EXTERNAL-1",
    "direction": "import",
    "declared_on": date.today().isoformat(),
    "office": "310100",
    "port": "310001",
    "importer": "C0001",
    "importer_scheme": "local",
    "gross_mass": "1100",
    "items": [{"item_no": 1, "goods_code": "0306171990101", "origin": "EC", "net_mass": "1000"}],
}


class Agency(Product):
    """A product whose database is another's: a cluster in another folder, reached by its URL alone."""

    def __init__(self, folder: Path, database: str) -> None:
        super().__init__(folder)
        self.database = database

    @property
    def environment(self) -> dict[str, str]:
        settings = {"DATABASE_URL": self.database, "DJANGO_SETTINGS_MODULE": "guomen.interfaces.settings"}
        return super().environment | settings

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as link:
            return link.execute(query).fetchall()


@pytest.fixture
def agency(server: Postgres, open_folder: Path) -> Iterator[Agency]:
    server.start()
    whole = Agency(open_folder / "agency", url(server.home))
    whole.folder.mkdir()
    yield whole
    whole.close()


def test_with_a_database_url_it_prepares_serves_and_works_on_that_server_and_leaves_it_running(
    agency: Agency, server: Postgres
) -> None:
    program = agency.start("--processes", "1")
    assert not (agency.home / "database").exists(), "no database of its own beside it"
    assert agency.rows("SELECT count(*) > 50 FROM catalogue_policy") == [(True,)]
    made = subprocess.run(
        [sys.executable, "-c", SENDER], env=agency.environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    request = urllib.request.Request(
        f"http://127.0.0.1:{agency.port}/api/declarations",
        json.dumps(DECLARATION).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {made.stdout.split()[-1]}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        result = json.load(answer)["results"][0]
    assert (result["outcome"], bool(result["channel"])) == ("lodged", True)
    until(lambda: agency.rows("SELECT count(*) FROM kernel_delivery WHERE state <> 'done'") == [(0,)])
    until(lambda: agency.rows("SELECT count(*) FROM kernel_seal") != [(0,)])
    program.send_signal(signal.SIGINT)
    assert program.wait(60) == 0
    assert server.running(), "a server that it did not start it does not stop"


@pytest.mark.parametrize(
    ("database", "told"),
    [
        ("mysql://there/guomen", "PostgreSQL is the only database"),
        ("postgresql://guomen@127.0.0.1:1/guomen", "database is away"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_a_sentence(open_folder: Path, database: str, told: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database, "GUOMEN_HOME": str(open_folder / "none")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    started = [sys.executable, "-m", "guomen.interfaces.cli", "start", "--no-demo", "--port", "59871"]
    done = subprocess.run(started, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert told in said
    assert "Traceback" not in said
