"""HL7 v2 ORU messages: MSH, PID, OBR, OBX; alone, in a batch (BHS … BTS) or in MLLP frames (VT … FS CR).

An end is needed, else nobody knows whether all came: the frame's end, the batch's trailer, or the profile says that
this instrument's files have none. Observations are numbered (OBX-1) so that a missing one is noticed.
"""

import re

from guomen.laboratory.messages.terms import Definition
from guomen.laboratory.messages.wires import refusals
from guomen.laboratory.messages.wires.terms import Row

_VT, _FS = b"\x0b", b"\x1c"
_TYPES = ("NM", "SN", "ST", "TX", "CE", "CWE", "")


def hl7_rows(content: bytes, definition: Definition) -> list[Row]:
    """One row for each OBX, with the fields of its OBR, PID and MSH. Raises Refusal for a broken message."""
    plain, framed = _unframed(content)
    text = plain.decode(definition.encoding or "utf-8-sig")
    segments = [line for line in re.split(r"[\r\n]+", text) if line]
    if not segments or segments[0][:3] not in ("MSH", "FHS", "BHS"):
        raise refusals.not_a("HL7 v2")
    ended = framed or definition.unended or _closed(segments)
    if not ended or not (framed or text.endswith(("\r", "\n"))):
        raise refusals.truncated("MLLP / BTS")
    return _Message().read(segments)


def _unframed(content: bytes) -> tuple[bytes, bool]:
    body = content.strip(b"\r\n ") if _VT in content[:4] else content
    if not body.startswith(_VT):
        if _VT in body or _FS in body:
            raise refusals.truncated("VT")
        return body, False
    texts: list[bytes] = []
    for block in body.split(_VT)[1:]:
        if block.count(_FS) != 1 or block.split(_FS)[1].strip(b"\r\n "):
            raise refusals.truncated("FS")
        texts.append(block.split(_FS)[0].rstrip(b"\r\n"))
    return b"\r".join(texts) + b"\r", True


def _closed(segments: list[str]) -> bool:
    """Whether a batch has its trailer, which says how many messages it holds."""
    opened, last = segments[0][:3], segments[-1]
    if opened == "FHS":
        return last.startswith("FTS")
    if opened != "BHS" or not last.startswith("BTS"):
        return False
    count = last.split(segments[0][3:4] or "|")
    stated = count[1].strip() if len(count) > 1 else ""
    return not stated or stated == str(sum(line.startswith("MSH") for line in segments))


class _Message:
    """Reads segments in their order."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.cells: dict[str, dict[str, str]] = {}
        self.signs = "|^~\\&"
        self.observed = 0

    def read(self, segments: list[str]) -> list[Row]:
        """All observations. Raises Refusal where something is missing or is no result."""
        for number, line in enumerate(segments, start=1):
            kind = line[:3]
            if kind == "MSH":
                self._header(line)
            elif not re.fullmatch(r"[A-Z][A-Z0-9]{2}", kind) or (len(line) > 3 and line[3] != self.signs[0]):
                raise refusals.misplaced(kind)
            elif kind in ("PID", "OBR", "OBX"):
                self._take(number, kind, line)
        return self.rows

    def _header(self, line: str) -> None:
        signs = line[3:8]
        if len(signs) < 5 or len(set(signs)) < 5 or any(sign.isalnum() or sign.isspace() for sign in signs):
            raise refusals.not_a("HL7 v2")
        self.signs = signs
        self.cells = {"MSH": self._cells("MSH", ["MSH", signs[0], signs[1:], *line[9:].split(signs[0])])}
        kind = self.cells["MSH"].get("MSH-9.1", "")
        if kind != "ORU":
            raise refusals.not_a("HL7 v2 ORU")
        self.observed = 0

    def _take(self, number: int, kind: str, line: str) -> None:
        if "MSH" not in self.cells or (kind == "OBX" and "OBR" not in self.cells):
            raise refusals.misplaced(kind)
        cells = self._cells(kind, line.split(self.signs[0]))
        if kind == "PID":
            self.cells.pop("OBR", None)
        if kind == "OBR":
            self.observed = 0
        self.cells[kind] = cells
        if kind == "OBX":
            self._observation(number, cells)

    def _observation(self, number: int, cells: dict[str, str]) -> None:
        self.observed += 1
        if cells.get("OBX-1", "").strip() not in ("", str(self.observed)):
            raise refusals.sequence("OBX", self.observed, cells["OBX-1"][:20])
        if cells.get("OBX-2", "").strip() not in _TYPES:
            raise refusals.misplaced(f"OBX-2 {cells['OBX-2'][:10]}")
        if cells.get("OBX-2", "").strip() == "SN":
            cells = cells | {"OBX-5": _structured(cells)}
        every = {place: text for part in self.cells.values() for place, text in part.items()} | cells
        self.rows.append(Row(number, every, cells.get("OBX-11", "").strip()))

    def _cells(self, kind: str, fields: list[str]) -> dict[str, str]:
        """Places of a segment: "OBX-3" the whole field, "OBX-3.1" its first component (of the first repeat)."""
        cells: dict[str, str] = {}
        for place, text in enumerate(fields[1:], start=1):
            parts = [text] if kind == "MSH" and place <= 2 else text.split(self.signs[2])[0].split(self.signs[1])
            cells[f"{kind}-{place}"] = self._plain(text)
            cells.update({f"{kind}-{place}.{at}": self._plain(part) for at, part in enumerate(parts, start=1)})
        return cells

    def _plain(self, text: str) -> str:
        r"""Without escapes: \F\ \S\ \T\ \R\ \E\ and \X41\."""
        field, component, repeat, escape, sub = tuple(self.signs)
        if escape not in text:
            return text
        signs = {"F": field, "S": component, "T": sub, "R": repeat, "E": escape}
        mark = re.escape(escape)

        def said(found: re.Match[str]) -> str:
            sign = found[1]
            return signs[sign] if sign in signs else bytes.fromhex(sign[1:]).decode("latin-1")

        return re.sub(f"{mark}([FSTRE]|X(?:[0-9A-Fa-f]{{2}}){{1,4}}){mark}", said, text)


def _structured(cells: dict[str, str]) -> str:
    """A structured number (SN) as it is read out: "<^0.01" is "<0.01"; ratios and ranges stay as they are."""
    sign, number, rest = (cells.get(f"OBX-5.{place}", "").strip() for place in (1, 2, 3))
    return f"{sign}{number}" if not rest else cells["OBX-5"]
