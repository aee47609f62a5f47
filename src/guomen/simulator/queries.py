"""Who may be played, and with which password; trials that were asked for."""

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.offices.queries import actors_named, anyone
from guomen.kernel.terms import Missing, Text
from guomen.simulator.events import PLAYED, PORT
from guomen.simulator.models import Trial
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
    known = actors_named([person.username for person in PEOPLE])
    return [(", ".join(person.roles), person.username, password) for person in PEOPLE if person.username in known]


def awaits_play() -> bool:
    """Whether a play may begin, in a database where nobody works yet, or was cut off and may go on."""
    if entries_about(PORT).filter(kind=PLAYED).exists():
        return False
    return bool(actors_named([person.username for person in PEOPLE])) or not anyone()


def trial(number: int) -> Trial:
    """A trial by its number. Raises Missing."""
    row = Trial.objects.filter(pk=number).first()
    if row is None:
        raise Missing(
            "trial.missing",
            Text(f"没有编号为{number}的推演。", f"There is no trial number {number}."),
            Text("请重新推演。", "Try the policy again."),
        )
    return row


def newest_trials(count: int = 10) -> QuerySet[Trial]:
    """The trials asked for last, newest first."""
    return Trial.objects.all()[:count]
