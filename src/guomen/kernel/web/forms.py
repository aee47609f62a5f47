"""How every form of the house is drawn ({{ form }}: labels, help and errors in place), and how it says a refusal."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting

from guomen.kernel.files.terms import MediaType
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.terms import Refusal


class Renderer(TemplatesSetting):
    """Forms and their fields through the house's components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def day_input() -> forms.DateInput:
    """A day as browsers want it, whatever the reader's language."""
    return forms.DateInput(attrs={"type": "date"})


def words(text: str) -> list[str]:
    """What is separated by spaces, commas or semicolons of either width."""
    return [part for part in re.split(r"[\s,，;；、]+", text) if part]


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files. What each of them is, the operation finds out from its bytes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_Several(attrs={"accept": ",".join(MediaType)}), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not sent:
            super().clean(None, initial)
        return [super(Files, self).clean(one, initial) for one in sent]


def read_files(sent: Iterable[Any], largest: int) -> list[tuple[str, bytes]]:
    """Name and bytes of files that were sent, none read further than needed to see that it is too large."""
    return [(file.name or "", file.read(largest + 1)) for file in sent]


class HouseForm(forms.Form):
    """A form drawn with the house's components that can say a refusal in place.

    places: at which field a refusal is said, by its code; above the form where it is not named.
    """

    default_renderer = Renderer
    places: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def explain(self, refusal: Refusal) -> None:
        """Say why an operation did not do it: the whole where it belongs, each fault at its own field."""
        self._say(self.places.get(refusal.code, ""), refusal)
        for fault in refusal.faults:
            self._say(fault.where.field.rpartition(".")[2], fault)

    def _say(self, field: str, what: Any) -> None:
        self.add_error(field if field in self.fields else None, f"{said(what.problem)} {said(what.remedy)}")
