"""Nobody's name, number or address is kept; lots, codes and companies are."""

import pytest

from guomen.surveillance.signals.rules.masking import masked_details, masked_text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("患者张小明食用后呕吐", "张小明"),
        ("姓名：王芳，女，34岁", "王芳"),
        ("投诉人李建国称商品有异味", "李建国"),
        ("赵先生购买了该产品", "赵先生"),
        ("电话13812345678", "13812345678"),
        ("手机 138 1234 5678。", "138 1234 5678"),
        ("座机 021-65432100", "021-65432100"),
        ("call +44 20 7946 0958 now", "7946 0958"),
        ("call (212) 555-0187", "555-0187"),
        ("身份证号11010519491231002X", "11010519491231002X"),
        ("护照号：E12345678", "E12345678"),
        ("mail to zhang.san@example.com.cn", "zhang.san@example.com.cn"),
        ("邮箱zhang@example.com联系", "zhang@example.com"),
        ("Patient John Smith was admitted", "John Smith"),
        ("Mrs. O'Brien fell ill", "O'Brien"),
        ("a boy named Peter Jones burnt his hand", "Peter Jones"),
    ],
)
def test_what_tells_who_it_was_is_masked(text: str, secret: str) -> None:
    assert secret not in masked_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "UPC CODE: 6868978724496 BEST BEFORE: 11/15/2021",
        "批号20260301，条码6901234567892，净含量500g",
        "ENTRY 027-2717739-2 LINE 1",
        "LOT 110105194912310021 of 2026",
        "2026.0815 Salmonella in chicken from Poland, 3 cases of 12",
        "Golden Sun Foods Co., Ltd. recalled 2,000 cartons",
        "16JGT05 SHRIMP & PRAWNS 12/11/2003",
    ],
)
def test_lots_codes_and_companies_stay(text: str) -> None:
    assert masked_text(text) == text


def test_columns_that_hold_a_person_are_masked_whole() -> None:
    row = {"姓名": "张三", "patient_name": "X", "手机": "1", "身份证号": "2", "product name": "sesame", "Age": 39,
           "家属": {"联系人": "李四", "关系": "父"}}  # fmt: skip
    shown = masked_details(row)
    assert (shown["product name"], shown["Age"], shown["家属"]["关系"]) == ("sesame", 39, "父")
    assert all("［" in shown[name] for name in ("姓名", "patient_name", "手机", "身份证号"))
    assert "［" in shown["家属"]["联系人"]
