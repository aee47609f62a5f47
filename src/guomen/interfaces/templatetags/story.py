"""Words of the story pages: names of deeds, kinds and states in the reader's language."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from guomen.catalogue.queries import code_name
from guomen.catalogue.terms import Direction
from guomen.decisions.terms import CertificateKind, DispositionKind, DispositionState
from guomen.inspection.terms import FindingKind, LegState, SealState, Severity, TaskKind, TaskState
from guomen.interfaces import words
from guomen.interfaces.deeds import name_of
from guomen.kernel.templatetags.guomen import badge, said
from guomen.kernel.terms import Text
from guomen.laboratory.terms import Conformity, SampleState
from guomen.targeting.terms import Arm

register = template.Library()


@register.filter
def deed(kind: str) -> str:
    """What a kind of ledger entry is called, in the reader's language."""
    return said(name_of(kind))


@register.filter
def share(probability: float | None) -> str:
    """A probability in per cent."""
    return "" if probability is None else f"{probability:.2%}"


@register.filter
def arm_name(arm: str) -> str:
    """By what goods were chosen to be looked at."""
    return said(words.ARMS[Arm(arm)])


@register.filter
def direction_name(direction: str) -> str:
    """Import or export."""
    return said(words.DIRECTIONS[Direction(direction)])


@register.filter
def code_in(code: str, code_set: str) -> str:
    """The name of a code of one of the catalogue's code sets; the code itself where it is not known."""
    return said(code_name(code_set, code)) if code else ""


@register.filter
def task_name(kind: str) -> str:
    """The name of a kind of task."""
    return said(TaskKind(kind).text)


@register.simple_tag
def leg_badge(state: str) -> SafeString:
    """How far goods under seal have come."""
    return badge(state, LegState(state).text)


@register.simple_tag
def seal_badge(state: str) -> SafeString:
    """How a seal was found."""
    return badge(state, SealState(state).text)


@register.simple_tag
def task_badge(state: str) -> SafeString:
    """The state of a task."""
    return badge(state, TaskState(state).text)


@register.simple_tag
def severity_badge(severity: str) -> SafeString:
    """How bad a finding is."""
    return badge(severity, Severity(severity).text)


@register.filter
def finding_name(kind: str) -> str:
    """What kind of fault was found."""
    return said(FindingKind(kind).text)


@register.simple_tag
def sample_badge(state: str) -> SafeString:
    """The state of a sample."""
    return badge(state, SampleState(state).text)


@register.simple_tag
def result_badge(conformity: str) -> SafeString:
    """What a result says of the goods."""
    return badge(conformity, Conformity(conformity).text)


@register.simple_tag
def analyte(request: Any) -> str:
    """The name of what is tested."""
    return said(Text(request.analyte_zh, request.analyte_en))


@register.filter
def disposition_kind(disposition: Any) -> Text:
    """The act that a disposition is."""
    return DispositionKind(disposition.kind).text


@register.filter
def disposition_state(disposition: Any) -> Text:
    """Where a disposition stands."""
    return DispositionState(disposition.state).text


@register.filter
def certificate_kind(certificate: Any) -> Text:
    """What a paper is called."""
    return CertificateKind(certificate.kind).text
