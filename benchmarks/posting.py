"""How fast declarations of five lines are posted, stored, decided and answered over HTTP, each durable.

    python benchmarks/posting.py [--seconds 20] [--connections 8] [--rate 100] [--rounds 2] [--home var/bench]

Starts the product as a person does (`guomen start`, with the small synthetic port at first) and posts to it from a
process of its own, forty different declarations in turn, each time under a bill of lading of its own: first at a steady
rate (an answer's time counts from the moment at which its request was due, so that a late request is not forgiven),
then without pause. In the same rounds the same connections fetch the sign-in page (the server and the framework without
the work) and commit single inserted rows straight into the same database (the disk): the ratios are stated. Prints a
table, and one line of JSON.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

PORT = 8471
ITEMS, DECLARATIONS = 5, 40
NAMES = {
    "page": "the sign-in page",
    "insert": "one inserted row, committed",
    "steady": "five-line declarations, steady",
    "post": "five-line declarations, no pause",
}


def main() -> None:
    wish = arguments()
    os.environ["GUOMEN_HOME"] = str(Path(wish.home).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
    if wish.client:
        print(json.dumps(client(wish)))
        return
    program = subprocess.Popen([sys.executable, "-m", "guomen.interfaces.cli", "start", "--port", str(PORT)])
    try:
        while not answers():
            if program.poll() is not None:
                sys.exit("guomen start ended; see above")
            time.sleep(0.2)
        token, bodies, address = prepare()
        ask(wish, "post", token, bodies, address, 0, wish.warm_up)
        rounds = [measure(wish, token, bodies, address, number, program.pid) for number in range(wish.rounds)]
        lost = missing(
            address,
            [reference for one in rounds for what in ("steady", "post") for reference in one[what].pop("acknowledged")],
        )
    finally:
        program.terminate()
        program.wait()
    report(wish, rounds, lost)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rate", type=float, default=100, help="posts a second offered in the steady part")
    parser.add_argument("--warm-up", type=float, default=5, help="seconds of posts that are not counted, first")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--client", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def answers() -> bool:
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        link.request("GET", "/sign-in")
        return link.getresponse().status == 200
    except OSError:
        return False
    finally:
        link.close()


def prepare() -> tuple[str, list[str], str]:
    """A token of the sender, declarations of five lines of the synthetic port, and the database's address."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from guomen.interfaces.runtime.postgres import url
    from guomen.kernel.offices.models import Actor
    from guomen.kernel.offices.operations import issue_token

    sender = Actor.objects.get(username="single-window")
    token = issue_token(actor=None, at=timezone.now(), holder=sender, label="benchmark")
    return token, declarations(), os.environ.get("DATABASE_URL") or url(settings.HOME)


def declarations() -> list[str]:
    """JSON of five lines each, taken from a day of the synthetic port."""
    import msgspec
    from django.utils import timezone

    from guomen.simulator.operations.playing import places
    from guomen.simulator.world import make_world

    arrivals = make_world(1).arrivals(timezone.localdate(), ITEMS * DECLARATIONS, places()[0])
    said = []
    for start in range(0, len(arrivals), ITEMS):
        mine = [one.declaration for one in arrivals[start : start + ITEMS]]
        items = [item for one in mine for item in one.items][:ITEMS]
        whole = msgspec.to_builtins(mine[0])
        whole["items"] = [msgspec.to_builtins(item) | {"item_no": n} for n, item in enumerate(items, start=1)]
        whole["gross_mass"] = str(sum(item.net_mass or 0 for item in items) * 2)
        whole["containers"] = []
        said.append(json.dumps(whole))
    return said


def measure(
    wish: argparse.Namespace, token: str, bodies: list[str], address: str, number: int, program: int
) -> dict[str, dict]:
    """One round: each of the four for its time, one after the other, each by a client process of its own; and the
    seconds of CPU that the program's parts took meanwhile.
    """
    found = {}
    for what in NAMES:
        before = spent(program)
        found[what] = ask(wish, what, token, bodies, address, number + 1, wish.seconds)
        after = spent(program)
        found[what]["cpu"] = {part: after[part] - before[part] for part in after}
    return found


def spent(program: int) -> dict[str, float]:
    """Seconds of CPU that the web server, the worker and the database have taken so far (Linux; else nothing)."""
    postmaster = Path(os.environ["GUOMEN_HOME"]) / "database" / "data" / "postmaster.pid"
    own = int(postmaster.read_text().split()[0]) if postmaster.exists() else 0
    told = {
        int(one.parent.name): one.read_text().rpartition(")")[2].split() for one in Path("/proc").glob("[0-9]*/stat")
    }
    found = dict.fromkeys(("web", "worker", "database"), 0.0)
    for process, facts in told.items():
        line, above = [process], int(facts[1])
        while above in told:
            line.append(above)
            above = int(told[above][1])
        if own in line or program in line:
            command = Path(f"/proc/{line[line.index(program) - 1]}/cmdline").read_text() if program in line else ""
            part = "database" if own in line else "web" if "runtime.web" in command else "worker"
            found[part] += (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")
    return found


def ask(
    wish: argparse.Namespace, what: str, token: str, bodies: list[str], address: str, number: int, seconds: float
) -> dict:
    """What a client process of its own measured."""
    told = json.dumps(
        {"what": what, "token": token, "bodies": bodies, "address": address, "round": f"{what[0]}{number}"}
    )
    command = [sys.executable, __file__, "--client", "--seconds", str(seconds), "--rate", str(wish.rate)]
    command += ["--connections", str(wish.connections), "--home", wish.home]
    done = subprocess.run(command, input=told, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def client(wish: argparse.Namespace) -> dict[str, object]:
    """Connections that ask as standard input says; how long each answer took."""
    told = json.load(sys.stdin)
    asking = {"page": fetching, "insert": inserting, "steady": posting, "post": posting}[told["what"]]
    pace = wish.connections / wish.rate if told["what"] == "steady" else 0.0
    taken: list[float] = []
    acknowledged: list[str] = []
    failed: list[str] = []
    start = time.monotonic() + 0.5
    end = start + wish.seconds

    def run(thread: int) -> None:
        ask = asking(told, thread)
        for number in count():
            due = start + pace * (number + thread / wish.connections)
            time.sleep(max(0.0, due - time.monotonic()))
            began = due if pace else time.monotonic()
            if began > end:
                return
            try:
                acknowledged.append(ask(number))
            except (OSError, http.client.HTTPException, ValueError, psycopg.Error) as error:
                failed.append(f"{type(error).__name__}: {error}"[:300])
                ask = asking(told, thread)
            taken.append(time.monotonic() - began)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(wish.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(taken, n=100)
    return {
        "per_second": len(acknowledged) / wish.seconds,
        "p50_ms": cuts[49] * 1000,
        "p99_ms": cuts[98] * 1000,
        "failed": len(failed),
        "first_failure": failed[0] if failed else "",
        "acknowledged": acknowledged if asking is posting else [],
    }


def fetching(told: dict[str, Any], thread: int) -> Callable[[int], str]:
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)

    def ask(number: int) -> str:
        link.request("GET", "/sign-in")
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        return ""

    return ask


def inserting(told: dict[str, Any], thread: int) -> Callable[[int], str]:
    link = psycopg.connect(told["address"], autocommit=True)
    link.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, note text)") if thread == 0 else None
    time.sleep(0.2)

    def ask(number: int) -> str:
        link.execute("INSERT INTO bench_row (note) VALUES (%s)", [str(number)])
        return ""

    return ask


def posting(told: dict[str, Any], thread: int) -> Callable[[int], str]:
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers = {"Authorization": f"Bearer {told['token']}", "Content-Type": "application/json"}
    bodies = [json.loads(body) for body in told["bodies"]]
    run = f"{time.time_ns() // 10**9:x}{told['round']}"

    def ask(number: int) -> str:
        whole = bodies[(number + 5 * thread) % len(bodies)]
        whole["reference"] = whole["bill_number"] = f"B{run}-{thread}-{number}"
        link.request("POST", "/api/declarations", json.dumps(whole), headers)
        answer = link.getresponse()
        text = answer.read()
        if answer.status != 201:
            raise ValueError(f"status {answer.status}: {text[:250]!r}")
        return str(whole["reference"])

    return ask


def missing(address: str, acknowledged: list[str]) -> int:
    """How many acknowledged declarations the database does not hold with a decision; it must flush every commit."""
    with psycopg.connect(address) as link:
        for setting in ("fsync", "synchronous_commit"):
            assert link.execute(f"SHOW {setting}").fetchone() == ("on",), f"{setting} is off: nothing is durable"
        row = link.execute(
            "SELECT count(DISTINCT c.reference) FROM consignments_consignment c"
            " JOIN targeting_assignment a ON a.consignment_id = c.id WHERE c.reference = ANY(%s)",
            [acknowledged],
        ).fetchone()
    return len(acknowledged) - (row[0] if row else 0)


def report(wish: argparse.Namespace, rounds: list[dict[str, dict]], lost: int) -> None:
    print(f"\n{wish.connections} connections, {wish.rounds} rounds of {wish.seconds:.0f} s each, medians of the rounds")
    print(f"{'':34}{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}{'failed':>8}")
    figures = ("per_second", "p50_ms", "p99_ms", "failed")
    best = {what: {one: statistics.median(r[what][one] for r in rounds) for one in figures} for what in NAMES}
    for what, name in NAMES.items():
        print("{:34}{per_second:12.1f}{p50_ms:10.1f}{p99_ms:10.1f}{failed:8.0f}".format(name, **best[what]))
    ratios = {what: best["post"]["per_second"] / best[what]["per_second"] for what in ("page", "insert")}
    print(f"of the page's rate {ratios['page']:.2f}, of the bare commit's rate {ratios['insert']:.3f}")
    for part in ("web", "database", "worker"):
        each = statistics.median(
            1000 * r["post"]["cpu"][part] / (r["post"]["per_second"] * wish.seconds) for r in rounds
        )
        print(f"CPU of the {part} for each declaration, without pause: {each:.1f} ms")
    print(f"acknowledged but not in the database: {lost}")
    failures = [one[what]["first_failure"] for one in rounds for what in ("steady", "post") if one[what]["failed"]]
    failure = failures[0] if failures else ""
    print(json.dumps({**best, "ratios": ratios, "lost": lost, "failure": failure}))


if __name__ == "__main__":
    main()
