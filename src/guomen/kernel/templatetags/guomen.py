"""Template words of the house: {{ text|said }}, {% reasons list %}."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language

from guomen.kernel.terms import Reason, Text

register = template.Library()


@register.filter
def said(text: Text | dict[str, Any] | None) -> str:
    """A Text (or its JSON) in the reader's language."""
    if not text:
        return ""
    whole = text if isinstance(text, Text) else Text.from_json(text)
    return whole.in_(get_language() or "zh-hans")


@register.inclusion_tag("components/reasons.html")
def reasons(given: Iterable[Reason | dict[str, Any]], audience: str = "officer") -> dict[str, Any]:
    """The reasons of a judgement; audience "trader" shows only what a trader may read."""
    whole = [one if isinstance(one, Reason) else Reason.from_json(one) for one in given]
    if audience == "trader":
        return {"lines": [{"text": one.public} for one in whole if one.public is not None]}
    return {"lines": [{"text": one.text, "basis": one.basis, "source": one.source} for one in whole]}
