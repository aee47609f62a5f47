"""Bulk screening against the bare rule join of the same run: lines per second, their ratio, memory, growth.

    python benchmarks/screening.py --lines 1000000 --rules 5000
    python benchmarks/screening.py --lines 5000000
    python benchmarks/screening.py --lines 1000000 --model

Lines are made up (2,500 goods codes, 119 origins, 14,000 importers, declarations of 1 to 8
lines over a year); rules as in a
large agency: prefixes of 0 to 10 digits, six in ten with origins, one in ten of those negated, some with classes,
regimes, ranges and seasons; half of them measures, half control orders. Needs no database. Whole: Parquet in,
Parquet with decisions, reasons and instructions out. --model: the office selects under capacity; a model trained on
50,000 made-up lines with outcomes is asked of every line, and the twentieth of highest value is picked, with reasons.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from guomen.catalogue.terms import (
    CatalogueSnapshot,
    Channel,
    CommodityRisk,
    Condition,
    MeasureInForce,
    Plan,
    PolicyValue,
    ProductRisk,
    SamplingTables,
)
from guomen.consignments.terms import LINE_SCHEMA
from guomen.kernel.terms import Text
from guomen.parties.terms import OperatorFacts, PartySnapshot
from guomen.targeting.capacity.terms import PaceInForce
from guomen.targeting.model_v1.terms import LINE_ROLES
from guomen.targeting.model_v1.training import train
from guomen.targeting.rules.bulk.lines import Lines
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.rule import OrderInForce
from guomen.targeting.rules.rulebook import Rulebook, compile_rulebook
from guomen.targeting.screening.running import CHUNK, declaration_slices, screen_file

DAY = date(2018, 9, 3)
GOODS, ORIGINS, IMPORTERS = 2500, 119, 14000
LEARNED = 50_000
MODES = {1: "credit", 2: "verification", 3: "general", 4: "special"}
RATES = {"special": "1", "stringent": "1", "general": "0.2", "verification": "0.08", "credit": "0.02"}


def goods_codes(random: Random) -> list[str]:
    """Codes as they cluster in a tariff: chapters, headings, then further digits."""
    headings = [f"{random.randint(1, 97):02d}{random.randint(1, 30):02d}" for _ in range(500)]
    return [f"{random.choice(headings)}{random.randint(0, 10**9 - 1):09d}" for _ in range(GOODS)]


def origin_codes(random: Random) -> list[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return random.sample([one + other for one in letters for other in letters], ORIGINS)


def conditions(random: Random, codes: list[str], origins: list[str], count: int) -> list[Condition]:
    made = []
    for _ in range(count):
        length = random.choices([0, 2, 4, 6, 8, 10], [1, 20, 40, 40, 25, 15])[0]
        some = not length or random.random() < 0.6
        named = frozenset(random.sample(origins, random.randint(1, 8))) if some else frozenset()
        made.append(
            Condition(
                goods=(random.choice(codes)[:length],) if length else (),
                origins=named,
                origins_negated=bool(named) and random.random() < 0.1,
                regimes=frozenset({"0110"}) if random.random() < 0.1 else frozenset(),
                enterprise_classes=frozenset({3, 4}) if random.random() < 0.15 else frozenset(),
                importers=frozenset({importer(random.randrange(IMPORTERS))}) if random.random() < 0.05 else frozenset(),
                min_value=random.choice([1e3, 1e4, 1e5]) if random.random() < 0.2 else None,
                max_net_mass=random.choice([1e2, 1e4]) if random.random() < 0.1 else None,
                season=("11-01", "03-31") if random.random() < 0.1 else None,
            )
        )
    return made


def importer(number: int) -> str:
    return f"IMP{number:015d}"


def rulebook(random: Random, codes: list[str], origins: list[str], rules: int, selection: str = "rates") -> Rulebook:
    made = conditions(random, codes, origins, rules)
    period: dict[str, Any] = {"valid_from": date(2018, 1, 1)}
    channels = [Channel.DOCUMENT, Channel.PHYSICAL, Channel.SAMPLE]
    rates = [None, 0.05, 0.1, 0.3]
    measures = [
        MeasureInForce(key=f"measure:M-{n:05d}", number=f"M-{n:05d}", condition=one, hazard="salmonella",
                       orders=random.choice(channels), rate=random.choice(rates), basis="Notice 2018-43, item 2",
                       tests=({"analyte": "Salmonella", "limit_kind": "not_detected", "unit": "/25 g"},),
                       text=Text(f"对该类商品加强检验检疫（第{n}号）", f"Stricter inspection of these goods (no. {n})"),
                       public=Text("加强检验", "stricter inspection"), **period)
        for n, one in enumerate(made[: rules // 2])
    ]  # fmt: skip
    orders = [
        OrderInForce(key=f"order:O-{n:05d}", number=f"O-{n:05d}", office="4700", condition=one,
                     rate=random.choice(rates), orders=random.choice(channels), tests=(), valid_to=None,
                     text=Text(f"重点核查货物与申报是否相符（第{n}号）",
                               f"Check goods against the declaration (no. {n})"), **period)
        for n, one in enumerate(made[rules // 2 :])
    ]  # fmt: skip
    catalogue = CatalogueSnapshot(
        1,
        measures=tuple(measures),
        commodities=tuple(
            CommodityRisk(key=f"commodity:{n:02d}", goods=f"{n:02d}", risk=list(ProductRisk)[n % 3], **period)
            for n in range(1, 98)
        ),
        policies=tuple(PolicyValue(key=f"policy:{name}", name=name, office="", value=value, **period)
                       for name, value in (policies() | {"targeting.selection": selection}).items()),
    )  # fmt: skip
    letters = ((1, None, {"II": "J"}),)

    plans = {("normal", "J", aql): Plan("J", 80, 2, 3) for aql in ("0.65", "1.0", "2.5")}
    return compile_rulebook(catalogue, orders, {"4701": "4700/4701/"}, SamplingTables("ISO 2859-1", letters, plans, ()))


def policies() -> dict[str, str]:
    named = {f"targeting.mode.{grade}.{risk}": mode for grade, mode in MODES.items() for risk in ProductRisk}
    named |= {f"targeting.lot_rate.{mode}": rate for mode, rate in RATES.items()}
    for mode in RATES:
        named |= {f"targeting.csp.{mode}.clearance_number": "10", f"targeting.csp.{mode}.sampling_fraction": "0.1"}
    return named | {
        "targeting.origin_uplift.ordinary": "1", "targeting.control_arm_rate": "0.02",
        "targeting.control_arm_channel": "physical", "targeting.drawn_channel": "physical",
        "targeting.default_enterprise_class": "3", "targeting.default_product_risk": "general",
        "targeting.inspection_level": "II", "targeting.aql.high": "0.65", "targeting.aql.elevated": "1.0",
        "targeting.aql.general": "2.5",
    }  # fmt: skip


def write_lines(file: Path, count: int, codes: list[str], origins: list[str], seed: int) -> None:
    """Declarations of 1 to 8 lines, with goods, origins and importers as unevenly spread as in trade."""
    dice = np.random.default_rng(seed)
    sizes = dice.integers(1, 9, size=count)
    declaration = np.repeat(np.arange(count), sizes)[:count]
    first = np.concatenate([[0], np.cumsum(sizes)])[declaration]
    spread = lambda size: np.minimum((dice.pareto(0.9, count) * size / 40).astype(int), size - 1)  # noqa: E731
    head = spread(IMPORTERS)[declaration]
    columns = {
        "sender": pl.Series(["broker"]).new_from_index(0, count),
        "reference": pl.Series(declaration).cast(pl.String).str.zfill(9),
        "version": pl.Series([1]).new_from_index(0, count),
        "action": pl.Series(["lodge"]).new_from_index(0, count),
        "direction": pl.Series(["import"]).new_from_index(0, count),
        "regime": pl.Series(["0110", "1039"]).gather(dice.integers(0, 2, count)[declaration]),
        "declared_on": pl.Series(np.datetime64("2018-01-01") + (dice.integers(0, 365, count)[declaration])),
        "office": pl.Series(["4701"]).new_from_index(0, count),
        "port": pl.Series(["470101"]).new_from_index(0, count),
        "importer": pl.Series([importer(number) for number in range(IMPORTERS)]).gather(head),
        "item_no": pl.Series(np.arange(count) - first + 1),
        "goods_code": pl.Series(codes).gather(spread(GOODS)),
        "origin": pl.Series(origins).gather(spread(ORIGINS)),
        "quantity": pl.Series(np.round(dice.lognormal(5, 2, count))),
        "net_mass": pl.Series(np.round(dice.lognormal(6, 2, count), 1)),
        "value": pl.Series(np.round(dice.lognormal(9, 2, count), 2)),
        "currency": pl.Series(["CNY"]).new_from_index(0, count),
    }
    given = pl.DataFrame(columns)
    rest = [pl.lit(None, dtype=kind).alias(name) for name, kind in LINE_SCHEMA.items() if name not in columns]
    given.with_columns(rest).select(list(LINE_SCHEMA)).cast(dict(LINE_SCHEMA)).write_parquet(file)


def in_charge(folder: Path, codes: list[str], origins: list[str]) -> Learned:
    """A model that some outcomes taught, and the line that a twentieth of its values reach."""
    source = folder / "learned.parquet"
    write_lines(source, LEARNED, codes, origins, seed=7)
    frame, dice = pl.read_parquet(source), np.random.default_rng(7)
    risky = (frame["goods_code"].hash(1) % 20 == 0).to_numpy() | (frame["origin"].hash(2) % 20 == 0).to_numpy()
    found = dice.uniform(size=frame.height) < np.where(risky, 0.3, 0.03)
    labelled = frame.with_columns(pl.Series("nonconforming", found.astype(np.int8)))
    model = train(labelled, replace(LINE_ROLES, known="", harm=""), seed=1)
    line = PaceInForce(
        pace=1, office="4701", check_kind=Channel.PHYSICAL, shift_on=DAY, sequence=1, capacity=LEARNED, spent=0,
        threshold=float(np.quantile(model.score(frame), 0.95)), random_rate=0.02, model=model.digest,
    )  # fmt: skip
    return Learned(scorers={model.digest: model}, paces={("4701", Channel.PHYSICAL): line})


def bare_join(file: Path, screen: Screen) -> tuple[float, int]:
    """Seconds and hits of matching alone, chunk by chunk in one process: nothing asked, nothing written."""
    hits, began = 0, time.perf_counter()
    for start, length in declaration_slices(file, CHUNK):
        lines = Lines(pl.scan_parquet(file).slice(start, length).collect(), DAY)
        screen.asking.derive(lines)
        hits += len(screen.matcher.hits(lines).row)
    return time.perf_counter() - began, hits


def peak_mib(processes: int) -> float:
    """Peak memory of this process and of the largest of its children, times the number of these."""
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (here + (processes - 1) * child) / 1024


def cpu_seconds() -> float:
    """Processor time of this process and of its finished children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, default=5_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", default="decisions", help="a folder of parts, or decisions.parquet for one file")
    parser.add_argument("--seed", type=int, default=20180903)
    parser.add_argument("--model", action="store_true", help="ask a model of every line")
    given = parser.parse_args()
    random = Random(given.seed)
    codes, origins = goods_codes(random), origin_codes(random)
    began = time.perf_counter()
    book = rulebook(random, codes, origins, given.rules, "capacity" if given.model else "rates")
    operators = {
        importer(n): OperatorFacts(importer(n), "", "", ((1 + n % 3, date(2018, 1, 1), None, ""),))
        for n in range(IMPORTERS)
    }
    known = PartySnapshot(1, operators)
    screen = Screen(Docket(book, known, {}), DAY, bytes(32))
    compiled = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "lines.parquet", Path(folder) / given.out
        write_lines(source, given.lines, codes, origins, given.seed)
        learned = in_charge(Path(folder), codes, origins) if given.model else None
        used = cpu_seconds()
        bare, hits = bare_join(source, screen)
        bare_cpu, used = cpu_seconds() - used, cpu_seconds()
        began = time.perf_counter()
        screen_file(source, out, book, known, {}, DAY, bytes(32), learned=learned, processes=given.processes)
        whole = time.perf_counter() - began
        whole_cpu = cpu_seconds() - used
        decided = pl.scan_parquet(sorted(out.rglob("*.parquet")) or out).select(
            pl.len(), pl.col("reasons").list.len().sum().alias("reasons"), (pl.col("arm") == "learned").sum()
        )
        rows, reasons, picked = decided.collect().row(0)
        size = sum(part.stat().st_size for part in [*out.rglob("*.parquet"), out]) / 2**20
    assert rows == given.lines
    told = {
        "lines": given.lines, "rules": given.rules, "hits": hits, "reasons": reasons, "picked": picked,
        "processes": given.processes,
        "compile_s": round(compiled, 2), "bare_join_s": round(bare, 2), "whole_s": round(whole, 2),
        "bare_join_lines_per_s": round(given.lines / bare), "whole_lines_per_s": round(given.lines / whole),
        "bare_join_cpu_s": round(bare_cpu, 2), "whole_cpu_s": round(whole_cpu, 2),
        "ratio_bare_to_whole": round(whole / bare, 2), "ratio_cpu": round(whole_cpu / bare_cpu, 2),
        "load": round(os.getloadavg()[0], 1), "peak_rss_mib": round(peak_mib(given.processes)), "out_mib": round(size),
    }  # fmt: skip
    table = Table("figure", "value", title="Bulk screening")
    for name, value in told.items():
        table.add_row(name, f"{value:,}")
    Console(stderr=True).print(table)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
