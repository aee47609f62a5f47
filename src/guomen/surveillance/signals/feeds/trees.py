"""XML that a stranger sent, as a tree: no entities, no network, no depth, whatever encoding it claims. Pure.

What lxml is told: no entity is resolved, no document type is loaded, nothing is fetched, and its own limits on depth
and text stay on. A document type of the sender's own is refused: feeds have none, bombs and XXE do.
"""

import re

from lxml import etree

from guomen.kernel.terms import Refusal, Text

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*\?>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_OWN_TYPE = re.compile(rb"<!DOCTYPE[^>]*\[|<!ENTITY", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD = 4096


def tree_of(content: bytes) -> tuple[etree._Element, str]:
    """The root, and the encoding that it was read in. Raises Refusal where it is no XML that can be trusted."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        plain = _DECLARATION.sub("", _NOT_XML.sub("", text.lstrip("\ufeff"))).encode()
        if _OWN_TYPE.search(plain):
            raise Refusal(
                "feed.document_type",
                Text("信息源含有自定义实体，拒绝读取。", "The feed defines entities of its own; it is not read."),
                Text("请联系来源；普通信息源不需要实体。", "Ask the source: an ordinary feed needs none."),
            )
        try:
            return etree.fromstring(plain, _parser()), encoding
        except etree.XMLSyntaxError as error:
            raise Refusal(
                "feed.broken",
                Text(f"信息源不是完整的 XML：{error.msg}", f"The feed is not whole XML: {error.msg}"),
                Text("请联系来源，或核对地址。", "Ask the source, or check the address."),
            ) from None
    raise Refusal(
        "feed.encoding",
        Text("信息源的字符编码无法识别。", "The feed is in no encoding that can be told."),
        Text("请联系来源，改用 UTF-8。", "Ask the source for UTF-8."),
    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _encodings(content: bytes) -> list[str]:
    """UTF by its mark or as it decodes, then what is claimed, then what Chinese and western sites use unclaimed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    claimed = _DECLARED.match(content[:_HEAD])
    named = [claimed[1].decode().lower()] if claimed else []
    return list(dict.fromkeys(["utf-8-sig", *(one for one in named if one != "utf-8"), "gb18030", "cp1252"]))


def local(node: etree._Element) -> str:
    """The name of an element without its namespace, in small letters."""
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def child(node: etree._Element, *names: str) -> etree._Element | None:
    """The first child of one of these names, the names in their order."""
    for name in names:
        for one in node:
            if local(one) == name:
                return one
    return None


def text_of(node: etree._Element | None) -> str:
    """All text within a node."""
    return "".join(node.itertext()).strip() if node is not None else ""
