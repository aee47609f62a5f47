"""The checklist as one form: a row a question, answered with a key; what was not touched is not sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from guomen.inspection.models import ChecklistLine
from guomen.inspection.terms import Answer, Answered, LotCount
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Refusal, Text
from guomen.kernel.web.forms import HouseForm

_MOST = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its fields; of a lot the answer follows from the counts."""

    line: ChecklistLine
    text: Text
    answer: Answer | None
    fields: dict[str, BoundField]
    errors: list[str]


class ChecklistForm(HouseForm):
    """Every line of a task. Fields are called <what>-<position>."""

    def __init__(self, *args: Any, lines: Sequence[ChecklistLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            for what, (field, value) in _fields(line).items():
                self.fields[f"{what}-{line.position}"] = field
                self.initial[f"{what}-{line.position}"] = value

    def rows(self) -> Iterator[Row]:
        """The lines in order, with their fields and what is wrong with them."""
        for line in self.lines:
            fields = {what: self[f"{what}-{line.position}"] for what in _fields(line)}
            errors = [str(error) for field in fields.values() for error in field.errors]
            answer = Answer(line.answer) if line.answer else None
            yield Row(line, Text(line.text_zh, line.text_en), answer, fields, errors)

    def answers(self) -> list[Answered]:
        """What was said anew; lines that stand as before are left out."""
        return [said for line in self.lines if (said := self._said(line)) != _before(line) or self._half_counted(line)]

    def _half_counted(self, line: ChecklistLine) -> bool:
        """Whether one of a lot's two counts was left out: the operation says so."""
        counts = [self.cleaned_data.get(f"{what}-{line.position}") for what in ("inspected", "defects")]
        return counts.count(None) == 1 and not self.cleaned_data.get(f"skip-{line.position}")

    def _said(self, line: ChecklistLine) -> Answered:
        said = {what: self.cleaned_data[f"{what}-{line.position}"] for what in _fields(line)}
        note = said["note"]
        if line.units is None:
            return Answered(line.position, Answer(said["answer"]) if said["answer"] else None, note)
        if said["skip"]:
            return Answered(line.position, Answer.NOT_APPLICABLE, note)
        return Answered(line.position, None, note, _count(said["inspected"], said["defects"]))

    def explain(self, refusal: Refusal) -> None:
        """Each fault at its line."""
        by_line = {line.position: line for line in self.lines}
        for fault in refusal.faults:
            line = by_line.get(fault.where.row or 0)
            what = (
                "note" if fault.code == "checklist.note_missing" else "inspected" if line and line.units else "answer"
            )
            self.add_error(f"{what}-{line.position}" if line else None, f"{said(fault.problem)} {said(fault.remedy)}")


def _count(inspected: int | None, defects: int | None) -> LotCount | None:
    return None if inspected is None or defects is None else LotCount(inspected, defects)


def _before(line: ChecklistLine) -> Answered:
    """How the line stands, as its fields would say it."""
    answer = Answer(line.answer) if line.answer else None
    if line.units is None:
        return Answered(line.position, answer, line.note)
    if answer is Answer.NOT_APPLICABLE:
        return Answered(line.position, answer, line.note)
    return Answered(line.position, None, line.note, _count(line.inspected, line.defects))


def _fields(line: ChecklistLine) -> dict[str, tuple[forms.Field, Any]]:
    """The fields of a line and what they hold before."""
    asked: dict[str, tuple[forms.Field, Any]] = {}
    if line.units is None:
        choices = [(answer.value, said(answer.text)) for answer in Answer]
        asked["answer"] = (forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect), line.answer)
    else:
        asked["inspected"] = (_number(_("units looked at")), line.inspected)
        asked["defects"] = (_number(_("defective")), line.defects)
        skip = forms.BooleanField(label=said(Answer.NOT_APPLICABLE.text), required=False)
        asked["skip"] = (skip, line.answer == Answer.NOT_APPLICABLE)
    note = forms.CharField(required=False, max_length=2000, widget=forms.TextInput(attrs={"aria-label": _("Note")}))
    asked["note"] = (note, line.note)
    return asked


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_MOST)
