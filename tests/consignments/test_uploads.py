"""Uploads: one that is too long for a page is refused whole, and none is kept for ever."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from guomen.catalogue.models import Change, Policy
from guomen.consignments.models import Consignment
from guomen.consignments.uploads.queries import days_kept
from guomen.consignments.uploads.store import sweep
from guomen.consignments.uploads.tasks import sweep_uploads
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from tests.consignments.conftest import NOON
from tests.consignments.test_pages import GOOD, TODAY, choose, fields

Person = Callable[..., Actor]
# The same under another reference: files whose rows are all good.
ROWS = "".join(GOOD.replace("R1", f"R{number}") for number in range(1, 8))


@pytest.fixture
def sender(person: Person, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("line1", Role.SENDER))
    return client


def lay_down(**values: int) -> None:
    edition = new_edition(at=NOON, note="policies on uploads")
    for name, value in values.items():
        whole = f"consignments.upload.{name}"
        Policy.objects.create(
            key=whole, name=whole, type="whole", value=str(value), valid_from=date(2000, 1, 1), since_edition=edition,
            confidence="low",
        )  # fmt: skip
    Change.objects.create(edition=edition, part=Change.Part.REFERENCE)


def test_a_file_that_is_too_long_for_a_page_is_refused_whole_with_the_way_out(sender: Client) -> None:
    lay_down(most_rows=6)
    address = choose(sender, TODAY + ROWS)
    page = sender.get(address).content.decode()
    assert "more than 6 rows" in page
    assert "guomen lodge" in page
    sent = sender.post(address, {**fields(page), "lodge": "1"}).content.decode()
    assert "more than 6 rows" in sent, "asked for all the same, it is looked through before anything is lodged"
    assert not Consignment.objects.exists()


def test_a_file_of_the_longest_allowed_length_is_lodged(sender: Client) -> None:
    lay_down(most_rows=7)
    address = choose(sender, TODAY + ROWS)
    page = sender.get(address).content.decode()
    sender.post(address, {**fields(page), "lodge": "1"})
    assert Consignment.objects.count() == 7


def test_an_upload_goes_when_nobody_has_touched_it_for_the_days_of_policy(sender: Client, tmp_path: Path) -> None:
    lay_down(days_kept=30)
    kept, gone = (choose(sender, TODAY + GOOD).rstrip("/").rpartition("/")[2] for _ in range(2))
    folders = {folder.name: folder for folder in (tmp_path / "uploads").glob("*/*")}
    long_ago = (datetime.now(UTC) - timedelta(days=31)).timestamp()
    for file in (folders[gone], *folders[gone].iterdir()):
        os.utime(file, (long_ago, long_ago))
    sweep_uploads(timestamp=0)
    assert {folder.name for folder in (tmp_path / "uploads").glob("*/*")} == {kept}
    assert sender.get(f"/consignments/upload/{gone}").status_code == 404


def test_one_that_was_looked_at_since_stays(sender: Client, tmp_path: Path) -> None:
    choose(sender, TODAY + GOOD)
    (folder,) = (tmp_path / "uploads").glob("*/*")
    os.utime(folder / "source", (0, 0))
    assert sweep(datetime.now(UTC) - timedelta(days=1)) == 0


def test_where_nothing_is_laid_down_nothing_is_swept(sender: Client, tmp_path: Path) -> None:
    choose(sender, TODAY + GOOD)
    assert days_kept(date(2018, 8, 1)) is None
    sweep_uploads(timestamp=0)
    assert list((tmp_path / "uploads").glob("*/*"))


# Reads a little of a file of ten million rows and says what memory that took, in KiB.
READ_A_LITTLE = """
import resource, sys
from itertools import islice
from pathlib import Path
import django; django.setup()
from guomen.consignments.intake.operations import propose_layout, read_file
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
layout = propose_layout(path).layout
rows = sum(part.rows for part in islice(read_file(path, layout, sender="line1"), 3))
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_file_of_ten_million_rows_is_read_a_piece_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    block = (GOOD * 100_000).encode()
    with file.open("wb") as out:
        out.write(TODAY.encode())
        for _ in range(100):
            out.write(block)
    done = subprocess.run(
        [sys.executable, "-c", READ_A_LITTLE, file], env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    file.unlink()
    rows, kibibytes = map(int, done.stdout.split())
    assert rows >= 100_000
    assert kibibytes < 1024 * 1024, "less than 1 GiB, and less than the file holds"
