"""Spark decides as the program alone does. Runs where the extra `cluster` and Java are installed."""

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket
from tests.targeting.world import DAY, SECRET, declaration, frame, item, parties, rulebook

pyspark = pytest.importorskip("pyspark", reason="the extra `cluster` is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield session
    session.stop()


def test_spark_gives_the_same_decisions_whatever_the_parts(spark: Any) -> None:
    from guomen.targeting.screening.cluster import screen_on_spark

    lines = frame([declaration(item(1), item(2), reference=f"R-{number}") for number in range(200)])
    docket = Docket(rulebook(), parties(), {})
    key = ["sender", "reference", "item_no"]
    alone = Screen(docket, DAY, SECRET)(lines).with_columns(pl.selectors.by_dtype(pl.Enum).cast(pl.String)).sort(key)
    table = spark.createDataFrame(lines.to_arrow(compat_level=pl.CompatLevel.oldest()))
    for parts in (1, 3):
        told = screen_on_spark(table, docket, DAY, SECRET, parts=parts).toArrow()
        decided = pl.DataFrame(pl.from_arrow(told)).select(alone.columns).cast(dict(alone.schema)).sort(key)
        assert_frame_equal(decided, alone)
