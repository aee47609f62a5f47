"""Personal data of victims and informants is masked before anything is stored (Personal Information Protection Law
2021, arts. 6, 28, 51: no more than the purpose needs, de-identified). Pure.

Numbers of resident identity cards are recognised by their check digit (GB 11643-1999), so that lots and bar codes stay.
Names are recognised by the word that announces them, in Chinese and in English, or by the heading of a column.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guomen.surveillance.signals.terms import SignalReport

NAME, PHONE, CARD, MAIL = "［姓名 name］", "［电话 phone］", "［证件 ID］", "［邮箱 e-mail］"

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_CARD = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")
_PASSPORT = re.compile(
    r"((?:passport|护照|证件)\s*(?:no\.?|number|号码?)?\s*[:：#]?\s*)([A-Z]{1,2}\d{7,8})", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?<![\w.-])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\w-])"
    r"|(?<![\w.-])0\d{2,3}[ -]\d{7,8}(?![\w-])"
    r"|(?<![\w.-])\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}(?![\w-])"
    r"|(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])",
    re.ASCII,
)
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_ANNOUNCED = re.compile(
    rf"((?:姓名|患者|受害人|受害者|伤者|死者|病人|消费者|投诉人|举报人|当事人|联系人)\s*(?:姓名|名叫|系|为|是)?\s*[:：]?\s*)"
    rf"([{_SURNAME}][\u4e00-\u9fff·]{{1,2}})(?=[\s,，。；;、（(）)]|$|男|女|于|在|因|的|，|称|食用|使用|购买|反映|电话|手机|身份证)"
)
_TITLED = re.compile(rf"[{_SURNAME}]([\u4e00-\u9fff]{{0,2}})(先生|女士|小姐|老师傅|阿姨|大爷)")
_ENGLISH = re.compile(
    r"(\b(?:[Pp]atient|[Vv]ictim|[Cc]omplainant|[Cc]onsumer|[Ii]nformant|[Ii]njured person|[Nn]ame)\s*(?:name|is|was)?"
    r"\s*[:：]?\s+"
    r"|\b[Nn]ame\s*[:：]\s*|\bnamed\s+)([A-Z][a-z'’-]+(?:\s+[A-Z]\.?)?(?:\s+[A-Z][a-z'’-]+){1,2})"
)
_HONORIFIC = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?")
_TOUCHED = re.compile(
    r"@|\d{7}|\d{3}[ .)-]+\d{3,4}|姓名|患者|受害|伤者|死者|病人|消费者|投诉人|举报人|当事人"
    r"|联系人|先生|女士|小姐|师傅|阿姨|大爷"
    r"|护照|证件|[Pp]assport|[Pp]atient|[Vv]ictim|omplainant|onsumer|nformant|njured|[Nn]ame|\b(?:Mrs?|Ms|Miss|Dr)\b"
)
_HEADING_NAME = re.compile(
    r"(?:^|[_\s])(?:patient|victim|complainant|consumer|informant|contact)[_\s]?name$|^(?:first|last|full|given|family)[_\s]?name$"
    r"|姓名$|^(?:联系人|受害人|患者|伤者|投诉人|举报人)$",
    re.IGNORECASE,
)
_HEADING_PHONE = re.compile(r"phone|mobile|telephone|电话|手机", re.IGNORECASE)
_HEADING_CARD = re.compile(r"身份证|证件号|护照号|passport|id[_\s]?card|national[_\s]?id|ssn", re.IGNORECASE)


def masked_text(text: str) -> str:
    """A text without anybody's name, identity number, telephone or e-mail; what stood there is said in brackets."""
    if not _TOUCHED.search(text):
        return text
    text = _CARD.sub(lambda found: CARD if _is_card(found[0]) else found[0], _MAIL.sub(MAIL, text))
    text = _PHONE.sub(PHONE, _PASSPORT.sub(rf"\g<1>{CARD}", text))
    text = _TITLED.sub(rf"{NAME}\2", _ANNOUNCED.sub(rf"\g<1>{NAME}", text))
    return _HONORIFIC.sub(rf"\1 {NAME}", _ENGLISH.sub(rf"\g<1>{NAME}", text))


def _is_card(digits: str) -> bool:
    """A resident identity number: 18 signs with their check digit, or 15 of the first generation, born on a day."""
    if len(digits) == 15:
        return 1 <= int(digits[8:10]) <= 12 and 1 <= int(digits[10:12]) <= 31 and digits[0] in "123456"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return "10X98765432"[total % 11] == digits[-1].upper()


def masked_details(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details with the values of telling headings masked whole, and every other text masked as texts are."""
    return {heading: _masked_value(heading, value) for heading, value in details.items()}


def _masked_value(heading: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return masked_details({str(name): one for name, one in value.items()})
    if isinstance(value, list | tuple):
        return [_masked_value(heading, one) for one in value]
    if value in ("", None):
        return value
    for pattern, mark in ((_HEADING_NAME, NAME), (_HEADING_PHONE, PHONE), (_HEADING_CARD, CARD)):
        if pattern.search(heading):
            return mark
    return masked_text(value) if isinstance(value, str) else value


def masked(report: SignalReport) -> SignalReport:
    """The report as it may be stored."""
    texts = {name: masked_text(getattr(report, name)) for name in ("title", "original", "party", "place")}
    changed = {name: text for name, text in texts.items() if text != getattr(report, name)}
    details = masked_details(report.details) if report.details else {}
    if details != report.details:
        changed["details"] = details  # type: ignore[assignment]
    return replace(report, **changed) if changed else report  # type: ignore[arg-type]
