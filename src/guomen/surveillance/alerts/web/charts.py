"""Where what is warned of comes from: a map of bubbles by origin, coloured by level, and the same facts as rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guomen.catalogue.queries import countries
from guomen.catalogue.queries.places import backdrop, boundaries, place_of
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Text
from guomen.kernel.web.maps import Bubble, bubble_map
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.terms import AlertLevel

_COLOURS = {"red": "#c4122f", "orange": "#e8720c", "yellow": "#e5b800", "blue": "#1f6fc4"}


@dataclass(frozen=True, slots=True)
class Origin:
    """An origin with how many alerts in force name it, by level, the highest level first."""

    code: str
    name: Text
    levels: tuple[tuple[AlertLevel, int], ...]
    href: str

    @property
    def count(self) -> int:
        """How many alerts name it."""
        return sum(count for _level, count in self.levels)


def origins_of(rows: Iterable[Alert]) -> list[Origin]:
    """The origins that alerts name, most first."""
    counted = Counter((origin, row.level) for row in rows for origin in row.origins)
    names, portal = countries(), reverse("surveillance-public")
    found = [
        Origin(
            code,
            names.get(code, Text(code, code)),
            tuple((level, counted[code, level]) for level in AlertLevel if counted[code, level]),
            f"{portal}?origin={code}&state=issued",
        )
        for code in {origin for origin, _level in counted}
    ]
    return sorted(found, key=lambda one: (-one.count, one.code))


def origins_map(found: Iterable[Origin]) -> SafeString:
    """The origins on a map, each in the colour of its highest level; empty where none has a place."""
    bubbles = [
        Bubble(
            place.latitude, place.longitude, one.count, _COLOURS[one.levels[0][0]], _told(one), one.href, said(one.name)
        )
        for one in found
        if (place := place_of("country", one.code)) is not None
    ]
    label = _("Alerts in force by origin and level")
    return bubble_map(bubbles, label=label, boundaries=boundaries(), backdrop=backdrop())


def _told(one: Origin) -> str:
    return f"{said(one.name)}: " + ", ".join(f"{said(level.short)} {count}" for level, count in one.levels)
