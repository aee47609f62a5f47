"""What one value means under a profile, and definitions that are refused or taken literally."""

from decimal import Decimal
from typing import Any

import pytest

from guomen.kernel.terms import Refusal
from guomen.laboratory.messages.rules import look, meaning
from guomen.laboratory.messages.terms import Value, Wire, decode_definition
from tests.laboratory.messages import written


def said(value: str, **more: Any) -> tuple[str, str]:
    definition = written.definition(Wire.CSV, **more)
    meant = meaning(Value(1, sample="A", code="Cd111", value=value, unit="mg/kg"), definition)
    return str(meant.reading), str(meant.lod)


@pytest.mark.parametrize(
    ("value", "more", "reading", "lod"),
    [
        ("0.041500", {}, "0.0415", "None"),
        ("1.2E-3", {}, "0.0012", "None"),
        ("1,234.5", {}, "1234.5", "None"),
        ("1.234,5", {"mark": ","}, "1234.5", "None"),
        ("0,25", {"mark": ","}, "0.25", "None"),
        ("＜0.01", {}, "None", "0.01"),
        ("< 0.01", {}, "None", "0.01"),
        ("ND", {}, "None", "None"),
        ("n.d.", {}, "None", "None"),
        ("未检出", {}, "None", "None"),
        ("not found", {"absent": ["Not found"]}, "None", "None"),
        ("0.012345678901", {}, "0.01234568", "None"),
        ("0", {}, "0", "None"),
    ],
)
def test_numbers_and_not_detected(value: str, more: dict[str, Any], reading: str, lod: str) -> None:
    assert said(value, **more) == (reading, lod)


@pytest.mark.parametrize(
    "value",
    ["", "-0.1", "1,2", "1.2.3", "0x1f", "nan", "inf", "1e99", ">500", "0.000000000001", "1 2", "__import__('os')",
     "=1+1", "9999999999999"],
)  # fmt: skip
def test_what_is_no_result_is_held(value: str) -> None:
    with pytest.raises(Refusal) as refused:
        said(value)
    assert refused.value.code == "message.value"


def test_less_than_is_a_fault_where_the_profile_does_not_read_it() -> None:
    with pytest.raises(Refusal):
        said("<0.01", less=False)


def refused(value: Value, **more: Any) -> str:
    with pytest.raises(Refusal) as found:
        meaning(value, written.definition(Wire.CSV, **more))
    return found.value.code


def test_one_fault_for_each_thing_that_can_be_wrong_with_a_line() -> None:
    good = {"sample": "A", "code": "Cd111", "value": "1", "unit": "mg/kg"}
    assert refused(Value(1, **good | {"code": "Xx"})) == "message.code"
    assert refused(Value(1, **good | {"sample": ""})) == "message.no_label"
    assert refused(Value(1, **good | {"value": "1" * 81})) == "message.text"
    assert refused(Value(1, **good | {"sample": "A\x1bB"})) == "message.text"
    assert refused(Value(1, **good, status="P")) == "message.status"
    assert refused(Value(1, **good, dilution="0")) == "message.dilution"
    assert refused(Value(1, **good, time="yesterday")) == "message.time"


def test_calibrators_are_left_and_controls_are_told_apart() -> None:
    more = {"kind": "Type", "take": ["SMP"], "leave": ["STD"], "controls": {"QC1": "GBW10010"}}
    definition = written.definition(Wire.CSV, **more)
    row = {"code": "Cd111", "value": "1", "unit": "mg/kg"}
    assert meaning(Value(1, sample="S1", kind="STD", **row), definition).left == "STD"
    assert meaning(Value(1, sample="A", kind="BLK", **row), definition).left == "BLK"
    assert meaning(Value(1, sample="QC1", kind="QC", **row), definition).control == "GBW10010"
    assert meaning(Value(1, sample="A", kind="SMP", **row), definition).left == ""


def test_units_are_mapped_and_a_code_may_bring_its_own() -> None:
    codes = [{"code": "Cd111", "zh": "镉", "en": "cadmium (Cd)", "unit": "ug/kg"}]
    definition = written.definition(Wire.CSV, codes=codes, units={"ppb": "µg/kg"})
    assert meaning(Value(1, sample="A", code="Cd111", value="1", unit="ppb"), definition).unit == "µg/kg"
    assert meaning(Value(1, sample="A", code="Cd111", value="1"), definition).unit == "ug/kg"


HOSTILE = [
    ("an unknown field", written.TABLE | {"expression": "value * 2"}),
    ("code as a value", written.TABLE | {"codes": "exec('x')"}),
    ("a list as a place", written.TABLE | {"sample": ["a"]}),
    ("a delimiter of our own", written.TABLE | {"delimiter": ".*"}),
    ("an encoding that runs a codec", written.TABLE | {"encoding": "zlib"}),
    ("a text without end", written.TABLE | {"sample": "x" * 10_000}),
    ("control signs", written.TABLE | {"sample": "a\x00b"}),
    ("no code", written.TABLE | {"codes": []}),
    ("a code twice", written.TABLE | {"codes": [*written.CODES, written.CODES[0]]}),
    ("too many units", written.TABLE | {"units": {str(one): "g" for one in range(300)}}),
    ("no definition at all", "sample"),
    ("no place for the sample", written.TABLE | {"sample": " "}),
]


@pytest.mark.parametrize("data", [one[1] for one in HOSTILE], ids=[one[0] for one in HOSTILE])
def test_a_hostile_definition_is_refused(data: Any) -> None:
    with pytest.raises(Refusal) as refused:
        decode_definition(data, Wire.CSV)
    assert refused.value.faults


@pytest.mark.parametrize("place", ["R.4; drop", "{R.4}", "R", "R.4.5.6", "Z.1", "eval(R.4)", "R.100"])
def test_a_place_of_a_record_has_its_shape(place: str) -> None:
    with pytest.raises(Refusal):
        decode_definition(written.ASTM | {"value": place}, Wire.ASTM)


@pytest.mark.parametrize("heading", ["=cmd|' /C calc'!A0", "__import__('os').system('x')", "{{7*7}}", "${7*7}", "a.*b"])
def test_an_expression_as_a_heading_is_taken_literally(heading: str) -> None:
    """It is the heading that reads so, and nothing else."""
    definition = written.definition(Wire.CSV, value=heading)
    quoted = '"' + heading.replace('"', '""') + '"'
    content = f"Sample,Element,{quoted},Unit\nA,Cd111,7,mg/kg\n".encode()
    (one,) = look(content, Wire.CSV, definition)
    assert one.meant is not None
    assert one.meant.reading == Decimal(7)
    with pytest.raises(Refusal) as refused:
        look(written.csv(("A", "Cd111", "7", "mg/kg")), Wire.CSV, definition)
    assert refused.value.code == "message.place"
