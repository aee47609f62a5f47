"""How fast the laboratory's pages answer with a million stored results, and ten thousand results are entered.

    python benchmarks/laboratory/pages.py [--results 1000000] [--rounds 21] [--home var/bench-laboratory] [--quick]

Fills a database of its own (in --home, which is emptied of the laboratory's rows first): five tests a sample, nineteen
in twenty reported, one chart of 2,000 control values. Then asks each page, as the person whose page it is, through the
whole stack without a socket, and takes the median. Entering is `enter_results` on prepared samples: stored, judged and
recorded in the ledger. Prints a table, and one line of JSON.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

TESTS = 5
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
LABORATORY = "BM10"
ANALYTES = [
    ("镉", "cadmium (Cd)"), ("铅", "lead (Pb)"), ("总砷", "total arsenic (As)"), ("总汞", "total mercury (Hg)"),
    ("铬", "chromium (Cr)"),
]  # fmt: skip
# Of a hundred samples: prepared, tested, reviewed; the others are reported.
STATES = ["prepared"] * 2 + ["tested"] * 2 + ["reviewed"] * 1 + ["reported"] * 95


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--results", type=int, default=1_000_000)
    ask.add_argument("--rounds", type=int, default=21)
    ask.add_argument("--home", default="var/bench-laboratory")
    ask.add_argument("--quick", action="store_true", help="20,000 results, 5 rounds, 400 entered")
    wish = ask.parse_args()
    if wish.quick:
        wish.results, wish.rounds = 20_000, 5
    open_home(Path(wish.home).resolve())
    told = Filling(wish.results // TESTS)
    filled = timed(told.fill)
    figures = pages(told, wish.rounds)
    entered = min(10_000, wish.results // 50)
    figures["enter_results, s"] = entering(told, entered)
    for name, value in figures.items():
        print(f"{name:34} {value:9.3f}")
    print(json.dumps({"results": wish.results, "filled_s": round(filled, 1), "entered": entered, **figures}))


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


def timed(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


class Filling:
    """The rows, written by COPY; people and the method by the models."""

    def __init__(self, samples: int) -> None:
        self.count = samples
        self.labels: list[str] = []
        self.prepared: list[str] = []

    def fill(self) -> None:
        """Everything that the pages read."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE laboratory_sample, laboratory_method, laboratory_controlseries, laboratory_referencematerial "
                "RESTART IDENTITY CASCADE"
            )
        self._people()
        self._samples()
        self._chart()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _people(self) -> None:
        from guomen.kernel.offices.models import Actor, Office
        from guomen.kernel.offices.operations import set_up_grants, set_up_offices
        from guomen.laboratory.models import Competence, Method, MethodScope

        set_up_offices(
            [
                {"code": "BM00", "name_zh": "总署", "name_en": "Headquarters", "level": "headquarters", "parent": ""},
                {"code": LABORATORY, "name_zh": "实验室", "name_en": "Laboratory", "level": "bureau", "parent": "BM00"},
            ]
        )
        set_up_grants(
            {"role": role, "capability": one}
            for role, held in {
                "laboratory_analyst": ["test"],
                "laboratory_manager": ["test", "authorise_result", "manage_laboratory"],
            }.items()
            for one in held
        )
        self.office = Office.objects.get(code=LABORATORY)
        self.analyst, self.reviewer, self.signatory = (
            Actor.objects.filter(username=name).first()
            or Actor.objects.create_actor(
                username=name, password="a quiet bench at noon", name_zh=name, name_en=name, office=self.office,
                roles=[role],
            )
            for name, role in (
                ("bench-1", "laboratory_analyst"), ("bench-2", "laboratory_analyst"), ("bench-3", "laboratory_manager"),
            )
        )  # fmt: skip
        self.method = Method.objects.create(
            laboratory=self.office, code="ICP-01", title_zh="元素", title_en="elements", section="metals",
            standard="GB 5009.268", valid_from=date(2020, 1, 1),
        )  # fmt: skip
        for zh, en in ANALYTES:
            MethodScope.objects.create(
                method=self.method, analyte_zh=zh, analyte_en=en, unit="mg/kg", low=Decimal("0.005"), high=Decimal(5),
                lod=Decimal("0.002"), loq=Decimal("0.005"), uncertainty_relative=Decimal("0.12"), accreditation="L0001",
            )  # fmt: skip
        for person, level in ((self.analyst, "perform"), (self.reviewer, "perform"), (self.reviewer, "review")):
            Competence.objects.create(
                person=person, method=self.method, level=level, granted_on=date(2020, 1, 1), granted_by=self.signatory
            )

    def _samples(self) -> None:
        from guomen.kernel.terms import Text
        from guomen.laboratory.rules import statement_of
        from guomen.laboratory.terms import Limit, LimitKind, Measured, label_of

        self.labels = [label_of(number) for number in range(1, self.count + 1)]
        self.prepared = [label for number, label in enumerate(self.labels) if STATES[number % 100] == "prepared"]
        limit = Limit(LimitKind.MAX, "mg/kg", Decimal("0.2"), standard="GB 2762", edition="2017", clause="表2")
        measured = Measured((Decimal("0.05"),), "mg/kg", Decimal("0.002"), Decimal("0.005"), relative=Decimal("0.12"))
        self.said = [json.dumps(statement_of(Text(*one), limit, measured).as_json()) for one in ANALYTES]
        self._copy("laboratory_sample", SAMPLE, self._sample_rows())
        self._copy("laboratory_testrequest", REQUEST, self._request_rows())
        self._copy("laboratory_result", RESULT, self._result_rows())
        self._copy("laboratory_custodystep", STEP, self._step_rows())
        self._copy("laboratory_report", REPORT, self._report_rows())

    def _copy(self, table: str, columns: dict[str, object], rows: Iterable[tuple[object, ...]]) -> None:
        """COPY rows; the columns that are the same in every row stand in `columns`, the others come with the row."""
        from django.db import connection

        varying = [name for name, value in columns.items() if value is ...]
        constant = {name: value for name, value in columns.items() if value is not ...}
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE filling AS SELECT {', '.join(varying)} FROM {table} LIMIT 0")
            with cursor.copy(f"COPY filling ({', '.join(varying)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            names = ", ".join([*varying, *constant])
            values = ", ".join([*varying, *("%s" for _ in constant)])
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM filling", list(constant.values()))
            cursor.execute("DROP TABLE filling")
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")

    def _state(self, number: int) -> str:
        return STATES[number % 100]

    def _ordered(self, number: int) -> datetime:
        return NOW - timedelta(minutes=2 * (self.count - number))

    def _sample_rows(self) -> Iterator[tuple[object, ...]]:
        for number, label in enumerate(self.labels):
            at = self._ordered(number)
            yield (
                number + 1, label, f"consignment:{number // 3 + 1}/{number % 3 + 1}", self.office.pk, self.office.pk,
                self._state(number), at, at + timedelta(hours=5), at + timedelta(days=5),
            )  # fmt: skip

    def _request_rows(self) -> Iterator[tuple[object, ...]]:
        for number in range(self.count):
            for position, (zh, en) in enumerate(ANALYTES, start=1):
                yield number * TESTS + position, number + 1, position, zh, en

    def _result_rows(self) -> Iterator[tuple[object, ...]]:
        for number in range(self.count):
            if self._state(number) == "prepared":
                continue
            at = self._ordered(number) + timedelta(hours=30)
            for position in range(1, TESTS + 1):
                key = number * TESTS + position
                yield key, key, self.said[position - 1], self.analyst.pk, at, self.method.pk

    def _step_rows(self) -> Iterator[tuple[object, ...]]:
        for number in range(self.count):
            for place, deed in enumerate(("draw", "hand_over", "receive", "prepare")):
                at = self._ordered(number) + timedelta(hours=place)
                yield number * 4 + place + 1, number + 1, deed, at, self.analyst.pk

    def _report_rows(self) -> Iterator[tuple[object, ...]]:
        whole = "[" + ", ".join(self.said) + "]"
        for number in range(self.count):
            if self._state(number) == "reported":
                yield number + 1, number + 1, whole, self.signatory.pk, self._ordered(number) + timedelta(hours=40)

    def _chart(self) -> None:
        from random import Random

        from guomen.laboratory.models import ControlPoint, ControlSeries, ReferenceMaterial

        material = ReferenceMaterial.objects.create(
            laboratory=self.office, code="QC-1", name_zh="质控样", name_en="control material", analyte_zh="镉",
            analyte_en="cadmium (Cd)", value=Decimal("0.1"), unit="mg/kg",
        )  # fmt: skip
        self.series = ControlSeries.objects.create(
            method=self.method, material=material, analyte_zh="镉", analyte_en="cadmium (Cd)", unit="mg/kg",
            mean=Decimal("0.1"), sd=Decimal("0.005"), started_on=date(2020, 1, 1),
        )  # fmt: skip
        draw = Random(1)
        scores = [draw.gauss(0, 1) for _ in range(2000)]
        ControlPoint.objects.bulk_create(
            ControlPoint(
                series=self.series, at=NOW - timedelta(hours=2000 - place), value=Decimal(f"{0.1 + 0.005 * z:.6f}"),
                z=z, violations=["1-2s"] if abs(z) > 2 else [], analyst=self.analyst,
            )
            for place, z in enumerate(scores)
        )  # fmt: skip


# ... marks a column whose value comes with each row.
SAMPLE: dict[str, object] = {
    "id": ..., "label": ..., "subject": ..., "office_id": ..., "laboratory_id": ..., "state": ..., "ordered_at": ...,
    "received_at": ..., "due_at": ..., "goods_code": "1006302000999", "description": "rice 大米", "units": 1,
    "purpose": "inspection", "requester": "", "lot": "", "plan": "{}", "bound_to": "", "receipt": "accepted",
    "remark": "",
}  # fmt: skip
REQUEST: dict[str, object] = {
    "id": ..., "sample_id": ..., "position": ..., "analyte_zh": ..., "analyte_en": ..., "method": "GB 5009.268",
    '"on"': date(2026, 1, 1), "limit_kind": "max", "limit_value": Decimal("0.2"), "unit": "mg/kg", "units": 1,
    "accept": 0, "standard": "GB 2762", "edition": "2017", "clause": "表2", "condition": "", "limit_key": "",
    "limit_confidence": "", "basis": "", "components": "[]", "limit_basis": "", "decision_rule": "",
    "comparison": "full", "places": None, "markets": "{}",
}  # fmt: skip
RESULT: dict[str, object] = {
    "id": ..., "request_id": ..., "statement": ..., "analyst_id": ..., "entered_at": ..., "method_used_id": ...,
    "version": 1, "readings": [Decimal("0.05")], "unit": "mg/kg", "lod": Decimal("0.002"), "loq": Decimal("0.005"),
    "conformity": "conform", "change_reason": "", "source": "instrument", "qualifier": "", "components": "{}",
    "dilution": 1, "reported_basis": "", "uncertainty": Decimal("0.006"), "coverage_factor": 2,
    "decision_rule": "simple",
}  # fmt: skip
STEP: dict[str, object] = {
    "id": ..., "sample_id": ..., "deed": ..., "at": ..., "actor_id": ..., "holder": "bench", "place": "room 3",
    "seal": "", "note": "",
}  # fmt: skip
REPORT: dict[str, object] = {
    "id": ..., "sample_id": ..., "statements": ..., "authorised_by_id": ..., "reported_at": ..., "version": 1,
    "conform": True, "code": "", "document": "", "document_digest": "", "amends": "", "withdrawn_because": "",
}  # fmt: skip


def pages(told: Filling, rounds: int) -> dict[str, float]:
    """Median seconds of each page."""
    from django.test import Client
    from django.urls import reverse

    middle = told.labels[len(told.labels) // 2 + 37]
    tested = next(label for number, label in enumerate(told.labels) if STATES[number % 100] == "tested")
    asked = {
        "a sample's page, s": (told.analyst, reverse("laboratory-sample", args=[middle])),
        "the queue of samples, s": (told.analyst, reverse("laboratory-samples")),
        "the review queue, s": (told.signatory, reverse("laboratory-review")),
        "one sample in review, s": (told.reviewer, reverse("laboratory-review-sample", args=[tested])),
        "an analyst's bench, s": (told.analyst, reverse("laboratory-bench")),
        "turnaround, 30 days, s": (told.signatory, reverse("laboratory-turnaround")),
        "a chart of 2,000 points, s": (told.signatory, reverse("laboratory-chart", args=[told.series.pk])),
    }
    figures = {}
    for name, (person, address) in asked.items():
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == 200, name
        get = partial(client.get, address)
        figures[name] = round(statistics.median(timed(get) for _ in range(rounds)), 4)
    return figures


def entering(told: Filling, count: int) -> float:
    """Seconds for entering so many results on prepared samples at once."""
    from guomen.laboratory.models import TestRequest
    from guomen.laboratory.operations import enter_results
    from guomen.laboratory.terms import Entry, Measured, ResultSource

    rows = TestRequest.objects.filter(sample__state="prepared").order_by("id").values_list("sample__label", "id")
    entries: list[Any] = [
        Entry(label, key, Measured((Decimal("0.05"),), "mg/kg"), source=ResultSource.INSTRUMENT)
        for label, key in rows[:count]
    ]
    assert len(entries) == count, "too few prepared samples"
    return round(timed(lambda: enter_results(actor=told.analyst, at=NOW, entries=entries)), 3)


if __name__ == "__main__":
    main()
