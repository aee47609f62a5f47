"""Judging one value of one field: shape, length, check digits. Pure; both the single and the bulk path ask here."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from guomen.consignments.intake.terms import GOODS_SCHEMES, ColumnUse, Field, Kind, Wrong
from guomen.consignments.intake.values import (
    NOT_A_NUMBER,
    control_wrong,
    narrowed,
    read_date,
    read_decimal,
    read_integer,
    read_text,
    written,
)
from guomen.kernel.terms import Text, container_number_fault, country_code_fault, goods_code_fault, uscc_fault

PLAIN_USE = ColumnUse("", ())
_DIGITS = re.compile(r"[0-9]+\Z")
_PARTED_CODE = re.compile(r"[0-9]+(?:[. ][0-9]+)+\Z")
_EARLIEST = date(1900, 1, 1)


def read(field: Field, cell: object, use: ColumnUse = PLAIN_USE) -> object:
    """The value of one cell for `field`: the value, None where empty, or Wrong."""
    if use.values:
        cell = use.values.get(written(cell).strip(), cell)
    value = _READERS[field.kind](field, cell, use)
    if value is None or isinstance(value, Wrong):
        return value
    return judge(field, value) or value


def judge(field: Field, value: object) -> Wrong | None:
    """What is wrong with a value that was read, or None."""
    if isinstance(value, str):
        return control_wrong(value) or _too_long(field, value) or _shape(field, value)
    if isinstance(value, Decimal | int) and field.positive and value < 0:
        return Wrong(
            "number.negative",
            Text("不能为负数。", "This cannot be negative."),
            Text("请填写零或正数。", "Give zero or a positive number."),
        )
    if isinstance(value, int) and value > 999_999_999:
        return Wrong(
            "number.too_large",
            Text("数值过大。", "The number is too large."),
            Text("最多9位数字。", "At most nine digits."),
        )
    if isinstance(value, date) and value < _EARLIEST:
        return Wrong(
            "date.too_early",
            Text("日期早于1900年。", "The day lies before 1900."),
            Text("请核对年份。", "Check the year."),
        )
    return None


def _too_long(field: Field, value: str) -> Wrong | None:
    if not field.max_length or len(value) <= field.max_length:
        return None
    return Wrong(
        "text.too_long",
        Text(
            f"超过{field.max_length}个字符（现有{len(value)}个）。",
            f"Longer than {field.max_length} characters (it has {len(value)}).",
        ),
        Text("请缩短。", "Shorten it."),
    )  # fmt: skip


def _shape(field: Field, value: str) -> Wrong | None:
    if not field.pattern or _compiled(field.pattern).match(value):
        return None
    shape = field.shape or Text("编码格式不符。", "the code has another shape")
    return Wrong(
        f"{field.column}.shape",
        Text(f"{field.title.zh}格式不符。", f"The {field.title.en} does not have its shape."),
        Text(f"应为：{shape.zh}。", f"It should be: {shape.en}."),
    )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z", re.ASCII)


def _text(field: Field, cell: object, use: ColumnUse) -> object:
    return read_text(cell)


def _code(field: Field, cell: object, use: ColumnUse) -> object:
    text = read_text(narrowed(written(cell)))
    return text.upper() if isinstance(text, str) else text


def _choice(field: Field, cell: object, use: ColumnUse) -> object:
    text = narrowed(written(cell)).lower()
    if not text:
        return None
    if text in field.choices:
        return field.choices[text] or None
    known = ", ".join(sorted({value for value in field.choices.values() if value}))
    return Wrong(
        f"{field.column}.unknown",
        Text(f"{field.title.zh}不是已知取值。", f"This is not a known value of {field.title.en}."),
        Text(f"可填：{known}。", f"Give one of: {known}."),
    )


def _country(field: Field, cell: object, use: ColumnUse) -> object:
    code = _code(field, cell, use)
    problem = country_code_fault(code) if isinstance(code, str) else None
    if problem is None:
        return code
    return Wrong(
        "country.shape",
        problem,
        Text("请填两位字母代码，例如 CL；或在版式中给出代码对照（values）。",
             "Give the two letters, for example CL, or a list of codes in the layout (values)."),
    )  # fmt: skip


def _goods(field: Field, cell: object, use: ColumnUse) -> object:
    code = _code(field, cell, use)
    if not isinstance(code, str):
        return code
    if _PARTED_CODE.match(code):
        code = code.replace(".", "").replace(" ", "")
    wanted = GOODS_SCHEMES.get(use.scheme, 13)
    if _DIGITS.match(code) and len(code) == wanted - 1 and not isinstance(cell, str):
        if use.pad:
            return f"0{code}"
        return Wrong(
            "goods_code.zero_lost",
            Text(f"少一位数字：电子表格可能丢了开头的0（应为{wanted}位）。",
                 f"One digit is missing: the spreadsheet may have dropped a leading zero ({wanted} digits wanted)."),
            Text("请把该列设为文本格式，或在版式中注明补零（pad）。",
                 "Format the column as text, or state in the layout that the zero is put back (pad)."),
        )  # fmt: skip
    return code if _DIGITS.match(code) and len(code) == wanted else _goods_shape(code, wanted)


def _goods_shape(code: str, wanted: int) -> Wrong:
    problem = Text(f"商品编号应为{wanted}位数字。", f"The goods code should have {wanted} digits.")
    if wanted == 13:
        problem = goods_code_fault(code) or problem
    return Wrong(
        "goods_code.shape",
        problem,
        Text("请补全编号；若贵方只用6、8、10位编码，请在版式中注明（scheme）。",
             "Give the whole code; where you use 6, 8 or 10 digits, the layout must say so (scheme)."),
    )  # fmt: skip


def _date(field: Field, cell: object, use: ColumnUse) -> object:
    return read_date(cell, use.order)


def _decimal(field: Field, cell: object, use: ColumnUse) -> object:
    return read_decimal(cell, use.mark)


def _integer(field: Field, cell: object, use: ColumnUse) -> object:
    return read_integer(cell, use.mark)


def _list(field: Field, cell: object, use: ColumnUse) -> object:
    """Entries parted by ; in one cell, or a list cell; each "kind:number" or as the field says."""
    if isinstance(cell, list | tuple):
        entries = [written(one) for one in cell]
    else:
        text = read_text(cell)
        if not isinstance(text, str):
            return text
        entries = re.split(r"[;；]", text)
    kept = [narrowed(one) for one in entries if one and one.strip()]
    wrong = next((bad for one in kept if (bad := entry_wrong(field, one))), None)
    return wrong or kept or None


def entry_wrong(field: Field, entry: str) -> Wrong | None:
    """What is wrong with one entry of a list field, in its written form ("kind:number" and the like), or None."""
    if wrong := control_wrong(entry):
        return wrong
    if field.name == "containers":
        return container_wrong(entry.split(":")[0])
    if field.name == "permits":
        parts = entry.split(":")
        if len(parts) == 3 and not isinstance(read_decimal(parts[2]), Decimal):
            return NOT_A_NUMBER
    return _shape(field, entry)


def container_wrong(number: str) -> Wrong | None:
    """What is wrong with a container number (ISO 6346), or None."""
    problem = container_number_fault(number)
    if problem is None:
        return None
    return Wrong(
        "container.number", problem, Text("请对照箱体核对箱号。", "Compare it with the number on the container.")
    )


@lru_cache(maxsize=65536)
def uscc_wrong(code: str) -> Wrong | None:
    """What is wrong with a Unified Social Credit Code (GB 32100-2015), or None."""
    problem = uscc_fault(code)
    if problem is None:
        return None
    return Wrong(
        "importer.uscc",
        problem,
        Text("请对照营业执照核对；若为贵方内部编号，请注明 importer_scheme = local。",
             "Compare it with the business licence; for your own numbers state importer_scheme = local."),
    )  # fmt: skip


_READERS: dict[Kind, Callable[[Field, object, ColumnUse], object]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.COUNTRY: _country,
    Kind.GOODS: _goods,
    Kind.LIST: _list,
}
