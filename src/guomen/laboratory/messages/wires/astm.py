"""ASTM E1394 / LIS2-A2 records (H P O R C L), plain or in the frames of ASTM E1381 / LIS1-A.

A frame: STX, its number (1 … 7, 0, 1 …), text, ETB (more to come) or ETX (the last), two hexadecimal digits of the
sum of all bytes after STX up to and with ETB or ETX (modulo 256), CR LF. A message goes from H to L; results count only
when L came and says that all was sent. Sequence numbers tell whether a record is missing.
"""

import re

from guomen.laboratory.messages.terms import Definition
from guomen.laboratory.messages.wires import refusals
from guomen.laboratory.messages.wires.terms import Row

_STX, _ETB, _ENQ, _EOT = b"\x02", 0x17, b"\x05", b"\x04"
_FRAME = re.compile(rb"\x02([0-7])([^\x02\x03\x17]*)([\x03\x17])([0-9A-Fa-f]{2})\r\n?")
_LEVEL = {"P": 1, "O": 2, "R": 3}
_COMPLETE = ("", "N", "F")


def astm_rows(content: bytes, definition: Definition) -> list[Row]:
    """One row for each result, with the fields of its order, patient and header. Raises Refusal where it is broken."""
    framed = _STX in content or content.startswith(_ENQ)
    plain = _unframed(content) if framed else content
    if not (framed or definition.unended or plain.endswith((b"\r", b"\n"))):
        raise refusals.truncated("L")
    text = _decoded(plain, definition.encoding)
    records = [line for line in re.split(r"[\r\n]+", text.strip("\r\n\x00 ")) if line]
    if not records or not records[0].startswith("H"):
        raise refusals.not_a("ASTM E1394 / LIS2-A2")
    return _Message().read(records)


def _decoded(plain: bytes, encoding: str) -> str:
    if encoding:
        return plain.decode(encoding)
    try:
        return plain.decode("utf-8-sig")
    except UnicodeDecodeError:
        return plain.decode("gb18030")


def _unframed(content: bytes) -> bytes:
    """The text of all frames; each is checked. A frame sent again (same number, same text) counts once."""
    body = content.strip(b"\r\n ")
    if body.startswith(_ENQ) and not body.endswith(_EOT):
        raise refusals.truncated("EOT")
    texts: list[bytes] = []
    for session in body.replace(_ENQ, b"").split(_EOT):
        if session.strip():
            texts.append(_session(session.lstrip(b"\r\n ")))
    return b"\r".join(texts)


def _session(session: bytes) -> bytes:
    place, expected, before, open_record = 0, 1, b"", False
    texts: list[bytes] = []
    whole = session.rstrip(b"\r\n ") + b"\r\n"
    while place < len(whole):
        frame = _FRAME.match(whole, place)
        if frame is None:
            raise refusals.truncated(f"frame {expected}")
        place = frame.end()
        number, text, end, sum_ = int(frame[1]), frame[2], frame[3], int(frame[4], 16)
        if sum(frame[1] + text + end) % 256 != sum_:
            raise refusals.checksum(number)
        if texts and number == (expected - 1) % 8 and text == before:
            continue
        if number != expected:
            raise refusals.frame_missing(expected, number)
        texts.append(text)
        before, expected, open_record = text, (expected + 1) % 8, end[0] == _ETB
    if open_record:
        raise refusals.truncated("ETX")
    return b"".join(texts)


class _Message:
    """Reads records in their order: the state is what stands above the next result."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.cells: dict[str, dict[str, str]] = {}
        self.counts: dict[str, int] = {}
        self.delimiters = "|\\^&"
        self.open = False

    def read(self, records: list[str]) -> list[Row]:
        """All results. Raises Refusal where something is missing."""
        for number, record in enumerate(records, start=1):
            self._take(number, record)
        if self.open:
            raise refusals.truncated("L")
        return self.rows

    def _take(self, number: int, record: str) -> None:
        kind = record[0]
        if kind == "H":
            self._header(record)
            return
        if not self.open:
            raise refusals.misplaced(record[:1])
        field = self.delimiters[0]
        fields = record.split(field)
        if fields[0] != kind:
            raise refusals.misplaced(fields[0][:10])
        if kind == "L":
            self._ended(fields)
        elif kind in _LEVEL:
            self._counted(kind, fields)
            self.cells[kind] = self._cells(kind, fields)
            if kind == "R":
                self._result(number)
        elif kind not in "CMSQ":
            raise refusals.misplaced(kind)

    def _header(self, record: str) -> None:
        if self.open:
            raise refusals.truncated("L")
        signs = record[1:5]
        if len(signs) < 4 or len(set(signs)) < 4 or any(sign.isalnum() or sign.isspace() for sign in signs):
            raise refusals.not_a("ASTM E1394 / LIS2-A2")
        self.delimiters, self.open = signs, True
        self.cells = {"H": self._cells("H", ["H", signs[1:], *record[6:].split(signs[0])])}
        self.counts = {}

    def _counted(self, kind: str, fields: list[str]) -> None:
        """A record's number is one more than that of the last of its kind under the same parent."""
        level = _LEVEL[kind]
        if level == 3 and "O" not in self.cells:
            raise refusals.misplaced("R")
        expected, found = self.counts.get(kind, 0) + 1, fields[1].strip() if len(fields) > 1 else ""
        if found != str(expected):
            raise refusals.sequence(kind, expected, found[:20])
        self.counts[kind] = expected
        for below, depth in _LEVEL.items():
            if depth > level:
                self.counts.pop(below, None)
                self.cells.pop(below, None)

    def _ended(self, fields: list[str]) -> None:
        code = fields[2].strip() if len(fields) > 2 else ""
        if code not in _COMPLETE:
            raise refusals.aborted(code[:10])
        self.open = False

    def _result(self, number: int) -> None:
        cells = {place: text for part in self.cells.values() for place, text in part.items()}
        self.rows.append(Row(number, cells, self.cells["R"].get("R.9", "").strip()))

    def _cells(self, kind: str, fields: list[str]) -> dict[str, str]:
        """Places of a record: "R.3" the whole field, "R.3.4" its fourth component (of the first repeat)."""
        cells: dict[str, str] = {}
        for place, text in enumerate(fields, start=1):
            name = f"{kind}.{place}"
            parts = text.split(self.delimiters[1])[0].split(self.delimiters[2]) if kind != "H" else [text]
            cells[name] = self._plain(text)
            cells.update({f"{name}.{at}": self._plain(part) for at, part in enumerate(parts, start=1)})
        return cells

    def _plain(self, text: str) -> str:
        """Without escapes: &F& the field sign, &S& the component's, &R& the repeat's, &E& the escape sign itself."""
        field, repeat, component, escape = tuple(self.delimiters)
        if escape not in text:
            return text
        signs = {"F": field, "S": component, "R": repeat, "E": escape}
        mark = re.escape(escape)
        return re.sub(f"{mark}([FSRE]){mark}", lambda found: signs[found[1]], text)
