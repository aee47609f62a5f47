"""Delimited text: encoding, delimiter and records of files that anyone may have made."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from guomen.consignments.intake import refusals

_BLOCK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DELIMITERS = ",;\t|"
# A field longer than this is a lost quote, not a value.
csv.field_size_limit(131_072)


def encoding_of(path: Path) -> str:
    """utf-8-sig, utf-16 (with its mark) or gb18030. Raises Refusal where the text is none of them for certain."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _BOMS:
        if start.startswith(mark):
            return _decodes(path, name) or _refuse()
    return _decodes(path, "utf-8") or _chinese(path) or _refuse()


def _refuse() -> str:
    raise refusals.wrong_encoding()


def _decodes(path: Path, encoding: str) -> str:
    """The encoding, if the whole file holds to it. Raises Refusal at a NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    raise refusals.nul_bytes()
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return ""
    return encoding


def _chinese(path: Path) -> str:
    """gb18030, if what it gives is mostly the everyday characters of GB 2312: Western text misread gives rare ones."""
    if not _decodes(path, "gb18030"):
        return ""
    usual = seen = 0
    with path.open(encoding="gb18030") as file:
        while block := file.read(_BLOCK):
            strange = [one for one in block if not one.isascii()]
            seen += len(strange)
            usual += sum(_everyday(one) for one in strange)
    return "gb18030" if usual >= 0.9 * seen else ""


def _everyday(one: str) -> bool:
    try:
        return len(one.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def delimiter_of(sample: str) -> str:
    """The delimiter that parts the first records into the most columns of the same number; "," for a single column."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in islice(csv.reader(io.StringIO(sample), delimiter=delimiter), 20) if row]
        except csv.Error:
            return (0, 0)
        if not widths or widths[0] < 2:
            return (0, 0)
        return (sum(width == widths[0] for width in widths), widths[0])

    best = max(DELIMITERS, key=score)
    return best if score(best) > (0, 0) else ","


def records(path: Path) -> Iterator[list[str]]:
    """Every record that is not blank, the heading first. Raises Refusal for quotes that do not match."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(65_536)
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter_of(sample), strict=True)
        try:
            for record in reader:
                if any(cell.strip() for cell in record):
                    yield record
        except csv.Error as error:
            raise refusals.unbalanced(reader.line_num, str(error)) from None
