"""Who may be played, and with which password."""

from pathlib import Path

from django.conf import settings

from guomen.kernel.offices.models import Actor
from guomen.simulator.people import PEOPLE


def password_file() -> Path:
    """Where the one password of all people of the play lies, readable by us alone."""
    return Path(settings.HOME) / "secrets" / "demo.password"


def demo_sign_ins() -> list[tuple[str, str, str]]:
    """Role, user name and password of every person of the play; empty where no play was set up in this database."""
    file = password_file()
    if not file.exists():
        return []
    password = file.read_text().strip()
    known = set(
        Actor.objects.filter(username__in=[person.username for person in PEOPLE]).values_list("username", flat=True)
    )
    return [(", ".join(person.roles), person.username, password) for person in PEOPLE if person.username in known]
