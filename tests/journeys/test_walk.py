"""A consignment walks all the way through the house; at every step somebody else sits at the browser.

The journeys run in this order, and each takes up what the one before has left in port.left.
"""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.journey

COLUMNS = {
    "我司单据": "reference",
    "进出口": "direction",
    "监管方式": "regime",
    "申报日期": "declared_on",
    "进口日期": "moved_on",
    "受理机关": "office",
    "入境口岸": "port",
    "运输方式": "transport_mode",
    "船名": "conveyance",
    "提单号": "bill_number",
    "收货人代码": "importer",
    "收货人": "importer_name",
    "启运国": "departure_country",
    "毛重(kg)": "gross_mass",
    "随附单证": "documents",
    "序号": "item_no",
    "HS编码": "goods_code",
    "品名": "description",
    "原产国": "origin",
    "数量": "quantity",
    "计量单位": "quantity_unit",
    "净重(kg)": "net_mass",
    "总价": "value",
    "币制": "currency",
    "注册号": "producer",
    "生产企业": "producer_name",
    "用途": "intended_use",
}
LONG = 60_000


def as_csv(declarations: list[dict[str, Any]], **wrong: str) -> bytes:
    """The declarations in the trader's own columns; `wrong` spoils fields of the last row."""
    rows = []
    for one in declarations:
        item = one["items"][0]
        documents = ";".join(f"{document['kind']}:{document['number']}" for document in one["documents"])
        rows.append({**one, **item, "documents": documents})
    rows[-1] |= wrong
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([[row.get(field, "") for field in COLUMNS.values()] for row in rows])
    return out.getvalue().encode("gb18030")


def uploads(person: Any, name: str, content: bytes) -> None:
    person.goes_to("/consignments/upload")
    person.page.set_input_files("input[type=file]", files=[{"name": name, "mimeType": "text/csv", "buffer": content}])
    person.page.click("main form button")
    person.page.wait_for_url("**/consignments/upload/*")


def test_a_trader_uploads_a_file_with_a_bad_row_and_mends_it(port: Any, somebody: Any) -> None:
    trader = somebody("trader", "zh")
    trader.shows("trader-1-portal")
    own = port.declarations[:2]
    uploads(trader, "报关单.csv", as_csv(own, origin="Atlantis"))
    assert "报关单编号" in trader.reads(), "the program asks which column holds the reference"
    trader.page.select_option("[name=column-0-field]", "reference")
    trader.page.click("button[name=look]")
    trader.shows("trader-2-preview")
    said = trader.reads()
    assert "Atlantis" in said
    trader.page.click("button[name=lodge]")
    trader.page.wait_for_load_state()
    trader.shows("trader-3-lodged")
    assert "1" in trader.page.inner_text("#outcome dd strong")
    with trader.page.expect_download() as download:
        trader.page.click("a[href$='refused.csv']")
    refused = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Atlantis" in refused
    uploads(trader, "更正.csv", refused.replace("Atlantis", own[1]["items"][0]["origin"]).encode())
    trader.page.click("button[name=lodge]")
    trader.page.wait_for_load_state()
    trader.goes_to("/portal")
    for one in own:
        trader.page.wait_for_selector(f"text={one['reference']}")
    trader.shows("trader-4-portal")


def test_a_machine_posts_a_declaration_and_has_its_channel_in_the_answer(port: Any) -> None:
    declared = port.declarations[2] | {"sender": "single-window"}
    status, answer = port.post("/api/declarations", declared, port.token)
    assert status == 201, answer
    result = answer["results"][0]
    assert result["outcome"] == "lodged"
    assert result["channel"] == "sample"
    again_status, again = port.post("/api/declarations", declared, port.token)
    assert (again_status, again["results"][0]["outcome"]) == (200, "duplicate")
    assert again["results"][0]["channel"] == "sample"
    port.left["consignment"] = result["consignment"]


def test_a_machine_without_a_token_is_turned_away(port: Any) -> None:
    status, answer = port.post("/api/declarations", {})
    assert (status, answer["code"]) == (401, "request.401")
