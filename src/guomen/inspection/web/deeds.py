"""What the buttons of a task do: each deed with its form, its operation and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guomen.consignments.queries import declaration as declaration_of
from guomen.consignments.terms import Declaration
from guomen.inspection import operations, queries
from guomen.inspection.models import Task
from guomen.inspection.terms import FindingKind, Severity, TaskKind, TaskState
from guomen.inspection.web.checklist import ChecklistForm
from guomen.inspection.web.forms import AssignForm, BindForm, DrawForm, EvidenceForm, FindingForm, HandOverForm, Plain
from guomen.inspection.web.seals import SealCheckForm, SealForm
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability, Refusal
from guomen.kernel.web.access import SignedIn
from guomen.kernel.web.forms import HouseForm, read_files, words
from guomen.laboratory.terms import Hand


@dataclass(frozen=True, slots=True)
class Place:
    """A task on the screen of a person."""

    request: SignedIn
    task: Task
    declared: Declaration

    @property
    def own(self) -> bool:
        """Whether the person is working on it."""
        return self.task.state == TaskState.CLAIMED and self.task.officer_id == self.request.user.pk

    @property
    def told(self) -> dict[str, Any]:
        """What every operation is told."""
        return {"actor": self.request.user, "at": timezone.now(), "task": self.task.pk}


def place_of(request: SignedIn, number: int) -> Place:
    """The task of this number, for one who sees it. Raises Missing."""
    task = queries.task(request.user, number)
    return Place(request, task, declaration_of(task.consignment_id, task.version))


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: the form that it sends, what is done with it, what is said afterwards."""

    form: Callable[..., HouseForm]
    do: Callable[[Place, Any], object]
    done: Any


def _checklist(place: Place, *sent: Any, **options: Any) -> HouseForm:
    return ChecklistForm(*sent, lines=queries.lines_of(place.task), **options)


def _assigning(place: Place, *sent: Any, **options: Any) -> HouseForm:
    return AssignForm(*sent, colleagues=queries.colleagues(place.request.user, place.task.office), **options)


def _finding(place: Place, *sent: Any, **options: Any) -> HouseForm:
    return FindingForm(*sent, items=place.declared.items, **options)


def _drawing(place: Place, *sent: Any, **options: Any) -> HouseForm:
    first = place.task.tests.values_list("item_no", flat=True).first()
    initial = {"item_no": first, "place": place.declared.goods_place}
    return DrawForm(*sent, items=place.declared.items, initial=initial, **options)


def _sealing(place: Place, *sent: Any, **options: Any) -> HouseForm:
    seals = list(queries.seals_of(place.task.consignment_id))
    return SealForm(*sent, units=queries.to_seal(place.task), seals=seals, **options)


def _seal_check(place: Place, *sent: Any, **options: Any) -> HouseForm:
    return SealCheckForm(*sent, seals=list(queries.seals_of(place.task.consignment_id)), **options)


def _plain(form: type[HouseForm]) -> Callable[..., HouseForm]:
    return lambda place, *sent, **options: form(*sent, **options)


def _answer(place: Place, form: ChecklistForm) -> object:
    answers = form.answers()
    return operations.answer_checklist(**place.told, answers=answers) if answers else None


def _read(place: Place, form: HouseForm) -> list[tuple[str, bytes]]:
    """The files that were sent, none read further than needed to see that it is too large."""
    largest = queries.evidence_bytes(timezone.localdate(), place.task.office.code)
    return read_files(form.cleaned_data["photos"], largest)


def _record(place: Place, form: FindingForm) -> object:
    said = form.cleaned_data
    return operations.record_finding(
        **place.told,
        kind=FindingKind(said["kind"]),
        severity=Severity(said["severity"]),
        text=said["text"],
        hazard=said["hazard"],
        item_no=said["item_no"],
        files=_read(place, form),
    )


def _show(place: Place, form: EvidenceForm) -> object:
    files, finding = _read(place, form), form.cleaned_data["finding"]
    return operations.add_files(actor=place.request.user, at=timezone.now(), finding=finding, files=files)


def _draw(place: Place, form: DrawForm) -> object:
    said = form.cleaned_data
    return operations.draw_sample(
        **place.told,
        item_no=said["item_no"],
        hand=form.hand(place.request.user.name_zh),
        units=said["units"],
        analytes=form.analytes(),
        handed_to=form.next_hand(),
        files=_read(place, form),
        **form.planned(),
    )


def _bind(place: Place, form: BindForm) -> object:
    said = form.cleaned_data
    return operations.bind_sample(
        **place.told, item_no=said["item_no"], label=said["label"], seals=words(said["seals"])
    )


def _binding(place: Place, *sent: Any, **options: Any) -> HouseForm:
    return BindForm(*sent, items=place.declared.items, **options)


def _hand_over(place: Place, form: HandOverForm) -> object:
    said = form.cleaned_data
    hand = Hand(said["holder"], said["place"])
    return operations.hand_over_sample(**place.told, label=said["label"], scanned=said["scanned"], hand=hand)


DEEDS: dict[str, Deed] = {
    "claim": Deed(_plain(Plain), lambda place, form: operations.claim_task(**place.told), _("The task is yours.")),
    "assign": Deed(
        _assigning,
        lambda place, form: operations.assign_task(**place.told, officer=form.cleaned_data["officer"]),
        _("The task was assigned."),
    ),
    "give_back": Deed(
        _plain(Plain), lambda place, form: operations.give_back_task(**place.told), _("The task was given back.")
    ),
    "answer": Deed(_checklist, _answer, _("The answers were saved.")),
    "record": Deed(_finding, _record, _("The finding was recorded.")),
    "show": Deed(_plain(EvidenceForm), _show, _("The evidence was added.")),
    "draw": Deed(_drawing, _draw, _("The sample was drawn. Write its label on the bag.")),
    "bind": Deed(_binding, _bind, _("The advance sample was bound: the goods are not sampled again.")),
    "hand_over": Deed(_plain(HandOverForm), _hand_over, _("The sample was handed over.")),
    "seal": Deed(
        _sealing,
        lambda place, form: operations.apply_seals(**place.told, seals=form.seals()),
        _("The seals were written down."),
    ),
    "check_seals": Deed(
        _seal_check,
        lambda place, form: operations.check_seals(**place.told, seen=form.seen()),
        _("The seal check was written down."),
    ),
    "complete": Deed(
        _plain(Plain), lambda place, form: operations.complete_task(**place.told), _("The task is completed.")
    ),
}


_OF_KIND = {
    TaskKind.SAMPLING: ["draw", "bind", "hand_over"],
    TaskKind.SEALING: ["seal"],
    TaskKind.SEAL_CHECK: ["check_seals"],
}


def offered(place: Place) -> dict[str, HouseForm]:
    """The forms of what this person may do with the task now."""
    actor, state = place.request.user, TaskState(place.task.state)
    names = ["claim"] if state is TaskState.OPEN and may(actor, Capability.INSPECT) else []
    if state.live and may(actor, Capability.MANAGE_SHIFT):
        names.append("assign")
    if place.own:
        names += ["answer", "record", "show", "give_back", "complete"]
        names += _OF_KIND.get(TaskKind(place.task.kind), [])
    return {name: DEEDS[name].form(place, auto_id=f"{name}-%s") for name in names}


def tried(place: Place, forms: dict[str, HouseForm]) -> Refusal | bool:
    """Do what the button `act` names: True where it was done; a Refusal, which its form tells too; else False.

    A deed that is not offered (any more) is tried all the same: its operation says why not.
    """
    request = place.request
    act = request.POST.get("act", "")
    if act not in DEEDS:
        return False
    form = DEEDS[act].form(place, request.POST, request.FILES, auto_id=f"{act}-%s")
    if act in forms:
        forms[act] = form
    if not form.is_valid():
        return False
    try:
        DEEDS[act].do(place, form)
    except Refusal as refusal:
        form.explain(refusal)
        return refusal
    messages.success(request, str(DEEDS[act].done))
    return True
