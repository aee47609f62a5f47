"""The text of a report: its digest, by which the same text is known again, and the references that it quotes. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from html import unescape
from typing import Any

_SPACES = re.compile(r"\s+")
_REFERENCE = re.compile(r"(?<![\w./-])(?=[\w./-]*\d)[A-Za-z0-9][\w./-]{4,60}[A-Za-z0-9](?![\w-])", re.ASCII)
_SILENT = re.compile(r"<(script|style|template|noscript)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z!?][^<>]*(?:>|\Z)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_MOST_QUOTED = 50


def text_digest(title: str, original: str) -> str:
    """SHA-256 of a text, whatever its case and spacing."""
    whole = unicodedata.normalize("NFKC", f"{title}\n{original}").casefold()
    return hashlib.sha256(_SPACES.sub(" ", whole).strip().encode()).hexdigest()


def quoted_references(text: str) -> list[str]:
    """What looks like somebody's reference in a text: at least six signs, a digit among them."""
    return list(dict.fromkeys(_REFERENCE.findall(text)))[:_MOST_QUOTED]


def plain_text(markup: str, *, most: int) -> str:
    """What a person would read of HTML: no tags, no scripts, no control or bidi signs; cut at `most` characters.

    Unescaped text is taken through twice, so that an escaped tag does not come alive later.
    """
    text = markup[: 8 * most]
    for _ in range(2):
        text = unescape(_MARKUP.sub("", _BREAK.sub("\n", _SILENT.sub(" ", text))))
    text = _CONTROL.sub("", _MARKUP.sub("", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return cut("\n".join(line for line in lines if line), most)


def without_controls(text: str) -> str:
    """A text without control signs and signs that turn its direction."""
    return _CONTROL.sub("", text)


def clean_values(value: Any) -> Any:
    """Details, whatever they nest, with every text and heading without control signs."""
    if isinstance(value, Mapping):
        return {without_controls(str(name)): clean_values(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean_values(one) for one in value]
    return without_controls(value) if isinstance(value, str) else value


def cut(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis where it is longer than `most`."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
