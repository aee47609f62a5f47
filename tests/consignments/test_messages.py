"""JSON messages: every fault at once, each with its path."""

from datetime import date
from typing import Any

import pytest

from guomen.consignments.intake.messages import decode_messages, read_declaration
from guomen.kernel.terms import Refusal

TODAY = date(2018, 8, 1)
GOOD: dict[str, Any] = {
    "reference": "R1",
    "direction": "进口",
    "declared_on": "20180801",
    "office": "x31010",
    "importer": "91350100M000100Y43",
    "gross_mass": "1,234.50",
    "items": [
        {
            "goods_code": "0306.1719.90101",
            "origin": "ec",
            "net_mass": 12.5,
            "permits": [{"kind": "A", "number": "7", "quantity": "1.50"}],
        }
    ],
    "containers": [{"number": "CSQU3054383", "items": [1]}],
    "documents": [{"kind": "B"}],
}


def faults(message: dict[str, Any]) -> dict[str, str]:
    _, found = read_declaration(message, sender="line1", on=TODAY)
    return {fault.where.field: fault.code for fault in found}


def test_a_message_is_read_as_a_file_is() -> None:
    declaration, found = read_declaration(GOOD, sender="line1", on=TODAY)
    assert found == ()
    assert declaration is not None
    assert (declaration.sender, declaration.direction, declaration.office) == ("line1", "import", "X31010")
    assert declaration.items[0].goods_code == "0306171990101"
    assert declaration.items[0].item_no == 1
    assert str(declaration.items[0].permits[0].quantity) == "1.5"
    assert str(declaration.gross_mass) == "1234.5"


def test_every_fault_comes_back_at_once_with_its_path() -> None:
    message = GOOD | {
        "declared_on": "03/04/2018",
        "gross_mass": "1,234",
        "importer": "91350100M000100Y44",
        "colour": "red",
        "items": [GOOD["items"][0], {"goods_code": 306171990101, "origin": "Ecuador", "permits": [{"nr": 1}]}, "x"],
        "containers": [{"number": "CSQU3054384"}],
        "documents": "none",
    }
    assert faults(message) == {
        "declared_on": "date.ambiguous",
        "gross_mass": "number.ambiguous",
        "importer": "importer.uscc",
        "colour": "field.unknown",
        "items[1].goods_code": "field.kind",
        "items[1].origin": "country.shape",
        "items[1].permits[0].nr": "field.unknown",
        "items[1].permits[0]": "permits.shape",
        "items[2]": "field.kind",
        "containers[0]": "container.number",
        "documents": "field.kind",
    }


KINDS: list[tuple[dict[str, Any], str]] = [
    ({"remarks": 5}, "remarks"),
    ({"office": {"code": "X"}}, "office"),
    ({"items": {"goods_code": "1"}}, "items"),
    ({"containers": [{"number": "CSQU3054383", "items": ["1"]}]}, "containers[0].items"),
    ({"documents": [{"kind": "a:b"}]}, "documents[0].kind"),
    ({"documents": [{"kind": "B", "number": "x" * 41}]}, "documents[0].number"),
]


@pytest.mark.parametrize(("changes", "path"), KINDS)
def test_a_value_of_the_wrong_kind_is_told_and_not_turned(changes: dict[str, Any], path: str) -> None:
    assert faults(GOOD | changes)[path] == "field.kind"


def test_an_empty_message_lacks_what_it_lacks_and_nothing_more() -> None:
    assert set(faults({})) == {"reference", "direction", "declared_on", "office", "importer", "items"}


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff", b"[" * 100_000])
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        decode_messages(body)
    assert refusal.value.code == "message.unreadable"


def test_one_message_or_a_list_of_them() -> None:
    assert decode_messages(b'{"a": 1.10}') == [{"a": "1.10"}]
    assert len(decode_messages(b"[{}, {}]")) == 2
