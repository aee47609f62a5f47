"""Template words of the house: said, named and moment (filters), badge, reasons and timeline (tags)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from guomen.kernel.terms import Reason, Text
from guomen.kernel.web.timeline import Moment, in_order

register = template.Library()


@register.filter
def said(text: Text | dict[str, Any] | str | None) -> str:
    """A Text (or its JSON) in the reader's language; a plain string as it is."""
    if not text:
        return ""
    if isinstance(text, str):
        return text
    whole = text if isinstance(text, Text) else Text.from_json(text)
    return whole.in_(get_language() or "zh-hans")


@register.filter
def named(thing: Any) -> str:
    """The name of an actor, an office or any other thing with name_zh and name_en, in the reader's language."""
    if thing is None:
        return ""
    return Text(thing.name_zh, thing.name_en).in_(get_language() or "zh-hans")


@register.filter
def moment(at: datetime | None) -> SafeString:
    """An instant on the clock of the house (Asia/Shanghai), to the minute; machines read it to the second."""
    if at is None:
        return SafeString("")
    here = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>', here.isoformat(timespec="seconds"), here.strftime("%Y-%m-%d %H:%M")
    )


@register.simple_tag
def badge(code: str, text: Text | dict[str, Any] | str | None = None) -> SafeString:
    """A state or channel as shape, word and colour; `code` chooses the shape, `text` is the word."""
    return format_html('<span class="badge {}">{}</span>', code, said(text) or code)


@register.inclusion_tag("components/reasons.html")
def reasons(given: Iterable[Reason | dict[str, Any]], audience: str = "officer") -> dict[str, Any]:
    """The reasons of a judgement; audience "trader" shows only what a trader may read."""
    whole = [one if isinstance(one, Reason) else Reason.from_json(one) for one in given]
    if audience == "trader":
        return {"lines": [{"text": one.public} for one in whole if one.public is not None]}
    return {"lines": [{"text": one.text, "basis": one.basis, "source": one.source} for one in whole]}


@register.inclusion_tag("components/timeline.html")
def timeline(moments: Iterable[Moment], audience: str = "officer") -> dict[str, Any]:
    """What happened, oldest first; audience "trader" shows only the reasons that a trader may read."""
    return {"moments": in_order(moments), "audience": audience}
