"""How long notifications take from a file to clusters, and how fast lists of a million signals answer.

    python benchmarks/surveillance/intake.py [--quick] [--rows 100000] [--listed 1000000] [--write FILE]

Works in a database of its own beside the configured one (made, and dropped at the end). The file is made up: notices of
one source with the words of the reference data over five years, a twentieth of them follow another and quote its
reference, and in the last four weeks a tenth tells of one hazard in one product. What the worker does with them each
night follows in the same run: every series judged, what is odd opened as dossiers with their members.
Then the table is filled up to the listed number by the database itself, and every page of the list is asked for through
Django's test client as an analyst does. Prints a table, and one line of JSON.
"""

import argparse
import csv
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

HOME = Path(os.environ.setdefault("GUOMEN_HOME", "var/bench")).resolve()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LAST = date(2026, 2, 28)
# What the last four weeks are full of.
BURST, EVERY = timedelta(days=28), 10
PAGES = {
    "newest": "",
    "ten thousand rows on": "?before={deep}",
    "one hazard": "?hazard=salmonella",
    "one hazard and origin": "?hazard=salmonella&origin=PL",
    "one source": "?source=rasff",
    "goods prefix": "?goods=1207",
    "words in the title": "?q=aflatoxin",
    "a reference": "?q=2026.000777",
    "nothing fits": "?hazard=salmonella&goods=9999",
}
_FILL = """
INSERT INTO surveillance_signal (source_id, reading_id, reference, version, kind, state, credibility, title, original,
  language, goods_words, hazard_words, origin_words, goods, hazard, origin, hazards, origins, party, place, reported_on,
  received_at, details, sample, digest)
SELECT s.source_id, s.reading_id, s.reference || '-' || n, 1, s.kind, s.state, s.credibility, s.title, s.original, '',
  s.goods_words, s.hazard_words, s.origin_words, s.goods, s.hazard, s.origin, s.hazards, s.origins, s.party, s.place,
  s.reported_on - n, s.received_at - n * interval '1 day', s.details, '', md5(s.digest || n)
FROM surveillance_signal s, generate_series(1, %s) n ORDER BY n DESC, s.id
"""


def main() -> None:
    wish = arguments()
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from guomen.interfaces.runtime.home import make_home
    from guomen.interfaces.runtime.postgres import Postgres

    if not os.environ.get("DATABASE_URL"):
        make_home(HOME)
        Postgres(HOME).start()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        told = measured(wish)
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)
    report(told)
    if wish.write:
        Path(wish.write).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--listed", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="5,000 rows, 20,000 listed")
    parser.add_argument("--write", default="")
    wish = parser.parse_args()
    if wish.quick:
        wish.rows, wish.listed = 5_000, 20_000
    return wish


def measured(wish: argparse.Namespace) -> dict[str, float]:
    from django.conf import settings

    from guomen.catalogue.operations import load_reference
    from guomen.kernel.offices.models import Actor, Office
    from guomen.kernel.terms import Role, Text
    from guomen.surveillance.signals.models import HeardName, SignalLink
    from guomen.surveillance.signals.operations import read_signal_file, register_source
    from guomen.surveillance.signals.queries.words import vocabularies
    from guomen.surveillance.signals.terms import SourceKind

    load_reference(actor=None, at=NOW, folder=Path(settings.REFERENCE))
    vocabularies.cache_clear()
    register_source(
        actor=None, at=NOW, code="rasff", name=Text("通报", "notices"), kind=SourceKind.FOREIGN_NOTIFICATION
    )
    told: dict[str, float] = {"rows": wish.rows}
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "notices.csv", wish.rows)

        def take() -> None:
            read_signal_file(actor=None, at=NOW, source="rasff", path=path, name="notices.csv")

        told["file to stored, named and linked, s"] = seconds(take)
        told |= clustered()
        told["file to clusters, s"] = round(
            told["file to stored, named and linked, s"] + told["stored to clusters, s"], 3
        )
        told["the same file again, s"] = seconds(take)
    told |= {"links": SignalLink.objects.count(), "names waiting": HeardName.objects.count()}
    analyst = Actor.objects.create_actor(
        username="analyst", name_zh="分析", name_en="Analyst", roles=[Role.RISK_ANALYST],
        office=Office.objects.get(code="310000"),
    )  # fmt: skip
    return told | listed(wish, analyst)


def clustered() -> dict[str, float]:
    """The nightly look at what has been stored, and what it found."""
    from guomen.surveillance.clusters.models import Dossier, Member
    from guomen.surveillance.clusters.operations import detect_clusters

    began = time.perf_counter()
    run = detect_clusters(actor=None, at=NOW, on=LAST)
    told: dict[str, float] = {"stored to clusters, s": round(time.perf_counter() - began, 3)}
    found = {"series": run.series, "alarms": run.alarms, "dossiers": Dossier.objects.count()}
    return told | found | {"members": Member.objects.count()}


def written(path: Path, rows: int) -> Path:
    """Notices with words of the reference data, in the layout of a well-known source."""
    chance = random.Random(42)
    reference = Path(__file__).parents[2] / "reference"
    words = {}
    for name, file, column in (("hazard", "hazards.csv", "name_en"), ("goods", "product_names.csv", "name"),
                               ("origin", "countries.csv", "name_en")):  # fmt: skip
        with (reference / file).open(encoding="utf-8") as lines:
            words[name] = [row[column] for row in csv.DictReader(lines)]
    heads = ["Date of Case", "Reference", "Notification From", "Country Origin", "Product", "Product Category",
             "Hazard Substance", "Hazard Category"]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(heads)
        last: list[str] = []
        for number in range(rows):
            day = LAST - timedelta(days=number * 1800 // rows)
            if LAST - day < BURST and number % EVERY == 0:
                last = ["India", "Italy", "sesame seeds", "spices", "ethylene oxide", ""]
            elif not last or chance.random() > 0.05:
                unknown = f"zx{chance.randrange(400)}q" if chance.random() < 0.1 else ""
                last = [
                    chance.choice(words["origin"]), "Italy", unknown or chance.choice(words["goods"]), "spices",
                    f"too high content of {unknown or chance.choice(words['hazard'])}", "",
                ]  # fmt: skip
            else:
                last[2] = f"{last[2].split(', after')[0]}, after 2026.{number - 1:06}"
            table.writerow([day.isoformat(), f"2026.{number:06}", "Italy", last[0], *last[2:]])
    return path


def listed(wish: argparse.Namespace, analyst: object) -> dict[str, float]:
    """Seconds that pages of the list take (middle of seven) with the table filled up."""
    from django.db import connection
    from django.test import Client

    from guomen.surveillance.signals.models import Signal

    with connection.cursor() as cursor:
        cursor.execute(_FILL, [max(0, wish.listed // wish.rows - 1)])
        cursor.execute("VACUUM ANALYZE surveillance_signal")
    told: dict[str, float] = {"signals listed": Signal.objects.count()}
    deep = Signal.objects.order_by("-pk").values_list("pk", flat=True)[min(10_000, wish.listed // 2)]
    client = Client(headers={"host": "localhost"})
    client.force_login(analyst)  # type: ignore[arg-type]
    one = Signal.objects.order_by("-pk").values_list("pk", flat=True)[100]
    paths = {name: "/surveillance/signals" + query.format(deep=deep) for name, query in PAGES.items()}
    paths |= {"one signal": f"/surveillance/signals/{one}", "radar wall": "/surveillance/radar"}
    for name, path in paths.items():

        def ask(path: str = path) -> None:
            assert client.get(path).status_code == 200

        ask()
        told[f"page: {name}, ms"] = round(1000 * statistics.median(seconds(ask) for _ in range(7)), 1)
    return told


def seconds(deed: Callable[[], None]) -> float:
    start = time.perf_counter()
    deed()
    return round(time.perf_counter() - start, 3)


def report(told: dict[str, float]) -> None:
    for name, value in told.items():
        print(f"{name:45} {value:>12,}")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
