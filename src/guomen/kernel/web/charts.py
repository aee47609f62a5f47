"""Charts: a Vega-Lite specification drawn to SVG on the server. No script reaches the page, nothing is fetched."""

from functools import lru_cache
from typing import Any

import msgspec
import vl_convert
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_FONT = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
# What every chart of the house looks like; colours tell apart for the colour-blind (Okabe and Ito 2008).
_HOUSE = {
    "font": _FONT,
    "background": "transparent",
    "axis": {"grid": True, "gridColor": "#e6e6e6", "labelFontSize": 11, "titleFontSize": 12},
    "legend": {"labelFontSize": 11, "titleFontSize": 12, "orient": "bottom"},
    "range": {"category": ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]},
    "view": {"stroke": None},
}


def chart(specification: dict[str, Any], *, label: str) -> SafeString:
    """A Vega-Lite 5 specification as a figure with inline SVG. label: what it shows, for who cannot see it.

    Data travel inside the specification ("data": {"values": […]}); a URL is refused by the drawer. Raises ValueError
    where the specification is not one.
    """
    return format_html(
        '<figure class="chart" role="img" aria-label="{}">{}</figure>', label, _drawn(_text(specification))
    )


def _text(specification: dict[str, Any]) -> str:
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _HOUSE, **specification}
    return msgspec.json.encode(whole, order="deterministic").decode()


@lru_cache(maxsize=256)
def _drawn(specification: str) -> SafeString:
    svg: str = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    return mark_safe(svg)  # noqa: S308 -- the drawer escapes every text of the specification
