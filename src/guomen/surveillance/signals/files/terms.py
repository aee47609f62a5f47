"""The layout of a source's files: which columns a signal is read from, and what holds for every row."""

import msgspec

from guomen.consignments.intake.terms import ColumnUse
from guomen.kernel.terms import Text

# The fields of a signal that a file can fill, in the order in which people are asked for them, with further headings
# under which they are met.
FIELDS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "reference": (
        Text("来源编号", "Reference"),
        ("id", "uid", "number", "notification reference", "recall number", "编号"),
    ),
    "reported_on": (
        Text("报告日期", "Reported on"),
        (
            "date",
            "date of case",
            "report date",
            "notification date",
            "refusal date",
            "treatment date",
            "日期",
            "通报日期",
        ),
    ),
    "title": (Text("标题", "Title"), ("subject", "headline", "主题")),
    "original": (Text("原文", "Original text"), ("text", "narrative", "description", "content", "内容", "描述")),
    "goods_words": (
        Text("产品（原文）", "Product in the source's words"),
        ("product", "product category", "category", "product description", "commodity", "产品", "商品", "品名"),
    ),
    "hazard_words": (
        Text("危害（原文）", "Hazard in the source's words"),
        (
            "hazard",
            "hazards",
            "hazard substance",
            "reason for recall",
            "recall reason",
            "disease",
            "危害",
            "不合格项目",
        ),
    ),
    "origin_words": (
        Text("产地（原文）", "Origin in the source's words"),
        ("origin", "country origin", "country of origin", "country", "iso cntry code", "原产国", "原产地", "产地"),
    ),
    "party": (
        Text("企业", "Party"),
        (
            "company",
            "company name",
            "firm",
            "recalling firm",
            "operator",
            "manufacturer",
            "legal name",
            "企业",
            "生产企业",
        ),
    ),
    "place": (Text("地点", "Place"), ("city", "location", "locality", "address", "地址")),
    "latitude": (Text("纬度", "Latitude"), ("lat",)),
    "longitude": (Text("经度", "Longitude"), ("lon", "lng", "long")),
    "happened_on": (Text("发生日期", "Happened on"), ("onset", "event date", "incident date", "发生时间")),
    "cases": (Text("病例或受害人数", "Cases"), ("cases total", "number of cases", "injured", "病例数", "受伤人数")),
    "deaths": (Text("死亡人数", "Deaths"), ("dead", "fatalities", "死亡")),
    "goods": (Text("商品编码", "Goods code"), ("hs", "hs code", "goods code", "商品编号")),
    "hazard": (Text("危害代码", "Hazard code"), ("hazard code",)),
    "origin": (Text("产地代码", "Origin code"), ("origin code",)),
    "language": (Text("语言", "Language"), ("lang",)),
}
DAYS = ("reported_on", "happened_on")
COUNTS = ("cases", "deaths")
DEGREES = ("latitude", "longitude")
# What is put between the parts of a field that several columns make up.
JOINERS = {"reference": "/", "title": " – ", "goods_words": " | ", "hazard_words": "; ", "origin_words": "; ",
           "original": "\n", "place": ", "}  # fmt: skip


class SignalLayout(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A source's arrangement of columns.

    columns: a field of several headers is joined of those that are filled; of days and numbers the first that is
    filled counts. fixed: values for every row that has none of its own. leave: headings that are not kept. blank: words
    for nothing ("NA"). undated: the day of reading stands for a report's day that the file does not have. sheet: of a
    workbook, table of a SQLite file.
    """

    columns: tuple[ColumnUse, ...] = ()
    fixed: dict[str, str] = {}
    leave: tuple[str, ...] = ()
    blank: tuple[str, ...] = ("NA", "N/A", "null", "None")
    undated: bool = False
    sheet: str = ""

    @property
    def headers(self) -> frozenset[str]:
        """Every heading that a field is read from."""
        return frozenset(header for use in self.columns for header in use.headers)


class ShippedLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source that many installations will want, with the layout of its files."""

    source: str
    name_zh: str
    name_en: str
    kind: str
    credibility: str
    about: str
    layout: SignalLayout
