"""How fast the pages of a programme answer at the size of a national plan.

    python benchmarks/supervision/pages.py [--lines 500] [--offices 40] [--samples 100000] [--rounds 21]
                                           [--home var/bench-supervision] [--quick]

Fills a database of its own (in --home, which is emptied of programmes first): a year's programme of that many lines,
each shared out to every office in four periods, three of them over; samples of unequal chances, nineteen in twenty
reported, three in a hundred nonconforming, one in fifty drawn by hand. Then asks each page, as the analyst who plans,
through the whole stack without a socket: seconds of the first time, the median of the rounds, and how long processor
cores were busy with one round, in Python and in the database's process together: what an idle machine would take at
least. Prints a table and one line of JSON with the load of the machine.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

YEAR = 2026
NOW = datetime(YEAR, 11, 22, 4, 0, tzinfo=UTC)
SHARES = """
INSERT INTO supervision_share (line_id, office_id, from_on, to_on, number, expected, "order", rate)
SELECT line.id, office.id, make_date(%(year)s, quarter * 3 + 1, 1),
       make_date(%(year)s, quarter * 3 + 1, 1) + interval '3 months',
       1 + (line.id + office.id + quarter) %% 2, 20, '', .1
FROM supervision_line AS line, kernel_office AS office, generate_series(0, 3) AS quarter WHERE office.level = 'branch'
"""
SAMPLES = """
INSERT INTO supervision_programmesample (line_id, share_id, label, subject, office_id, goods_code, origin, producer,
  chance, drawn_at, cancelled, report, reported_at, conform, exceeded, "values")
SELECT share.line_id, share.id, lpad(place::text, 12, '0'), 'consignment:' || place || '/1', share.office_id,
  '1006302000999', (ARRAY['TH', 'VN', 'IT', 'US'])[1 + place %% 4], 'P' || place %% 400,
  CASE WHEN place %% 50 > 0 THEN (ARRAY[.02, .05, .1, .2])[1 + place %% 4] END,
  share.from_on + interval '1 day' * (place %% 85), false, told.answered, NULL, told.conform,
  CASE WHEN told.conform THEN '{}' ELSE '{cadmium (Cd)}'::varchar[] END,
  jsonb_build_object('cadmium (Cd)', jsonb_build_object('value', (.01 + (place %% 37) * .005)::text || ' mg/kg',
    'unit', 'mg/kg', 'conformity', CASE WHEN told.conform THEN 'conform' ELSE 'nonconform' END))
FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM supervision_share, generate_series(1, 2) AS copy
      WHERE copy <= number AND from_on < %(today)s) AS share,
LATERAL (SELECT CASE WHEN place %% 20 = 0 THEN 0 ELSE 1 END AS answered,
                CASE WHEN place %% 20 = 0 THEN NULL ELSE (place * 7919) %% 100 >= 3 END AS conform) AS told
WHERE place <= %(samples)s
"""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--lines", type=int, default=500)
    ask.add_argument("--offices", type=int, default=40)
    ask.add_argument("--samples", type=int, default=100_000)
    ask.add_argument("--rounds", type=int, default=21)
    ask.add_argument("--home", default="var/bench-supervision")
    ask.add_argument("--quick", action="store_true", help="20 lines, 5 offices, 300 samples, 3 rounds")
    wish = ask.parse_args()
    if wish.quick:
        wish.lines, wish.offices, wish.samples, wish.rounds = 20, 5, 300, 3
    open_home(Path(wish.home).resolve())
    planner, counts = filled(wish.lines, wish.offices, wish.samples)
    figures = pages(planner, wish.rounds)
    for name, told in figures.items():
        print(f"{name:30}", "   ".join(f"{what} {seconds:7.3f} s" for what, seconds in told.items()))
    print(json.dumps({**counts, "rounds": wish.rounds, "load": os.getloadavg(), **figures}))


def open_home(home: Path) -> None:
    """A database of our own, with the product's tables."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ["GUOMEN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from guomen.interfaces.runtime.languages import compile_languages
    from guomen.interfaces.runtime.postgres import Postgres

    if not os.environ.get("DATABASE_URL"):
        Postgres(settings.HOME).start()
    call_command("migrate", verbosity=0)
    compile_languages(settings.PACKAGE)
    settings.ALLOWED_HOSTS = ["testserver"]


def filled(lines: int, offices: int, samples: int) -> tuple[Any, dict[str, int]]:
    """Who plans, and how much there is to read."""
    from django.db import connection

    from guomen.catalogue.operations import load_reference
    from guomen.kernel.models import Actor, Office
    from guomen.supervision.models import Line, Programme, ProgrammeSample, Share

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE supervision_programme RESTART IDENTITY CASCADE")
    load_reference(actor=None, at=NOW, folder=Path("reference"))
    top = Office.objects.get(parent=None)
    codes = [f"B{place:03}" for place in range(offices)]
    for place, code in enumerate(codes):
        Office.objects.update_or_create(
            code=code, defaults={"name_zh": f"第{place}分支机构", "name_en": f"Branch {place}", "level": "branch",
                                 "parent": top, "path": f"{top.path}{code}/"},
        )  # fmt: skip
    Office.objects.filter(level="branch").exclude(code__in=codes).update(level="bureau")
    planner = Actor.objects.filter(username="bench").first() or Actor.objects.create_actor(
        username="bench", name_zh="计划员", name_en="planner", office=top, roles=["risk_analyst"]
    )
    plan = Programme.objects.create(
        number=f"MP-{YEAR}-00001", kind="monitoring", title_zh="年度风险监控计划", title_en="Risk monitoring plan",
        basis="bench", office=top, valid_from=date(YEAR, 1, 1), valid_to=date(YEAR + 1, 1, 1), state="signed",
        drafted_by=planner, drafted_at=NOW,
    )  # fmt: skip
    Line.objects.bulk_create(
        Line(programme=plan, position=place, category=f"类别 {place % 12}", name_zh=f"产品{place // 2}",
             name_en=f"product {place // 2}", goods=["100630"], hazard="cadmium", frame="imports",
             tests=[{"analyte": "cadmium (Cd)", "analyte_zh": "镉"}], number=offices * 6,
             group="rice" if place <= 2 else "", side={1: "domestic", 2: "foreign"}.get(place, ""))
        for place in range(1, lines + 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SHARES, {"year": YEAR})
        cursor.execute(SAMPLES, {"today": NOW.date(), "samples": samples})
        cursor.execute("ANALYZE")
    counted = {"lines": Line, "shares": Share, "samples": ProgrammeSample}
    return planner, {name: model.objects.count() for name, model in counted.items()}


def pages(planner: Any, rounds: int) -> dict[str, dict[str, float]]:
    """Seconds of each page: the first time, the median, and processor seconds of one round."""
    from django.test import Client
    from django.urls import reverse

    plan = f"MP-{YEAR}-00001"
    asked = {
        "the programmes": reverse("supervision-programmes"),
        "the overview": reverse("supervision-programme", args=[plan]),
        "pass rates": reverse("supervision-passing", args=[plan]),
        "what one office has": reverse("supervision-programme-office", args=[plan, "B001"]),
        "a line": reverse("supervision-line", args=[plan, 1]),
        "a comparison": reverse("supervision-comparison", args=[plan]),
        "suggestions": reverse("supervision-suggestions"),
        "the programme over the API": f"/api/programmes/{plan}",
    }
    client = Client()
    client.force_login(planner)
    figures = {}
    for name, address in asked.items():
        get = partial(client.get, address)
        first = timed(lambda get=get, name=name: _there(get(), name))
        before = busy()
        median = statistics.median(timed(get) for _ in range(rounds))
        told = {"first": first, "median": median, "busy": (busy() - before) / rounds}
        figures[name] = {what: round(seconds, 4) for what, seconds in told.items()}
    return figures


def busy() -> float:
    """Processor seconds of this process and of the one that answers its statements, where that is on this machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    stat = Path(f"/proc/{pid}/stat")
    spent = stat.read_text().rpartition(")")[2].split()[11:13] if stat.exists() else []
    return time.process_time() + sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


def _there(answer: Any, name: str) -> None:
    assert answer.status_code == 200, f"{name}: {answer.status_code}"


def timed(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
