"""Check digits and shapes of identifiers; each answers None or what is wrong with it."""

import re

from stdnum import iso6346
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from guomen.kernel.terms.reasons import Text

_GOODS = re.compile(r"[0-9]{13}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def uscc_fault(text: str) -> Text | None:
    """Unified Social Credit Code, 18 characters (GB 32100-2015: mod 31 check character)."""
    try:
        uscc.validate(text)
    except InvalidLength:
        return Text("统一社会信用代码应为18位", "a Unified Social Credit Code has 18 characters")
    except InvalidChecksum:
        return Text("统一社会信用代码校验位不符", "the check character of the Unified Social Credit Code is wrong")
    except (InvalidFormat, ValidationError):
        return Text(
            "统一社会信用代码含不允许的字符",
            "the Unified Social Credit Code has a character that is not allowed",
        )
    return None


def container_number_fault(text: str) -> Text | None:
    """Freight container number (ISO 6346): four letters, six digits, one check digit."""
    try:
        iso6346.validate(text)
    except InvalidChecksum:
        return Text("集装箱号校验位不符", "the check digit of the container number is wrong")
    except ValidationError:
        return Text("集装箱号应为4个字母加7位数字", "a container number is four letters and seven digits")
    return None


def goods_code_fault(text: str) -> Text | None:
    """Goods code of the 2018 integrated declaration: 8 tariff + 2 further + 3 inspection digits."""
    if _GOODS.match(text):
        return None
    return Text(
        "商品编号应为13位数字（8位税号+2位附加+3位检验检疫编码）",
        "a goods code is 13 digits: 8 tariff, 2 further, 3 inspection and quarantine",
    )


def country_code_fault(text: str) -> Text | None:
    """Country or region as ISO 3166-1 alpha-2 (shape only; the catalogue knows which exist)."""
    if _COUNTRY.match(text):
        return None
    return Text("国家（地区）代码应为两位大写字母", "a country code is two capital letters (ISO 3166-1 alpha-2)")
