"""Words of the story pages: {{ entry.kind|deed }}."""

from django import template

from guomen.interfaces.deeds import name_of
from guomen.kernel.templatetags.guomen import said

register = template.Library()


@register.filter
def deed(kind: str) -> str:
    """What a kind of ledger entry is called, in the reader's language."""
    return said(name_of(kind))
