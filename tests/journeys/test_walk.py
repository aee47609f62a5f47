"""A consignment walks all the way through the house; at every step somebody else sits at the browser.

The journeys run in this order, and each takes up what the one before has left in port.left.
"""

import csv
import hashlib
import io
import os
import re
import struct
import subprocess
import sys
import zlib
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


def a_photo() -> bytes:
    """A small true PNG, plain green."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 320, 200, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes((120, 160, 90)) * 320) * 200
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def answers(officer: Any) -> None:
    """Answer every question with "conforms", count every lot as without defect, and save."""
    page = officer.page
    for choice in page.query_selector_all("input[type=radio][value=conform]"):
        choice.check()
    for counted in page.query_selector_all("input[name^=inspected-]"):
        position = (counted.get_attribute("name") or "").removeprefix("inspected-")
        units = re.search(r"n = (\d+)", page.inner_text(f"#line-{position}"))
        assert units
        counted.fill(units[1])
        page.fill(f"[name=defects-{position}]", "0")
    if page.query_selector("button[value=answer]"):
        page.click("button[value=answer]")
        page.wait_for_load_state()


def test_the_officer_works_the_tasks_records_a_finding_with_a_photo_and_draws_a_sample(
    port: Any, somebody: Any, tmp_path: Path
) -> None:
    photo = tmp_path / "label.png"
    photo.write_bytes(a_photo())
    officer = somebody("officer", "zh")
    officer.shows("officer-2-workbench")
    officer.goes_to("/inspection/tasks")
    officer.shows("officer-3-tasks")
    officer.goes_to(f"/consignments/{port.left['consignment']}")
    tasks = [one.get_attribute("href") for one in officer.page.query_selector_all("section:has(#tasks) li a")]
    assert len(tasks) >= 2
    for task in tasks:
        officer.goes_to(task)
        officer.page.click("button[value=claim]")
        officer.page.wait_for_load_state()
        answers(officer)
        if "现场查验" in officer.page.inner_text("h1"):
            officer.page.click("summary:has-text('记录')")
            officer.page.select_option("[name=kind]", "label")
            officer.page.check("[name=severity][value=minor]")
            officer.page.fill("[name=text]", "3箱中文标签缺少生产日期")
            officer.page.set_input_files(
                "section:has(#record) form:has(button[value=record]) [name=photos]", str(photo)
            )
            officer.shows("officer-4-finding")
            officer.page.click("button[value=record]")
            officer.page.wait_for_load_state()
            officer.shows("officer-5-physical-check")
            assert "3箱中文标签缺少生产日期" in officer.reads()
        if officer.page.query_selector("button[value=draw]"):
            officer.page.fill("[name=seal]", "F20180601")
            officer.page.fill("[name=handed_to]", "送样员")
            officer.shows("officer-6-sampling")
            officer.page.click("button[value=draw]")
            officer.page.wait_for_load_state()
            officer.shows("officer-7-sample-drawn")
            port.left["label"] = officer.page.inner_text("li[id^=sample-] code")
        officer.page.click("button[value=complete]")
        officer.page.wait_for_load_state()
    officer.shows("officer-8-done")
    assert port.left["label"]


def test_the_analyst_receives_the_sample_and_enters_a_result_over_the_limit(port: Any, somebody: Any) -> None:
    analyst = somebody("analyst", "en")
    analyst.shows("analyst-1-workbench")
    analyst.goes_to("/laboratory/samples")
    analyst.shows("analyst-2-queue")
    analyst.page.fill("[name=scan]", port.left["label"])
    analyst.page.keyboard.press("Enter")
    analyst.page.wait_for_url("**/laboratory/samples/*")
    analyst.page.fill("[name$=scanned]", port.left["label"])
    analyst.page.fill("[name$=seal]", "F20180601")
    analyst.page.click("button[value=receive]")
    analyst.page.wait_for_load_state()
    analyst.shows("analyst-3-received")
    analyst.page.fill("[name=prepare-scanned]", port.left["label"])
    analyst.page.click("button[value=prepare]")
    analyst.page.wait_for_load_state()
    for slot in [one.get_attribute("name") for one in analyst.page.query_selector_all("[name$=-readings]")]:
        form = analyst.page.locator(f"form:has([name={slot}])")
        high = "melamine" in analyst.page.locator(f"section:has([name={slot}])").last.inner_text().lower()
        form.locator(f"[name={slot}]").fill("1.9" if high else "0.01")
        form.locator("button").first.click()
        analyst.page.wait_for_load_state()
    analyst.shows("analyst-4-results")
    assert "does not conform" in analyst.reads().lower() or "nonconform" in analyst.reads().lower()


def test_another_analyst_reviews_and_the_manager_authorises(port: Any, somebody: Any) -> None:
    reviewer = somebody("analyst2", "zh")
    reviewer.goes_to("/laboratory/review")
    reviewer.shows("analyst2-1-review-queue")
    reviewer.page.click(f"a:has-text('{port.left['label']}')")
    reviewer.shows("analyst2-2-review")
    reviewer.page.click("button[value=review]")
    reviewer.page.wait_for_load_state()
    manager = somebody("labmanager", "en")
    manager.shows("labmanager-1-workbench")
    manager.goes_to("/laboratory/review")
    manager.page.click(f"a:has-text('{port.left['label']}')")
    manager.shows("labmanager-2-authorise")
    manager.page.click("button[value=authorise]")
    manager.page.wait_for_load_state()
    manager.goes_to(f"/laboratory/samples/{port.left['label']}")
    manager.shows("labmanager-3-reported")
    assert "reported" in manager.reads().lower()


def test_the_signed_report_is_verified_by_anybody(port: Any, somebody: Any, tmp_path: Path) -> None:
    manager = somebody("labmanager", "en")
    where = f"/laboratory/samples/{port.left['label']}"
    for _again in range(60):
        manager.goes_to(where)
        if manager.page.query_selector("a[href*='/r/']"):
            break
        manager.page.wait_for_timeout(500)
    public = manager.page.get_attribute("a[href*='/r/']", "href")
    paper = manager.page.request.get(f"{port.address}/laboratory/reports/{port.left['label']}-R1.pdf")
    assert paper.status == 200
    stranger = somebody("", "zh")
    stranger.goes_to(public)
    stranger.shows("public-report")
    assert "现行有效" in stranger.reads()
    assert hashlib.sha256(paper.body()).hexdigest() in stranger.reads()
    file = tmp_path / "report.pdf"
    file.write_bytes(paper.body())
    guomen = [str(Path(sys.executable).parent / "guomen"), "report", "verify", "--offline", str(file)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment["GUOMEN_HOME"] = str(port.home)
    assert subprocess.run(guomen, env=environment, check=False).returncode == 0
    file.write_bytes(paper.body()[:-9] + b"x" + paper.body()[-8:])
    assert subprocess.run(guomen, env=environment, check=False).returncode == 1


def test_the_duty_manager_signs_what_the_laboratory_found(port: Any, somebody: Any) -> None:
    manager = somebody("duty", "zh")
    manager.shows("duty-1-workbench")
    manager.page.click("table.todos a:has-text('退运')")
    manager.shows("duty-2-proposal")
    assert "三聚氰胺" in manager.reads()
    port.left["disposition"] = manager.page.url
    manager.page.click("button[value=sign]")
    manager.page.wait_for_load_state()
    manager.shows("duty-3-signed")
    if "待复签" in manager.reads():
        second = somebody("bureau", "en")
        second.shows("bureau-1-workbench")
        second.goes_to(port.left["disposition"])
        second.page.click("button[value=second]")
        second.page.wait_for_load_state()
        second.shows("bureau-2-signed")
        assert "Issued" in second.reads()


def test_the_trader_downloads_the_notice_and_reads_why(port: Any, somebody: Any) -> None:
    trader = somebody("trader", "en")
    trader.page.click("text=JOURNEY-MELAMINE")
    trader.shows("trader-5-consignment")
    said = trader.reads()
    assert "Return" in said
    assert "Chance of being looked at" not in said
    assert "BK-JOURNEY-1" not in said
    trader.page.click("section:has(#dispositions) h3 + ul a")
    trader.shows("trader-6-notice")
    port.left["check"] = trader.page.get_attribute("a[href*='/v/']", "href")
    with trader.page.expect_download() as download:
        trader.page.click("a[href$='paper.pdf']")
    paper = Path(download.value.path()).read_bytes()
    assert paper.startswith(b"%PDF")
    assert len(paper) > 10_000


def test_a_stranger_checks_the_address_on_the_paper(port: Any, somebody: Any) -> None:
    stranger = somebody("", "zh")
    stranger.goes_to(port.left["check"])
    stranger.shows("stranger-1-valid")
    assert "有效" in stranger.reads()
    spoiled = re.sub(r"\w{2}$", "00", port.left["check"])
    assert stranger.goes_to(spoiled) == 404
    stranger.shows("stranger-2-not-ours")
    english = somebody("", "en")
    english.goes_to(port.left["check"])
    english.shows("stranger-1-valid")
    assert "valid" in english.reads()


def test_the_risk_analyst_imposes_a_measure_on_the_finding(port: Any, somebody: Any) -> None:
    analyst = somebody("risk", "zh")
    analyst.shows("risk-1-workbench")
    analyst.goes_to("/declarations?reference=JOURNEY-MELAMINE")
    analyst.page.click("td a:has-text('JOURNEY-MELAMINE')")
    analyst.shows("risk-2-consignment")
    analyst.page.click("text=据此采取措施")
    page = analyst.page
    page.select_option("[name=orders]", "hold")
    page.fill("[name=ground]", "…")
    page.fill("[name=text_zh]", "…")
    page.fill("[name=text_en]", "…")
    page.click("main form button.danger")
    page.wait_for_load_state()
    analyst.shows("risk-3-refused")
    assert page.query_selector(".errorlist"), "this kind of measure does not hold goods, and the form says so"
    page.select_option("[name=orders]", "sample")
    page.fill("[name=text_zh]", "该企业婴幼儿配方奶粉检出三聚氰胺，每批抽样送检")
    page.fill("[name=text_en]", "Melamine found in this producer's infant formula: sample every lot")
    page.fill("[name=public_zh]", "该产品正处于加强监管措施期")
    page.fill("[name=public_en]", "This product is under a control measure")
    page.fill("[name=ground]", "实验室检出三聚氰胺1.9 mg/kg，超过限量1 mg/kg")
    analyst.shows("risk-3-impose")
    page.click("main form button.danger")
    page.wait_for_url(re.compile(r"/surveillance/measures/(?!impose)"))
    analyst.shows("risk-4-measure")
    port.left["measure"] = page.url.rstrip("/").rpartition("/")[2]


def test_the_next_declaration_meets_the_measure_and_says_so(port: Any, somebody: Any) -> None:
    declared = port.declarations[3] | {"sender": "single-window"}
    status, answer = port.post("/api/declarations", declared, port.token)
    assert status == 201, answer
    result = answer["results"][0]
    assert result["channel"] == "sample"
    said = " ".join(one["text"]["en"] for line in result["lines"] for one in line["reasons"])
    assert "under a control measure" in said
    officer = somebody("officer", "en")
    officer.goes_to(f"/consignments/{result['consignment']}")
    officer.shows("officer-1-measure")
    assert port.left["measure"] in officer.reads()
    assert "Melamine found" in officer.reads()


def test_headquarters_sees_the_offices_and_the_measure(port: Any, somebody: Any) -> None:
    chief = somebody("hq", "en")
    chief.shows("hq-1-workbench")
    said = chief.reads()
    assert "Yangshan Branch" in said
    assert port.left["measure"] in said


def test_the_auditor_finds_who_did_what_and_takes_the_chain_away(port: Any, somebody: Any) -> None:
    auditor = somebody("auditor", "zh")
    auditor.shows("auditor-1-workbench")
    auditor.goes_to("/audit/ledger?kind=surveillance.measure.imposed")
    auditor.page.click("tbody a >> nth=0")
    auditor.shows("auditor-2-entry")
    assert port.left["measure"] in auditor.reads()
    auditor.goes_to("/audit/ledger")
    auditor.shows("auditor-3-ledger")
    with auditor.page.expect_download() as download:
        auditor.page.click("a[href$='/export']")
    assert Path(download.value.path()).read_text().startswith('{"digest"')


def test_the_operator_sees_that_everything_was_handed_on(somebody: Any) -> None:
    operator = somebody("operator", "zh")
    operator.goes_to("/")
    operator.shows("operator-1-workbench")
    operator.goes_to("/operations/deliveries")
    operator.shows("operator-2-deliveries")
    assert "全部消息均已处理" in operator.reads()


@pytest.mark.parametrize("username", ["neighbour", "stranger"])
def test_another_branch_and_another_trader_see_nothing(port: Any, somebody: Any, username: str) -> None:
    person = somebody(username, "zh")
    number = port.left["consignment"]
    assert person.goes_to(f"/consignments/{number}") == 404
    person.shows(f"{username}-1-nothing")
    assert person.goes_to(port.left["disposition"]) == 404


def test_a_reader_changes_the_language_where_they_are(somebody: Any) -> None:
    officer = somebody("officer", "zh")
    officer.goes_to("/declarations?direction=import")
    officer.page.click("button[lang=en]")
    officer.page.wait_for_load_state()
    assert officer.page.url.endswith("/declarations?direction=import")
    assert "Declarations" in officer.reads()


def test_a_table_is_sorted_and_paged_in_place(somebody: Any) -> None:
    chief = somebody("hq", "en")
    chief.goes_to("/declarations")
    chief.page.evaluate("document.body.dataset.kept = 'yes'")
    chief.page.click("thead a:has-text('Reference')")
    chief.page.wait_for_selector("th.asc a:has-text('Reference')")
    assert chief.page.evaluate("document.body.dataset.kept") == "yes"
    chief.page.click("a[rel=next]")
    chief.page.wait_for_selector(".pages [aria-current]:has-text('2')")
    assert "page=2" in chief.page.url
