"""Whole messages are read, broken ones are not read at all."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guomen.kernel.terms import Refusal
from guomen.laboratory.messages.rules import look
from guomen.laboratory.messages.terms import Wire, decode_definition
from guomen.laboratory.messages.wires import rows_of
from tests.laboratory.messages import written

ONE = ("000-03K7", "Cd111", "0.0415", "mg/kg")
TWO = ("000-04K5", "Pb208", "<0.01", "mg/kg")
MESSAGES = {
    "csv": (Wire.CSV, written.csv(ONE, TWO)),
    "astm": (Wire.ASTM, written.astm(ONE, TWO)),
    "astm in frames": (Wire.ASTM, written.framed(written.astm(ONE, TWO))),
    "hl7": (Wire.HL7, written.hl7(ONE, TWO, kind="ST")),
    "xlsx": (Wire.XLSX, written.xlsx(ONE, TWO)),
    "json": (
        Wire.JSON,
        b'{"run": 7, "results": [{"Sample": "000-03K7", "Element": "Cd111", "Conc": 0.0415, "Unit": "mg/kg"},'
        b' {"Sample": "000-04K5", "Element": "Pb208", "Conc": "<0.01", "Unit": "mg/kg"}]}',
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_wire_gives_the_same_two_values(name: str) -> None:
    wire, content = MESSAGES[name]
    looked = look(content, wire, written.definition(wire))
    assert [one.refusal for one in looked] == [None, None]
    said = [(one.meant.value.sample, one.meant.analyte.zh, str(one.meant.reading), str(one.meant.lod), one.meant.unit)
            for one in looked if one.meant]  # fmt: skip
    assert said == [("000-03K7", "镉", "0.0415", "None", "mg/kg"), ("000-04K5", "铅", "None", "0.01", "mg/kg")]


def broken(content: bytes, before: bytes, after: bytes) -> bytes:
    assert before in content
    return content.replace(before, after, 1)


FRAMED, PLAIN, ORU = MESSAGES["astm in frames"][1], MESSAGES["astm"][1], MESSAGES["hl7"][1]
FAULTS = [
    ("a frame's checksum", Wire.ASTM, broken(FRAMED, b"0.0415", b"0.0416"), "message.checksum"),
    ("a frame is missing", Wire.ASTM, FRAMED[:1] + FRAMED[FRAMED.index(b"\x02", 2) :], "message.frame"),
    ("no end of transmission", Wire.ASTM, FRAMED[:-1], "message.truncated"),
    ("no terminator", Wire.ASTM, PLAIN[: PLAIN.index(b"L|1")], "message.truncated"),
    ("the sender broke off", Wire.ASTM, written.astm(ONE, end="T"), "message.aborted"),
    ("a record is missing", Wire.ASTM, broken(PLAIN, b"O|2|", b"O|3|"), "message.sequence"),
    ("a result without an order", Wire.ASTM, b"H|\\^&\rP|1\rR|1|^^^Cd111|1\rL|1|N\r", "message.record"),
    ("no header", Wire.ASTM, b"P|1\rL|1|N\r", "message.kind"),
    ("delimiters that are letters", Wire.ASTM, b"Habcd\rL|1|N\r", "message.kind"),
    ("no result", Wire.ASTM, b"H|\\^&\rL|1|N\r", "message.no_rows"),
    ("no frame's end", Wire.HL7, ORU[:-2], "message.truncated"),
    ("an observation is missing", Wire.HL7, broken(ORU, b"OBX|1|", b"OBX|2|"), "message.sequence"),
    ("an acknowledgement", Wire.HL7, broken(ORU, b"ORU^R01", b"ACK^R01"), "message.kind"),
    ("an observation without a request", Wire.HL7, broken(ORU, b"OBR|1|", b"NTE|1|"), "message.record"),
    ("a picture instead of a value", Wire.HL7, broken(ORU, b"|ST|", b"|ED|"), "message.record"),
    ("a file without its last line break", Wire.CSV, MESSAGES["csv"][1][:-2], "message.truncated"),
    ("a row too short", Wire.CSV, b"Sample,Element,Conc,Unit\nA,Cd111,1\n", "message.width"),
    ("quotes", Wire.CSV, b'Sample,Element,Conc,Unit\nA,Cd111,"1"x,mg\n', "message.quotes"),
    ("a column that is not there", Wire.CSV, b"Sample,El,Conc,Unit\nA,Cd111,1,mg/kg\n", "message.place"),
    ("a heading twice", Wire.CSV, b"Sample,Element,Conc,Unit,Unit\nA,Cd111,1,mg/kg,g\n", "message.heading"),
    ("a NUL", Wire.CSV, b"Sample,Element,Conc,Unit\nA,Cd111,1\0,mg/kg\n", "message.encoding"),
    ("only a heading", Wire.CSV, b"Sample,Element,Conc,Unit\n", "message.no_rows"),
    ("nothing", Wire.CSV, b" \r\n", "message.empty"),
    ("JSON cut off", Wire.JSON, MESSAGES["json"][1][:-3], "message.truncated"),
    ("JSON without a list", Wire.JSON, b'{"a": 1}', "message.place"),
    ("JSON too deep", Wire.JSON, b"[" * 200_000, "message.encoding"),
    ("a workbook cut off", Wire.XLSX, MESSAGES["xlsx"][1][:-40], "message.truncated"),
    ("no workbook", Wire.XLSX, b"PK\x05\x06" + bytes(18), "message.kind"),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "content", "code"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_a_broken_message_is_refused_whole(wire: Wire, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rows_of(content, wire, written.definition(wire))
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["csv", "astm", "astm in frames", "hl7", "json"])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_truncation_of_a_message_is_read(name: str, data: st.DataObject) -> None:
    """A CSV file cut at a line's end is whole for who does not know its foot; so the profile names one."""
    wire, content = MESSAGES[name]
    more = {"ends": "#end"} if wire is Wire.CSV else {}
    whole = content + (b"#end,,,\r\n" if more else b"")
    cut = data.draw(st.integers(0, len(whole.rstrip(b"\r\n\x04")) - 1))
    with pytest.raises(Refusal):
        rows_of(whole[:cut], wire, written.definition(wire, **more))


@given(st.sampled_from([Wire.CSV, Wire.JSON, Wire.ASTM, Wire.HL7]), st.binary(max_size=400), st.booleans())
@settings(max_examples=400, deadline=None)
def test_whatever_bytes_come_they_are_read_or_refused_in_words(wire: Wire, soup: bytes, headed: bool) -> None:
    heads = {Wire.ASTM: b"H|\\^&\r", Wire.HL7: b"MSH|^~\\&|||||||ORU^R01\r", Wire.CSV: b"Sample,Element,Conc,Unit\n"}
    content = heads.get(wire, b"[{") + soup if headed else soup
    with suppress(Refusal):
        look(content, wire, written.definition(wire))


def test_soup_in_a_workbook_is_refused_in_words() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", b"\x00soup")
    with pytest.raises(Refusal):
        rows_of(out.getvalue(), Wire.XLSX, written.definition(Wire.XLSX))


def test_a_workbook_that_unpacks_to_gigabytes_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<a/>")
        for sheet in range(5):
            packed.writestr(f"xl/worksheets/sheet{sheet}.xml", bytes(50_000_000))
    with pytest.raises(Refusal) as refused:
        rows_of(out.getvalue(), Wire.XLSX, written.definition(Wire.XLSX))
    assert refused.value.code == "message.bomb"


def test_a_frame_sent_again_counts_once() -> None:
    content = written.framed(written.astm(ONE))
    first, second = (at for at in [content.index(b"\x02"), content.index(b"\x02", 3)])
    again = content[:second] + content[first:second] + content[second:]
    assert rows_of(again, Wire.ASTM, written.definition(Wire.ASTM)) == rows_of(
        content, Wire.ASTM, written.definition(Wire.ASTM)
    )


def test_escapes_are_undone_after_the_fields_are_parted() -> None:
    astm = written.astm(("A&F&B", "Cd111", "1", "mg/kg"))
    hl7 = written.hl7(("A\\F\\B\\X41\\", "Cd111", "1", "mg/kg"))
    (first,) = look(astm, Wire.ASTM, written.definition(Wire.ASTM))
    (second,) = look(hl7, Wire.HL7, written.definition(Wire.HL7))
    assert (first.value.sample, second.value.sample) == ("A|B", "A|BA")


def test_a_structured_number_carries_its_sign() -> None:
    (one,) = look(written.hl7(("A", "Cd111", "<^0.01", "mg/kg"), kind="SN"), Wire.HL7, written.definition(Wire.HL7))
    assert one.meant is not None
    assert (one.meant.reading, str(one.meant.lod)) == (None, "0.01")


def test_lines_above_the_heading_and_a_foot_are_passed_over() -> None:
    content = b"ICP-MS 7700;;;\nBatch;12;;\nSample;Element;Conc;Unit\nA;Cd111;0,25;mg/kg\nEnd of run;;;\n"
    (one,) = look(content, Wire.CSV, written.definition(Wire.CSV, starts="Sample", ends="End of run", mark=","))
    assert one.meant is not None
    assert str(one.meant.reading) == "0.25"


def test_a_wide_table_gives_a_value_for_each_code_that_is_filled() -> None:
    content = "样品,Cd111,Pb208\nA,0.1,ND\nB,,0.3\n".encode("gb18030")
    looked = look(
        content, Wire.CSV, decode_definition({"sample": "样品", "wide": True, "codes": written.CODES}, Wire.CSV)
    )
    assert [(one.value.sample, one.value.code, one.value.value) for one in looked] == [
        ("A", "Cd111", "0.1"), ("A", "Pb208", "ND"), ("B", "Pb208", "0.3"),
    ]  # fmt: skip
