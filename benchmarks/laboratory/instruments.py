"""How long a batch of instrument results takes: read, checked, applied as results, and its page shown.

    python benchmarks/laboratory/instruments.py [--quick] [--values 10000] [--write FILE]

Works in a database of its own beside the configured one (made, and dropped at the end). 5,000 samples with two tests
each wait on the bench; one file holds a value for each test, as CSV and (other samples) as ASTM E1394 records. A
hundredth of the values is faulty (unknown code, no such sample, wrong unit) and is held. Prints a table, and one line
of JSON.
"""

import argparse
import json
import os
import statistics
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HOME = Path(os.environ.setdefault("GUOMEN_HOME", "var/bench")).resolve()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ANALYTES = (("Cd111", "镉", "cadmium (Cd)"), ("Pb208", "铅", "lead (Pb)"))
CODES = [{"code": code, "zh": zh, "en": en} for code, zh, en in ANALYTES]
WIRES: dict[str, dict[str, Any]] = {
    "csv": {"sample": "Sample", "code": "Element", "value": "Conc", "unit": "Unit", "codes": CODES},
    "astm": {"sample": "O.3", "code": "R.3.4", "value": "R.4", "unit": "R.5", "codes": CODES},
}


def main() -> None:
    wish = arguments()
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if not os.environ.get("DATABASE_URL"):
        from guomen.interfaces.runtime.postgres import Postgres

        Postgres(HOME).start()
    connection.settings_dict["TEST"]["NAME"] = "guomen_bench_instruments"
    made = setup_databases(0, interactive=False)
    try:
        told = measured(wish.values)
    finally:
        teardown_databases(made, 0)
    print(json.dumps(told))
    if wish.write:
        wish.write.write_text(json.dumps(told))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=10_000)
    parser.add_argument("--quick", action="store_true", help="500 values")
    parser.add_argument("--write", type=Path)
    wish = parser.parse_args()
    if wish.quick:
        wish.values = 500
    return wish


def measured(values: int) -> dict[str, Any]:
    """Seconds of each step, for each wire."""
    told: dict[str, Any] = {"values": values}
    analyst, laboratory = house()
    print(f"{'wire':6} {'taken in':>10} {'shown':>10} {'whole':>10}  applied, held")
    for wire in WIRES:
        labels = samples(laboratory, values // len(ANALYTES), told)
        content = written(wire, labels)
        profile = profile_of(laboratory, wire)
        told[wire] = one = batch(analyst, profile, content)
        print(f"{wire:6} {one['taken']:>9.2f}s {one['shown']:>9.2f}s {one['whole']:>9.2f}s  "
              f"{one['applied']}, {one['held']}")  # fmt: skip
    return told


def house() -> tuple[Any, Any]:
    """A laboratory with a method for two metals, its instrument, and an analyst who may perform it."""
    from django.conf import settings

    from guomen.catalogue.operations import load_reference
    from guomen.kernel.offices.models import Actor, Office
    from guomen.kernel.terms import Role
    from guomen.laboratory.models import Competence, Instrument, Method, MethodScope, Verification

    load_reference(actor=None, at=NOW, folder=settings.REFERENCE)
    laboratory = Office.objects.get(code="310000")
    analyst = Actor.objects.create_actor(
        username="bench", password="a quiet port at dawn", name_zh="某人", name_en="Somebody", office=laboratory,
        roles=[Role.LABORATORY_ANALYST],
    )  # fmt: skip
    method = Method.objects.create(
        laboratory=laboratory, code="M-1", title_zh="多元素", title_en="Elements", valid_from=date(2020, 1, 1)
    )
    for _code, zh, en in ANALYTES:
        MethodScope.objects.create(
            method=method, analyte_zh=zh, analyte_en=en, unit="mg/kg", lod="0.002", loq="0.006",
            uncertainty_relative="0.12",
        )  # fmt: skip
    Competence.objects.create(person=analyst, method=method, level="perform", granted_on=date(2020, 1, 1))
    tool = Instrument.objects.create(laboratory=laboratory, code="ICP-1", name_zh="质谱仪", name_en="ICP-MS")
    tool.methods.add(method)
    Verification.objects.create(
        instrument=tool, kind="calibration", on=NOW, due_on=date(2099, 1, 1), passed=True, by="-", recorded_at=NOW
    )
    return analyst, laboratory


def samples(laboratory: Any, count: int, told: dict[str, Any]) -> list[str]:
    """Prepared samples of rice with two tests each."""
    from guomen.laboratory.models import Sample, TestRequest
    from guomen.laboratory.terms import label_of

    before = Sample.objects.count()
    rows = Sample.objects.bulk_create(
        Sample(
            label=label_of(before + place + 1), subject=f"consignment:{before + place}/1", office=laboratory,
            laboratory=laboratory, goods_code="1006302000999", description="rice", state="prepared", ordered_at=NOW,
        )
        for place in range(count)
    )  # fmt: skip
    TestRequest.objects.bulk_create(
        TestRequest(
            sample=row, position=place, analyte_zh=zh, analyte_en=en, on=NOW.date(), limit_kind="max",
            limit_value="0.2", unit="mg/kg", standard="GB 2762", edition="2022",
        )
        for row in rows
        for place, (_code, zh, en) in enumerate(ANALYTES, start=1)
    )  # fmt: skip
    told["samples"] = Sample.objects.count()
    return [row.label for row in rows]


def written(wire: str, labels: list[str]) -> bytes:
    """The message: a value for each test; every hundredth is faulty in one of three ways."""
    rows = []
    for place, (label, code) in enumerate((label, code) for label in labels for code, _zh, _en in ANALYTES):
        row = [label, code, f"{(place * 37 % 400) / 1000 + 0.003:.4f}", "mg/kg"]
        if place % 100 == 99:
            row[(0, 1, 3)[place // 100 % 3]] = ("unknown", "Xx1", "mg/L")[place // 100 % 3]
        rows.append(row)
    if wire == "csv":
        return ("\n".join(["Sample,Element,Conc,Unit", *(",".join(row) for row in rows)]) + "\n").encode()
    lines = ["H|\\^&|||ICP", "P|1"]
    for number, (label, code, value, unit) in enumerate(rows, start=1):
        lines += [f"O|{number}|{label}||^^^{code}", f"R|1|^^^{code}|{value}|{unit}||||F"]
    return ("\r".join([*lines, "L|1|N"]) + "\r").encode()


def profile_of(laboratory: Any, wire: str) -> Any:
    from guomen.laboratory.models import Instrument, Profile

    return Profile.objects.create(
        laboratory=laboratory, name=f"ICP-1 {wire}", wire=wire, definition=WIRES[wire], state="in_use",
        instrument=Instrument.objects.get(), written_at=NOW,
    )  # fmt: skip


def batch(analyst: Any, profile: Any, content: bytes) -> dict[str, Any]:
    """Taken in once; its page and the list asked for five times."""
    from django.conf import settings
    from django.test import Client

    from guomen.laboratory.messages.operations import take_message

    settings.ALLOWED_HOSTS = ["testserver"]
    begun = time.perf_counter()
    taken = take_message(actor=analyst, at=NOW, profile=profile.pk, name="run", content=content)
    done = time.perf_counter() - begun
    client = Client()
    client.force_login(analyst)
    pages = []
    for _ in range(5):
        begun = time.perf_counter()
        answer = client.get(f"/laboratory/messages/{taken.message.pk}")
        pages.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise SystemExit(f"the page answered {answer.status_code}")
    shown = statistics.median(pages)
    return {"taken": round(done, 2), "shown": round(shown, 3), "whole": round(done + pages[0], 2), **taken.counts}


if __name__ == "__main__":
    main()
