"""guomen start as a person and as a bad day meet it."""

import json
import os
import random
import signal
import socket
import subprocess
import time

import psutil
import pytest

from tests.interfaces.runtime.product import Load, Product, until


def whole_marks(product: Product) -> set[object]:
    """The marks in the database; fails where one is there by halves."""
    made = {str(row[0]) for row in product.rows("SELECT substr(note, 6) FROM kernel_edition WHERE note LIKE 'made %'")}
    entries = {
        str(row[0]) for row in product.rows("SELECT payload->>'mark' FROM kernel_entry WHERE kind = 'probe.mark.made'")
    }
    deliveries = product.rows(
        "SELECT e.payload->>'mark' FROM kernel_delivery d JOIN kernel_entry e ON e.id = d.entry_id"
        " WHERE d.handler LIKE '%probe%'"
    )
    assert made == entries == {str(row[0]) for row in deliveries}
    return set(made)


def heard(product: Product) -> list[object]:
    found = product.rows("SELECT substr(note, 7) FROM kernel_edition WHERE note LIKE 'heard %'")
    return [row[0] for row in found]


def sound(product: Product) -> None:
    """All that was made is heard in the end, each once."""
    until(lambda: len(heard(product)) == len(whole_marks(product)), 120)
    assert len(heard(product)) == len(set(heard(product)))


def test_it_starts_serves_and_stops_when_asked_leaving_nothing_running(product: Product) -> None:
    program = product.up()
    until(lambda: f"http://localhost:{product.port}" in product.said())
    assert product.mark("one")
    until(lambda: heard(product) == ["one"])
    children = psutil.Process(program.pid).children(recursive=True)
    program.send_signal(signal.SIGINT)
    assert program.wait(60) == 0
    assert not product.server.running()
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_a_taken_port_is_told_with_what_to_do(product: Product) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", product.port))
        taken.listen()
        program = product.guomen("start", "--no-demo", "--port", str(product.port), output=subprocess.PIPE)
        said, _ = program.communicate(timeout=60)
    assert program.returncode == 1
    assert "--port" in said.decode()
    assert "Traceback" not in said.decode()


def test_a_second_start_on_the_same_folder_is_told(product: Product) -> None:
    product.up()
    assert heard(product) == ["one"]
    second = product.guomen("start", "--port", "1", output=subprocess.PIPE)
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "already running" in said.decode()


@pytest.mark.parametrize("victim", ["web", "worker", "database"])
def test_a_part_that_dies_is_started_again(product: Product, victim: str) -> None:
    program = product.up()
    until(lambda: product.mark(f"before-{victim}-{time.monotonic_ns()}"))
    if victim == "database":
        os.kill(int((product.server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    else:
        for child in psutil.Process(program.pid).children():
            if victim in " ".join(child.cmdline()):
                child.kill()
    until(lambda: product.mark(f"after-{time.monotonic_ns()}"))
    sound(product)


def test_the_database_restarted_under_load_fails_requests_clearly_and_then_goes_on(product: Product) -> None:
    product.up()
    with Load(product) as load:
        until(lambda: len(load.acknowledged) > 20)
        product.server.stop()
        until(lambda: load.refused > 0)
        until(product.server.running)
        before = len(load.acknowledged)
        until(lambda: len(load.acknowledged) > before + 20)
    assert set(load.acknowledged) <= whole_marks(product)
    sound(product)


def test_a_supervisor_killed_alone_leaves_nothing_that_hinders_the_next_start(product: Product) -> None:
    program = product.up()
    children = psutil.Process(program.pid).children(recursive=True)
    program.kill()
    program.wait()
    _, left = psutil.wait_procs(children, timeout=30)
    assert left == []
    product.up()
    assert product.mark("again")


def test_killed_whole_at_random_moments_it_recovers_and_nothing_acknowledged_is_lost(product: Product) -> None:
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for _ in range(3):
        product.up()
        with Load(product) as load:
            time.sleep(chance.uniform(0.5, 2.5))
            product.kill_everything()
        acknowledged |= set(load.acknowledged)
    product.up()
    assert len(acknowledged) > 20
    assert acknowledged <= whole_marks(product)
    sound(product)


def test_the_ledger_is_sound_after_it_all(product: Product) -> None:
    product.up()
    unsealed = (
        "SELECT count(*) FROM kernel_entry e LEFT JOIN kernel_seal s ON s.entry_id = e.id WHERE s.entry_id IS NULL"
    )
    until(lambda: product.rows(unsealed) == [(0,)])
    verify = product.guomen("ledger", "verify", "--json", output=subprocess.PIPE)
    said, _ = verify.communicate(timeout=60)
    assert verify.returncode == 0, said
    assert json.loads(said.decode().splitlines()[-1])["sound"] is True
