"""Which column of a file is what: proposed from its heading, or as the person says."""

import re
from collections.abc import Iterable, Mapping

from guomen.kernel.terms import Refusal, Text

# field -> what it is
FIELDS = {
    "sample": "label or number of the sample",
    "analyte": "what was tested, in either language",
    "goods": "goods code, for the limits in force",
    "food": "words of the food or product, where several limits are in force",
    "value": "reading; ND; <0.05; several units apart by spaces; members of a sum as DBP=0.1; BBP=ND",
    "unit": "unit of the value",
    "lod": "limit of detection",
    "loq": "limit of quantification",
    "uncertainty": "expanded uncertainty: 0.04 in the unit, or 12%",
    "coverage": "its coverage factor k (2)",
    "dilution": "how many times the extract was diluted (1)",
    "basis": "what the value is stated on: as_is, dry, fat",
    "dry_matter": "dry matter of the sample, %",
    "fat": "fat of the sample, %",
    "on": "day of the law, YYYY-MM-DD",
    "limit": "a limit of its own: 0.2; min 4; 4.0-7.5; ND 0.3; n=5,c=0,m=0,M=-",
    "limit_unit": "unit of that limit (that of the value)",
    "standard": "what that limit is from",
}
# field -> headings that mean it, in small letters without spaces and signs
_HEADINGS = {
    "sample": "sample samplelabel label sampleid 样品 样品编号 标签",
    "analyte": "analyte item test parameter 项目 检测项目 检验项目",
    "goods": "goods goodscode hs hscode ciqcode 商品编号 商品编码",
    "food": "food product matrix 食品 产品 样品名称",
    "value": "value result reading 结果 检测结果 测定值",
    "unit": "unit 单位",
    "lod": "lod 检出限",
    "loq": "loq 定量限",
    "uncertainty": "uncertainty u expandeduncertainty 不确定度 扩展不确定度",
    "coverage": "coverage k coveragefactor 包含因子",
    "dilution": "dilution dilutionfactor 稀释倍数",
    "basis": "basis statedon 计量基准",
    "dry_matter": "drymatter 干物质 干物质含量",
    "fat": "fat 脂肪 脂肪含量",
    "on": "on date day declaredon 日期 申报日期",
    "limit": "limit spec 限量 限值 标准要求",
    "limit_unit": "limitunit 限量单位",
    "standard": "standard 标准 依据",
}
NEEDED = ("analyte", "value", "unit")


def proposed(headings: Iterable[str], said: Mapping[str, str]) -> dict[str, str]:
    """Field to heading: what the person said, and else the first heading that means it. Raises Refusal."""
    there = [heading for heading in headings if heading]
    known = {_plain(heading): heading for heading in reversed(there)}
    mapping = {
        field: heading
        for field, names in _HEADINGS.items()
        for heading in [next((known[name] for name in names.split() if name in known), "")]
        if heading
    }
    for heading in said.values():
        if heading not in there:
            raise _no_column(heading, there)
    mapping |= said
    missing = [field for field in NEEDED if field not in mapping]
    if missing:
        raise _not_found(missing, there)
    return mapping


def _plain(heading: str) -> str:
    return re.sub(r"[^\w]|_", "", heading.casefold())


def _no_column(heading: str, there: list[str]) -> Refusal:
    return Refusal(
        "judge.column",
        Text(f"文件中没有列“{heading[:80]}”。", f"The file has no column {heading[:80]!r}."),
        Text(f"现有的列：{'、'.join(there)[:400]}。", f"Its columns: {', '.join(there)[:400]}."),
    )


def _not_found(missing: list[str], there: list[str]) -> Refusal:
    names = ", ".join(missing)
    return Refusal(
        "judge.columns_missing",
        Text(f"找不到这些列：{names}。", f"These columns were not found: {names}."),
        Text(
            f"请用 --map {missing[0]}=列名 指明；现有的列：{'、'.join(there)[:400]}。",
            f"Name them with --map {missing[0]}=HEADING; the columns are: {', '.join(there)[:400]}.",
        ),
    )
