"""How fast control rules judge a long series, beside a plain reading of them, and how long a chart takes to draw.

    python benchmarks/laboratory/charts.py [--points 100000] [--drawn 2000] [--runs 5]

Needs no database. Prints a table and one line of JSON. The plain reading is that of the tests, point by point; both
judge the same points by the same thirteen rules in one run, and must agree.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")


def main() -> None:
    asked = arguments()
    import django

    django.setup()
    from guomen.laboratory.quality.rules import RULES, violations
    from tests.laboratory.quality.test_westgard import naive

    rules = list(RULES)
    series = np.random.default_rng(asked.seed).normal(0.3, 1.1, asked.points)
    found, quick = timed(lambda: violations(series, rules), asked.runs)
    short = series[: asked.points // 10]
    plain, slow = timed(lambda: {code: naive(short, code) for code in rules}, 1)
    same = all([n for n, codes in enumerate(found[: len(short)]) if code in codes] == plain[code] for code in rules)
    drawn = [drawing(asked.drawn, run) for run in range(asked.runs)]
    ratio = slow * 10 / quick
    row = {
        "points": asked.points,
        "rules": len(rules),
        "seconds": round(quick, 4),
        "rules_a_second": round(asked.points * len(rules) / quick),
        "times_the_plain_reading": round(ratio),
        "the_same": same,
        f"chart_of_{asked.drawn}_ms": [round(one * 1000) for one in drawn],
        "median_ms": round(statistics.median(drawn) * 1000),
    }
    for name, value in row.items():
        print(f"{name:28} {value}")
    print(json.dumps(row))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--drawn", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def timed(work: Callable[[], Any], runs: int) -> tuple[Any, float]:
    """What the work gives, and the median of its times."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - started)
    return found, statistics.median(times)


def drawing(points: int, seed: int) -> float:
    """Seconds to draw a chart that was not drawn before."""
    from datetime import UTC, datetime, timedelta

    from guomen.laboratory.quality.models import ControlPoint
    from guomen.laboratory.quality.rules import violations
    from guomen.laboratory.quality.web.drawing import control_chart

    z = np.random.default_rng(100 + seed).normal(0, 1, points)
    first = datetime(2018, 1, 1, tzinfo=UTC)
    marked = [
        ControlPoint(at=first + timedelta(hours=place), z=float(one), violations=codes, excluded_because="")
        for place, (one, codes) in enumerate(zip(z, violations(z), strict=True))
    ]
    started = time.perf_counter()
    control_chart(marked)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
