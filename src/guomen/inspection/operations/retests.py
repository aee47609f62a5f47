"""What inspection does when its sample was tested again: the result that counts takes the first one's place."""

from datetime import datetime
from typing import Any

from django.db import transaction

from guomen.inspection.models import SampleOrder
from guomen.inspection.operations.hearing import hear_report
from guomen.laboratory.queries import tested_again


@transaction.atomic
def hear_retest(*, at: datetime, label: str, conform: bool | None, statements: list[dict[str, Any]]) -> None:
    """The re-test `label` was reported. An inconclusive one changes nothing; heard before: nothing."""
    first = tested_again(label)
    order = SampleOrder.objects.filter(label=first).first() if first and conform is not None else None
    if order is not None and order.statements != statements:
        hear_report(at=at, label=first, report=order.report + 1, conform=conform, statements=statements)
