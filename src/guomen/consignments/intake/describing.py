"""The page that describes the declaration's fields, made from the one specification of them."""

from guomen.consignments.intake.fields import HEAD_FIELDS, ITEM_FIELDS
from guomen.consignments.intake.terms import Field, Kind

_KINDS = {
    Kind.TEXT: "text",
    Kind.CODE: "code",
    Kind.CHOICE: "one of",
    Kind.DATE: "day",
    Kind.DECIMAL: "number",
    Kind.INTEGER: "whole number",
    Kind.COUNTRY: "ISO 3166-1 alpha-2",
    Kind.GOODS: "13 digits",
    Kind.LIST: "list",
}
_INTRODUCTION = """# The declaration, field by field

Made from `src/guomen/consignments/intake/fields.py`, the one definition that messages, files, screens and this page
share; a test fails where they part. Elements are those of the integrated declaration of 2018; `–` where it has none.

A value is read the same way wherever it comes from. Full-width digits are ordinary digits. A number may be written
`1234.5`, `1,234.50`, `1.234,50` or `1 234,50`; `1,234` could be two numbers and is refused unless the layout states the
decimal mark. A day may be written `2018-08-01`, `20180801`, `2018/8/1`, `01.08.2018`, `2018年8月1日` or `1 Aug 2018`;
`03/04/2018` is refused unless the layout states the order. Numbers hold at most what fifteen to seventeen digits can
say exactly. Text with control characters is refused. Check digits of Unified Social Credit Codes (GB 32100-2015) and
container numbers (ISO 6346) are checked.

In files, a list stands in one cell, its entries parted by `;`: documents as `kind` or `kind:number`, permits as
`kind:number` or `kind:number:quantity`, containers as `number`, `number:kind` or `number:kind:1,2` (the items in it).
In messages they are objects with these names.
"""
_CLOSING = """
## Versions

The first sending of a reference has `action` lodge and `version` 1. A change is `amend`, the end is `cancel`, each with
the next version; a cancellation needs only sender, reference, version and action. The same content again is a
duplicate and answers with what is there. Other content under a version that is there is refused
(`version.content_differs`): nothing that was received is ever overwritten. References are the sender's own: two senders
may use the same.

## Faults

Each fault has a stable `code`, its place (file and row and column, or a path such as `items[2].goods_code`), the value,
what is wrong and what to do, in Chinese and English. All faults of a declaration come back at once. A declaration of
which one row is faulty is held whole (`declaration.held`): half a declaration is never lodged.
"""


def schema_page() -> str:
    """The page docs/declaration-schema.md."""
    parts = [_INTRODUCTION]
    parts += ["\n## Header\n", *_table(HEAD_FIELDS), "\n## Goods items\n", *_table(ITEM_FIELDS), _CLOSING]
    return "\n".join(parts)


def _table(fields: tuple[Field, ...]) -> list[str]:
    head = "| name | 中文 | English | element | kind | longest | required |"
    return [head, "|---|---|---|---|---|---|---|", *(_row(field) for field in fields)]


def _row(field: Field) -> str:
    name = f"`{field.name}`" + (f" (in files `{field.flat}`)" if field.flat else "")
    kind = _KINDS[field.kind]
    if field.kind is Kind.CHOICE:
        kind += " " + ", ".join(f"`{value}`" for value in dict.fromkeys(field.choices.values()) if value)
    elif field.shape is not None:
        kind += f": {field.shape.en}"
    cells = [name, field.title.zh, field.title.en, field.element or "–", kind]
    return f"| {' | '.join(cells)} | {field.max_length or '–'} | {field.required or '–'} |"
