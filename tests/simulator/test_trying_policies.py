"""Policies to try are read strictly: what is not known or not a value is refused with its file and row."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from guomen.catalogue.terms import PolicyValue
from guomen.kernel.terms import Refusal
from guomen.simulator.trying.policies import PRESETS, Known, read_policy
from guomen.simulator.trying.presets import TOWN
from guomen.simulator.trying.trials import setting_of
from guomen.targeting.trial.rules import laid_over

RATE = "targeting.lot_rate.general"


@pytest.fixture(scope="module")
def known() -> Known:
    return setting_of(settings.REFERENCE).known(TOWN)


@pytest.mark.parametrize("name", PRESETS)
def test_every_policy_with_a_name_changes_only_what_there_is(name: str, known: Known) -> None:
    assert read_policy(name, known).name == name


def test_a_file_holds_only_the_rows_that_differ(tmp_path: Path, known: Known) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"name,office,value,valid_from\n{RATE},310200,0.5,2018-03-01\n{RATE},,0.3,\n", encoding="utf-8-sig")
    first, second = read_policy(str(file), known).changes
    assert (first.office, first.number, first.valid_from) == ("310200", 0.5, date(2018, 3, 1))
    assert (second.office, second.number) == ("", 0.3)


def test_the_same_in_json(tmp_path: Path, known: Known) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({RATE: 0.3, "targeting.selection": "capacity"}))
    assert [one.value for one in read_policy(str(file), known).changes] == ["0.3", "capacity"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("targeting.lot_rat.general,,0.5,", "policy.unknown"),
        (f"{RATE},,1.5,", "policy.value"),
        (f"{RATE},,-0.5,", "policy.value"),
        (f"{RATE},,nan,", "policy.value"),
        (f"{RATE},,much,", "policy.value"),
        ("targeting.csp.general.clearance_number,,2.5,", "policy.value"),
        ("targeting.mode.1.high,,lax,", "policy.value"),
        ("targeting.selection,,dice,", "policy.value"),
        ("targeting.drawn_channel,,,", "policy.value"),
        (f"{RATE},999999,0.5,", "policy.office"),
        (f"{RATE},,0.5,soon", "policy.day"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_place(tmp_path: Path, known: Known, row: str, code: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"name,office,value,valid_from\n{RATE},,0.4,\n{row}\n")
    with pytest.raises(Refusal) as refused:
        read_policy(str(file), known)
    (fault,) = refused.value.faults
    assert (fault.code, fault.where.file) == (code, "mine.csv:3")


def test_a_row_that_is_there_twice_is_refused(tmp_path: Path, known: Known) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"name,value\n{RATE},0.4\n{RATE},0.5\n")
    with pytest.raises(Refusal) as refused:
        read_policy(str(file), known)
    assert refused.value.faults[0].code == "policy.twice"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mine.csv", b"name,worth\nx,1\n"),
        ("mine.csv", b"name\nx\n"),
        ("mine.csv", b"name,value\nx\n"),
        ("mine.csv", b"\xff\xfe\x00"),
        ("mine.csv", b'name,value\n"x,1\n'),
        ("mine.json", b"[1]"),
        ("mine.json", b"{"),
        ("mine.csv", b"x" * ((1 << 20) + 1)),
    ],
)
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, known: Known, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        read_policy(str(file), known)
    assert refused.value.code == "policy.unreadable"


def test_an_unknown_name_is_refused_and_the_known_ones_are_named(known: Known) -> None:
    with pytest.raises(Refusal) as refused:
        read_policy("wishful", known)
    assert "csp-3" in refused.value.remedy.en


def value(number: str, start: date, end: date | None, office: str = "") -> PolicyValue:
    return PolicyValue(key=number, name=RATE, office=office, value=number, valid_from=start, valid_to=end)


def test_a_change_counts_in_its_period_and_what_was_held_before_and_after_it() -> None:
    held = (value("0.2", date(2010, 1, 1), None), value("0.9", date(2010, 1, 1), None, "310200"))
    change = value("0.5", date(2018, 3, 1), date(2018, 4, 1))
    laid = laid_over(held, [change])
    on = {day: [one.value for one in laid if one.office == "" and one.in_force(day)]
          for day in (date(2018, 2, 28), date(2018, 3, 1), date(2018, 4, 1))}  # fmt: skip
    assert list(on.values()) == [["0.2"], ["0.5"], ["0.2"]]
    assert [one.value for one in laid if one.office] == ["0.9"]
