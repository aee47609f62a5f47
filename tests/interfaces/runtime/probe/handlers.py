"""Hears of marks: opens an edition for each, and can be held in the middle of it."""

import os
import time
from pathlib import Path

from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.events import listens_to
from guomen.kernel.ledger.terms import News


@listens_to("probe.mark.made")
def hear(news: News) -> None:
    new_edition(at=news.at, note=f"heard {news.payload['mark']}")
    folder = Path(os.environ["PROBE_FOLDER"])
    (folder / f"started {os.getpid()}").touch()
    while (folder / "hold").exists():
        time.sleep(0.02)
