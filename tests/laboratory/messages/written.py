"""Messages written by hand, as instruments write them."""

import io
from typing import Any

import xlsxwriter

from guomen.laboratory.messages.terms import Definition, Wire, decode_definition

CODES = [
    {"code": "Cd111", "zh": "镉", "en": "cadmium (Cd)"},
    {"code": "Pb208", "zh": "铅", "en": "lead (Pb)"},
]
TABLE: dict[str, Any] = {"sample": "Sample", "code": "Element", "value": "Conc", "unit": "Unit", "codes": CODES}
ASTM: dict[str, Any] = {"sample": "O.3", "code": "R.3.4", "value": "R.4", "unit": "R.5", "time": "R.13", "codes": CODES}
HL7: dict[str, Any] = {"sample": "OBR-3", "code": "OBX-3.1", "value": "OBX-5", "unit": "OBX-6", "codes": CODES}


def definition(wire: Wire, **more: Any) -> Definition:
    """The usual definition of a wire, with changes."""
    usual = {Wire.ASTM: ASTM, Wire.HL7: HL7}.get(wire, TABLE)
    return decode_definition(usual | more, wire)


def csv(*rows: tuple[str, str, str, str], head: str = "Sample,Element,Conc,Unit") -> bytes:
    """A delimited file."""
    return "\r\n".join([head, *(",".join(row) for row in rows), ""]).encode()


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    """A workbook of one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Run 1")
    for place, row in enumerate([("Sample", "Element", "Conc", "Unit"), *rows]):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


def astm(*results: tuple[str, str, str, str], status: str = "F", end: str = "N") -> bytes:
    """Records of one order for each result."""
    lines = ["H|\\^&|||ICP-MS^7700|||||||P|LIS2-A2|20180507101500", "P|1"]
    for order, (label, code, value, unit) in enumerate(results, start=1):
        lines += [
            f"O|{order}|{label}||^^^{code}|R",
            f"R|1|^^^{code}|{value}|{unit}|||| {status}||||20180507103000".replace("| ", "|"),
        ]
    return ("\r".join([*lines, f"L|1|{end}"]) + "\r").encode()


def framed(message: bytes, *, size: int = 60) -> bytes:
    """The same in the frames of LIS1-A, each with its number and checksum, between ENQ and EOT."""
    parts = [message[at : at + size] for at in range(0, len(message), size)]
    out = b"\x05"
    for place, part in enumerate(parts, start=1):
        body = str(place % 8).encode() + part + (b"\x03" if place == len(parts) else b"\x17")
        out += b"\x02" + body + f"{sum(body) % 256:02X}".encode() + b"\r\n"
    return out + b"\x04"


def hl7(*results: tuple[str, str, str, str], kind: str = "NM", status: str = "F") -> bytes:
    """An ORU^R01 in an MLLP frame."""
    lines = ["MSH|^~\\&|ICP|LAB|GUOMEN|LAB|20180507101500||ORU^R01|1|P|2.3.1", "PID|1"]
    for order, (label, code, value, unit) in enumerate(results, start=1):
        lines += [
            f"OBR|{order}||{label}|METALS",
            f"OBX|1|{kind}|{code}^{code} conc.^L||{value}|{unit}|||||{status}|||20180507103000",
        ]
    return b"\x0b" + "\r".join(lines).encode() + b"\r\x1c\r"
