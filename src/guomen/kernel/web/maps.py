"""A map of bubbles, drawn on the server: no tiles are fetched, no script runs, no boundary is drawn of our own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Plate carrée about 150° E: the seam runs through the Atlantic and cuts no land but Greenland.
_MIDDLE, _SCALE, _NORTH, _SOUTH = 150.0, 2.0, 80.0, -58.0
_WIDTH, _HEIGHT = int(360 * _SCALE), int((_NORTH - _SOUTH) * _SCALE)
_LEAST, _MOST = 5.0, 20.0
_NAMED = 12
_SEAM = 180.0


@dataclass(frozen=True, slots=True)
class Bubble:
    """A point with its number. text: what it says, for the pointer and for who cannot see; href: where it leads.

    name: written beside it, where the map is not crowded.
    """

    latitude: float
    longitude: float
    count: int
    colour: str
    text: str
    href: str = ""
    name: str = ""


Lines = Iterable[Sequence[tuple[float, float]]]


def bubble_map(
    bubbles: Sequence[Bubble], *, label: str, boundaries: Lines = (), backdrop: Iterable[tuple[float, float]] = ()
) -> SafeString:
    """Bubbles whose area is their number, the small ones on top; empty where there are none.

    backdrop: latitude and longitude of points in grey, by which the eye finds its way where no boundary is drawn.

    The same facts belong in a table beside it: a map alone is not for everybody.
    """
    if not bubbles:
        return SafeString("")
    most = max(one.count for one in bubbles)
    ranked = sorted(bubbles, key=lambda one: -one.count)
    drawn = [_bubble(one, most, named=place < _NAMED) for place, one in enumerate(ranked)]
    return format_html(
        '<figure class="map"><svg viewBox="0 0 {} {}" width="100%" role="group" aria-label="{}">'
        '<rect width="{}" height="{}" fill="#eef3f7"/>{}{}{}{}'
        "</svg></figure>",
        _WIDTH, _HEIGHT, label, _WIDTH, _HEIGHT, _net(), _dots(backdrop), _layer(boundaries),
        SafeString("".join(drawn)),
    )  # fmt: skip


def _at(latitude: float, longitude: float) -> tuple[float, float]:
    x = (longitude - _MIDDLE + 3 * _SEAM) % 360 * _SCALE
    y = (_NORTH - min(max(latitude, _SOUTH), _NORTH)) * _SCALE
    return round(x, 1), round(y, 1)


def _bubble(one: Bubble, most: int, *, named: bool) -> SafeString:
    x, y = _at(one.latitude, one.longitude)
    radius = round(_LEAST + (_MOST - _LEAST) * sqrt(one.count / most), 1) if most > 1 else _LEAST * 1.6
    circle = format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="{}" fill-opacity="0.75" stroke="#222" stroke-width="0.7">'
        "<title>{}</title></circle>{}{}",
        x, y, radius, one.colour, one.text, _number(one, x, y, radius), _name(one, x, y, radius) if named else "",
    )  # fmt: skip
    if not one.href:
        return format_html('<g role="img" aria-label="{}">{}</g>', one.text, circle)
    return format_html('<a href="{}" aria-label="{}">{}</a>', one.href, one.text, circle)


def _number(one: Bubble, x: float, y: float, radius: float) -> SafeString:
    if one.count < 2 or radius < _LEAST * 1.5:
        return SafeString("")
    return format_html(
        '<text x="{}" y="{}" font-size="9" text-anchor="middle" fill="#111" pointer-events="none">{}</text>',
        x, round(y + 3, 1), one.count,
    )  # fmt: skip


def _name(one: Bubble, x: float, y: float, radius: float) -> SafeString:
    """Its name to the right of it, or to the left where the map ends."""
    left = x > _WIDTH * 0.85
    return format_html(
        '<text x="{}" y="{}" font-size="10" text-anchor="{}" fill="#222">{}</text>',
        round(x - radius - 3 if left else x + radius + 3, 1), round(y + 3.5, 1), "end" if left else "start", one.name,
    )  # fmt: skip


def _dots(points: Iterable[tuple[float, float]]) -> SafeString:
    return format_html_join("", '<circle cx="{}" cy="{}" r="1.3" fill="#a9b8c3"/>', (_at(*one) for one in points))


def _net() -> SafeString:
    """Every thirtieth degree, the equator and the tropics' belt a little stronger."""
    rows = [(0, _at(north, 0)[1], _WIDTH, _at(north, 0)[1], 0.9 if north == 0 else 0.4) for north in (60, 30, 0, -30)]
    sides = [(_at(0, east)[0], 0, _at(0, east)[0], _HEIGHT, 0.4) for east in range(-180, 180, 30)]
    return format_html_join(
        "", '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#b9c6d0" stroke-width="{}"/>', [*rows, *sides]
    )


def _layer(boundaries: Lines) -> SafeString:
    paths = [_path(line) for line in boundaries]
    if not paths:
        return SafeString("")
    return format_html('<path d="{}" fill="none" stroke="#8fa3b3" stroke-width="0.5"/>', " ".join(paths))


def _path(line: Sequence[tuple[float, float]]) -> str:
    """One line, broken where it crosses the seam."""
    said, last = [], None
    for latitude, longitude in line:
        x, y = _at(latitude, longitude)
        said.append(f"{'M' if last is None or abs(x - last) > _WIDTH / 2 else 'L'}{x} {y}")
        last = x
    return "".join(said)
