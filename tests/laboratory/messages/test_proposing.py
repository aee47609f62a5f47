"""A definition is proposed from a sample message, and reads it."""

import pytest

from guomen.laboratory.messages.rules import look
from guomen.laboratory.messages.rules.proposing import analyte_for, propose, wire_of
from guomen.laboratory.messages.terms import Wire
from tests.laboratory.benches import CADMIUM, LEAD
from tests.laboratory.messages import written

ONE, TWO = ("000-03K7", "Cd111", "0.0415", "mg/kg"), ("000-04K5", "Pb208", "ND", "mg/kg")
SAMPLES = [
    ("csv", written.csv(ONE, TWO), Wire.CSV),
    ("xlsx", written.xlsx(ONE, TWO), Wire.XLSX),
    ("astm", written.astm(ONE, TWO), Wire.ASTM),
    ("frames", written.framed(written.astm(ONE, TWO)), Wire.ASTM),
    ("hl7", written.hl7(ONE, TWO, kind="ST"), Wire.HL7),
    ("hl7 without frames", written.hl7(ONE, TWO, kind="ST")[1:-2], Wire.HL7),
    ("chinese, above and below", "质谱仪;;;\n样品编号;元素;浓度;单位\n000-03K7;Cd111;0,0415;mg/kg\n"
     "000-04K5;Pb208;ND;mg/kg\n结束;;;\n".encode("gb18030"), Wire.CSV),
    ("json", b'{"run": {"results": [{"sample": "000-03K7", "value": 0.0415, "unit": "mg/kg",'
     b' "element": "Cd111"}, {"sample": "000-04K5", "element": "Pb208", "value": "ND", "unit": "mg/kg"}]}}', Wire.JSON),
    ("wide", b"Sample Name,Cd111,Pb208\n000-03K7,0.0415,\n000-04K5,,ND\n", Wire.CSV),
]  # fmt: skip


@pytest.mark.parametrize(("content", "wire"), [one[1:] for one in SAMPLES], ids=[one[0] for one in SAMPLES])
def test_what_is_proposed_reads_the_sample(content: bytes, wire: Wire) -> None:
    assert wire_of(content) is wire
    definition = propose(content, wire, [CADMIUM, LEAD])
    looked = look(content, wire, definition)
    said = [(one.meant.value.sample, one.meant.analyte, str(one.meant.reading)) for one in looked if one.meant]
    assert said == [("000-03K7", CADMIUM, "0.0415"), ("000-04K5", LEAD, "None")]


@pytest.mark.parametrize("code", ["Cd", "cd111", "Cadmium", "镉", "CADMIUM (CD)"])
def test_a_code_is_matched_by_name_or_symbol(code: str) -> None:
    assert analyte_for(code, [LEAD, CADMIUM]).analyte == CADMIUM


def test_a_code_that_nobody_knows_stands_for_itself() -> None:
    assert analyte_for("QZ7", [LEAD]).en == "QZ7"
