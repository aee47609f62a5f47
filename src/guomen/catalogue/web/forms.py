"""What is asked of the public search, what the public writes, and what an editor answers."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import CommentTopic
from guomen.kernel.templatetags.guomen import said
from guomen.kernel.web.forms import HouseForm, day_input


class StandardFilter(HouseForm):
    """The search of standards and limits."""

    text = forms.CharField(label=_("Number or subject of the standard"), required=False, max_length=80)
    product = forms.CharField(label=_("Product or goods code"), required=False, max_length=80)
    analyte = forms.CharField(label=_("Analyte"), required=False, max_length=80)
    on = forms.DateField(label=_("Valid on"), required=False, widget=day_input())


class CommentForm(HouseForm):
    """What somebody says of a standard."""

    places: ClassVar[dict[str, str]] = {"comment.length": "text"}
    topic = forms.ChoiceField(label=_("What it is"))
    text = forms.CharField(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 5, "maxlength": 2000}))
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=60, help_text=_("Shown with the comment if it is published.")
    )
    contact = forms.CharField(
        label=_("How to reach you"),
        required=False,
        max_length=120,
        help_text=_("Sealed; never published; every look at it is recorded."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [(one.value, said(one.text)) for one in CommentTopic]  # type: ignore[attr-defined]


class AnswerForm(HouseForm):
    """An editor's answer to a comment, with which it is published."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000}))


class DeclineForm(HouseForm):
    """Why a comment is not published."""

    reason = forms.CharField(label=_("Reason"), max_length=1000)


class GroundForm(HouseForm):
    """Why an editor looks at how somebody can be reached."""

    ground = forms.CharField(label=_("Ground"), max_length=200)
