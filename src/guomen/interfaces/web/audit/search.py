"""Searching the ledger page by page: by key and not by offset, so that page 2,000 is as quick as the first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.queries import entries_seen_by
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import SubjectRef

PAGE = 50


class LedgerSearch(forms.Form):
    """What the auditor asks for; every field may be left empty."""

    subject = forms.CharField(
        label=_("Subject"), required=False, widget=forms.TextInput(attrs={"placeholder": "consignment:12"})
    )
    officer = forms.CharField(label=_("Officer (user name)"), required=False)
    kind = forms.CharField(
        label=_("Kind"), required=False, widget=forms.TextInput(attrs={"list": "kinds", "placeholder": "targeting."})
    )
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("To day (inclusive)"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_subject(self) -> str:
        """The subject as the ledger names it."""
        text = str(self.cleaned_data["subject"]).strip()
        if text:
            try:
                SubjectRef.parse(text)
            except ValueError:
                raise forms.ValidationError(_("Write a subject as kind:key, for example consignment:12.")) from None
        return text


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the ledger, newest first; older and newer are the keys of the neighbouring pages, if any."""

    entries: list[Entry]
    older: int | None
    newer: int | None


def matching(auditor: Actor, wanted: dict[str, Any]) -> QuerySet[Entry]:
    """The entries that the auditor may read and that fit the cleaned search."""
    found = entries_seen_by(auditor)
    if wanted.get("subject"):
        found = found.filter(subjects__contains=[wanted["subject"]])
    if wanted.get("officer"):
        found = found.filter(actor__username=wanted["officer"].strip())
    if wanted.get("kind"):
        found = found.filter(kind__startswith=wanted["kind"].strip())
    if wanted.get("since"):
        found = found.filter(at__date__gte=wanted["since"])
    if wanted.get("until"):
        found = found.filter(at__date__lt=wanted["until"] + timedelta(days=1))
    return found


def leaf(found: QuerySet[Entry], *, older_than: int | None = None, newer_than: int | None = None) -> Leaf:
    """The page next to a key: behind `older_than`, or just before `newer_than`; the newest where neither is given."""
    if newer_than is not None:
        upwards = list(found.filter(pk__gt=newer_than).order_by("pk")[: PAGE + 1])
        entries, more_newer, more_older = upwards[:PAGE][::-1], len(upwards) > PAGE, True
    else:
        bounded = found.filter(pk__lt=older_than) if older_than is not None else found
        downwards = list(bounded.order_by("-pk")[: PAGE + 1])
        entries, more_newer, more_older = downwards[:PAGE], older_than is not None, len(downwards) > PAGE
    return Leaf(
        entries,
        older=entries[-1].pk if entries and more_older else None,
        newer=entries[0].pk if entries and more_newer else None,
    )
