"""Who splits one consignment into a hundred to dodge the draw is seen: each piece knows those before it that day."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest

from guomen.consignments.terms import Declaration
from guomen.kernel.offices.models import Office
from guomen.targeting.model_v1.scoring import Model
from guomen.targeting.model_v1.terms import LINE_ROLES
from guomen.targeting.model_v1.training import train
from guomen.targeting.models import Assignment, LineOutcome, RiskModel
from guomen.targeting.operations import lodge_and_assign
from guomen.targeting.queries import replay
from guomen.targeting.registry.frames import FewLines, line_frame, with_those_before
from guomen.targeting.registry.queries import learning_log
from guomen.targeting.screening.queries import screen_any
from tests.targeting.capacity.conftest import Setter
from tests.targeting.conftest import NOON
from tests.targeting.registry.learned import UNTIL, made_up
from tests.targeting.world import item

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
BAGS, SHOES = "4202310090999", "6403999000999"
InCharge = Callable[..., RiskModel]


def declared(office: Office, reference: str, importer: str = "SPLIT", goods: tuple[str, ...] = (BAGS,)) -> Declaration:
    return Declaration(
        sender="broker", reference=reference, direction="import", regime="0110", declared_on=TODAY,
        office=office.code, port="120101", importer=importer, importer_scheme="local",
        bill_number=f"BILL-{reference}", items=tuple(item(n + 1, one, origin="DE") for n, one in enumerate(goods)),
    )  # fmt: skip


def lodged(*declarations: Declaration, days: float = 0.0) -> list[Assignment]:
    at = NOON + timedelta(days=days)
    answers = lodge_and_assign(actor=None, at=at, declarations=declarations)
    assert all(answer.assignment for answer in answers), answers[0].lodged.faults
    return [answer.assignment for answer in answers if answer.assignment]


def counts(rows: list[Assignment]) -> list[list[Any]]:
    return [[line.get("same_day") for line in row.lines] for row in rows]


def knows_splits() -> Model:
    """A model of a log in which goods that came in pieces were seldom what they were declared to be."""
    chance = np.random.default_rng(5)
    log = made_up(1200, 3)
    pieces = np.where(chance.uniform(size=log.height) < 0.3, chance.integers(10, 100, log.height), 0)
    wrong = chance.uniform(size=log.height) < np.where(pieces > 0, 0.8, 0.05)
    log = log.with_columns(
        pl.Series("same_day", pieces, dtype=pl.Float64),
        pl.Series("nonconforming", wrong.astype(np.int8)),
        pl.Series("harm", wrong.astype(float)),
    )
    return train(log, LINE_ROLES, until=UNTIL, seed=1)


def test_a_consignment_split_into_a_hundred_is_seen_and_replays(
    branch: Office, policy_set: Setter, in_charge: InCharge
) -> None:
    policy_set(branch, selection="capacity", capacity__physical="20", control_arm_rate="0.01")
    model = knows_splits()
    in_charge(model.digest, model=model)
    lodged(*(declared(branch, f"B-{n}", importer=f"IMP-{min(n, 60)}") for n in range(66)), days=-1)
    pieces = [lodged(declared(branch, f"P-{n}"))[0] for n in range(100)]
    (whole,) = lodged(declared(branch, "W-1", importer="HONEST"))
    assert counts(pieces) == [[min(n, 50)] for n in range(100)]
    assert counts([whole]) == [[0]]
    values = [row.lines[0]["value"] for row in pieces]
    assert values[0] == whole.lines[0]["value"]
    assert min(values[20:]) > 3 * values[0]
    assert sum(row.lines[0]["arm"] == "learned" for row in pieces) > 20
    assert whole.lines[0]["arm"] != "learned"
    assert all(replay(row.pk).same for row in (pieces[0], pieces[50], pieces[99], whole))
    told = " ".join(reason["en"] for row in pieces for reason in row.lines[0]["reasons"])
    assert "declarations of these goods" in told


def test_what_is_counted_are_lines_of_the_heading_that_day_by_that_importer(
    branch: Office, in_charge: InCharge
) -> None:
    in_charge("a" * 64)
    lodged(declared(branch, "R-0"), days=-1)
    rows = lodged(
        declared(branch, "R-1", goods=(BAGS, SHOES, BAGS)),
        declared(branch, "R-2", importer="OTHER"),
        declared(branch, "R-3"),
        declared(branch, "R-4", goods=(SHOES,)),
    )
    assert counts(rows) == [[1, 0, 1], [0], [2], [1]]
    assert all(replay(row.pk).same for row in rows)


def test_an_amendment_knows_what_the_first_version_knew(branch: Office, in_charge: InCharge) -> None:
    in_charge("a" * 64)
    lodged(declared(branch, "R-1"), declared(branch, "R-2"), declared(branch, "R-3"))
    first = declared(branch, "R-2")
    (row,) = lodged(msgspec.structs.replace(first, version=2, action="amend", remarks="weighed again"))
    assert (row.version, counts([row])) == (2, [[1]])


def test_nobody_counts_where_no_model_is_asked_and_the_past_replays_without_a_count(branch: Office) -> None:
    rows = lodged(declared(branch, "R-1"), declared(branch, "R-2"))
    assert counts(rows) == [[None], [None]]
    assert replay(rows[1].pk).same


def test_the_next_training_learns_from_the_counts_that_decisions_knew(branch: Office, in_charge: InCharge) -> None:
    in_charge("a" * 64)
    rows = lodged(declared(branch, "R-1"), declared(branch, "R-2"))
    LineOutcome.objects.bulk_create(
        LineOutcome(assignment=row, item_no=1, checked="physical", conforming=True, entry=1, known_at=NOON)
        for row in rows
    )
    assert learning_log()["same_day"].to_list() == [0.0, 1.0]


def test_a_few_lines_and_a_frame_of_them_know_the_same_counts(branch: Office) -> None:
    cases = [(declared(branch, f"R-{n}", goods=(BAGS, SHOES)), TODAY) for n in range(3)]
    few = FewLines(cases, same_day=[(0, None), (), (4, 2)])
    assert few.column("same_day") == [0.0, None, None, None, 4.0, 2.0]
    assert few.at([4, 1]).column("same_day") == few.frame["same_day"].gather([4, 1]).to_list() == [4.0, None]
    assert few.at([4, 1]).frame["same_day"].to_list() == [4.0, None]
    assert FewLines(cases).frame["same_day"].null_count() == 6


def test_a_file_is_counted_as_if_its_declarations_came_one_after_the_other(
    branch: Office, in_charge: InCharge, tmp_path: Path
) -> None:
    model = knows_splits()
    in_charge(model.digest, model=model)
    declarations = [declared(branch, f"R-{n:02d}", importer=f"IMP-{n % 2}") for n in range(30)]
    nobody = with_those_before(line_frame([declared(branch, "R-0", importer="")]).lazy()).collect()
    assert nobody["same_day"].to_list() == [None]
    source, out = tmp_path / "lines.parquet", tmp_path / "decided.parquet"
    line_frame(declarations).write_parquet(source)
    stored = [row.lines[0]["value"] for row in lodged(*declarations)]
    screen_any(source, out, sender="broker", layout_file=None, drawn_on=TODAY, at=NOON,
               refused=tmp_path / "refused.csv", processes=1)  # fmt: skip
    assert pl.read_parquet(out).sort("reference")["value"].to_list() == stored
