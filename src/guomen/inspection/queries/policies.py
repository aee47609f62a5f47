"""What the agency has laid down about shifts, times and files; dated data of the catalogue."""

from datetime import date, time, timedelta

from guomen.catalogue.queries import policy
from guomen.inspection.terms import Shift, ShiftHours, TaskKind
from guomen.kernel.terms import Refusal, Text


def _laid_down(name: str, on: date, office: str) -> str:
    try:
        return policy(f"inspection.{name}", on=on, office=office).value
    except LookupError as error:
        raise Refusal(
            "inspection.policy_missing",
            Text(f"未规定政策“inspection.{name}”。", f"The policy “inspection.{name}” is not laid down."),
            Text("请在参考数据policies.csv中补充并装载。", "Add it to policies.csv of the reference data and load it."),
        ) from error


class Timetable:
    """Shifts and times allowed on one day; each office's are read once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._hours: dict[str, tuple[ShiftHours, ...]] = {}
        self._allowed: dict[tuple[str, TaskKind], timedelta] = {}

    def hours(self, office: str) -> tuple[ShiftHours, ...]:
        """When the shifts of an office start (clock of the house)."""
        if office not in self._hours:
            self._hours[office] = tuple(
                ShiftHours(shift, time.fromisoformat(_laid_down(f"shift.{shift}", self.on, office))) for shift in Shift
            )
        return self._hours[office]

    def allowed(self, kind: TaskKind, office: str) -> timedelta:
        """How long a task may take before it is overdue."""
        if (office, kind) not in self._allowed:
            self._allowed[office, kind] = timedelta(hours=float(_laid_down(f"hours.{kind}", self.on, office)))
        return self._allowed[office, kind]


def evidence_bytes(on: date, office: str) -> int:
    """The largest evidence file that is taken."""
    return int(float(_laid_down("evidence_megabytes", on, office)) * 1024 * 1024)
