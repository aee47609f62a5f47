"""Which edition is the newest, and which was the newest at an instant."""

from datetime import datetime

from guomen.kernel.editions.models import Edition
from guomen.kernel.statements import asked


def current_edition() -> int:
    """The newest edition; 0 where nothing was ever loaded."""
    ((newest,),) = asked("SELECT coalesce(max(id), 0) FROM kernel_edition")
    return int(newest)


def edition_at(at: datetime) -> int:
    """The newest edition opened at or before `at`; 0 before the first."""
    newest = Edition.objects.filter(at__lte=at).order_by("-id").values_list("id", flat=True).first()
    return newest or 0
