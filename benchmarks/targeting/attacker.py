"""Does what a trader reads tell anything of the model? An attacker declares at random and reads the answers.

    python benchmarks/targeting/attacker.py
    python benchmarks/targeting/attacker.py --queries 5000 --seeds 1

A trader's view of each decision (the API's answer and the reasons that the portal shows) is read by a classifier
(LightGBM) that tries to tell lines of high value from those of low value: once from the channel and what is public of
the line anyway, once from everything that is seen, every word with its place. The gain is the difference of the two
AUCs on the half that it was not trained on, with a 95 % bootstrap interval; 0 means that nothing more is told.
"""

import argparse
import json
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.targeting.capacity.attack import attack, gain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="5,000 queries")
    parser.add_argument("--out", type=Path, default=None, help="JSON file for the figures")
    given = parser.parse_args()
    queries = 5000 if given.quick else given.queries
    table = Table("seed", "queries", "AUC public", "AUC seen", "gain", "95 %", "seconds", title="The attacker")
    rows = []
    for seed in range(1, given.seeds + 1):
        began = time.perf_counter()
        public, seen, more, low, high = gain(attack(queries, seed), seed)
        took = time.perf_counter() - began
        rows.append({"seed": seed, "queries": queries, "auc_public": public, "auc_seen": seen, "gain": more,
                     "low": low, "high": high, "seconds": round(took, 1)})  # fmt: skip
        table.add_row(str(seed), f"{queries:,}", f"{public:.4f}", f"{seen:.4f}", f"{more:+.4f}",
                      f"{low:+.4f} … {high:+.4f}", f"{took:.0f}")  # fmt: skip
    Console(stderr=True).print(table)
    told = json.dumps(rows)
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
