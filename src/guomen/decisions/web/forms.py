"""What a person writes when deciding."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.decisions.terms import DispositionKind
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm


def _kinds() -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(kind.value, kind.text.in_(language)) for kind in DispositionKind]


class ActForm(HouseForm):
    """A form whose field named kind offers the acts in the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]


class SignForm(ActForm):
    """The first signature: the act proposed, or another one with its reason."""

    kind = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    deviation = forms.CharField(
        label=_("Reason for another decision than the proposed one"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Officers and auditors read it; the trader does not."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For a conditional release: what the importer has to do, and by when. It is printed."),
    )


class SecondForm(HouseForm):
    """The second signature: there is nothing to choose."""


class GroundForm(HouseForm):
    """Why something is ended or sent back."""

    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea(attrs={"rows": 2}))


class ReconsiderForm(ActForm):
    """Another act, after the one in force has done its work."""

    kind = forms.ChoiceField(label=_("What is proposed now"))
    ground = forms.CharField(
        label=_("What has happened since"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Documents presented, goods treated and checked again. The trader reads it."),
    )


class PaperForm(HouseForm):
    """Asking for the paper: nothing to fill in."""


class AppealForm(HouseForm):
    """A trader's request for re-inspection. samples: those whose result can be disputed, by label."""

    sample = forms.ChoiceField(
        label=_("The laboratory result that you dispute"),
        required=False,
        help_text=_("Where it can still be done, the part of the sample that was kept is tested again."),
    )

    def __init__(self, *args: Any, samples: Mapping[str, Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not samples:
            del self.fields["sample"]
            return
        language = get_language() or "zh-hans"
        named = [(label, f"{label} – {text.in_(language)}") for label, text in samples.items()]
        self.fields["sample"].choices = [("", _("None: another ground")), *named]  # type: ignore[attr-defined]

    grounds = forms.CharField(label=_("Why you disagree"), widget=forms.Textarea(attrs={"rows": 4}))


class AcceptForm(HouseForm):
    """Taking an appeal up: there is nothing to choose."""


class AnswerForm(ActForm):
    """An officer's answer to an appeal."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("upheld", _("Uphold the disposition")), ("changed", _("Decide otherwise"))]
    )
    kind = forms.ChoiceField(label=_("New decision, where it is changed"), required=False)
    answer = forms.CharField(
        label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("The trader reads it.")
    )
