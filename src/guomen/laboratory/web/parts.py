"""What may be done with the parts of a sample, its photos and its way; and the files themselves."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.kernel.web.access import SignedIn, page
from guomen.kernel.web.deeds import Offer
from guomen.kernel.web.files import to_save
from guomen.kernel.web.forms import read_files
from guomen.laboratory import operations, queries
from guomen.laboratory.models import Sample
from guomen.laboratory.operations.handling import handling
from guomen.laboratory.operations.portions import DIVISIBLE
from guomen.laboratory.rules.custody import STEPS
from guomen.laboratory.terms import Deed, PortionState, Purpose, SampleState
from guomen.laboratory.web.part_forms import FilesForm, PartForm, RetestForm, SplitForm, WayForm

Offers = dict[str, Offer]
Uploads = MultiValueDict[str, Any]
_READERS = (Capability.TEST, Capability.AUTHORISE_RESULT, Capability.INSPECT, Capability.VIEW_CONSIGNMENTS)


def part_offers(actor: Actor, at: datetime, sample: Sample, files: Uploads | None = None) -> Offers:
    """Dividing, photos, the way to the laboratory outside an inspection, the parts' ends, a re-test.

    files: what the browser sent along.
    """
    told: dict[str, Any] = {"actor": actor, "at": at, "label": sample.label}
    brings = any(may(actor, one) for one in handling(Purpose(sample.purpose)))
    handles = brings or may(actor, Capability.TEST)
    offers: Offers = {}
    if handles and sample.state in DIVISIBLE and not sample.portions.exists():
        offers["split"] = _splitting(told)
    if handles:
        offers["show"] = _showing(told, at, sample, files)
    if any(may(actor, one) for one in handling(Purpose(sample.purpose))) and not sample.subject.startswith(
        "consignment:"
    ):
        offers |= _way(told, SampleState(sample.state))
    parts = list(sample.portions.filter(state=PortionState.KEPT))
    if may(actor, Capability.TEST) and parts:
        offers["part"] = Offer(
            partial(PartForm, prefix="part", parts=parts), partial(_part, told), _("It was written down.")
        )
    if _retestable(actor, sample):
        offers["retest"] = Offer(
            partial(RetestForm, prefix="retest"),
            lambda form: operations.order_retest(**told, ground=form.cleaned_data["ground"]),
            _("The re-test was ordered."),
        )
    return offers


def _splitting(told: dict[str, Any]) -> Offer:
    return Offer(
        partial(SplitForm, prefix="split"),
        lambda form: operations.split_sample(**told, portions=form.portions()),
        _("The sample was divided. Print the labels of its parts."),
    )


def _showing(told: dict[str, Any], at: datetime, sample: Sample, files: Uploads | None) -> Offer:
    largest = queries.file_bytes(timezone.localdate(at), sample.office)
    return Offer(
        lambda data: FilesForm(data, files if data is not None else None, prefix="show"),
        lambda form: operations.add_sample_files(**told, files=read_files(form.cleaned_data["photos"], largest)),
        _("The files were added."),
    )


def _way(told: dict[str, Any], state: SampleState) -> Offers:
    deeds = {
        Deed.DRAW: Offer(
            partial(WayForm, prefix="draw"),
            lambda form: operations.draw_sample(**told, scanned=form.cleaned_data["scanned"], hand=form.hand()),
            _("The drawing was written down."),
        ),
        Deed.HAND_OVER: Offer(
            partial(WayForm, prefix="hand_over"),
            lambda form: operations.hand_over_sample(**told, scanned=form.cleaned_data["scanned"], hand=form.hand()),
            _("The sample was handed over."),
        ),
    }
    return {str(deed): offer for deed, offer in deeds.items() if (state, deed) in STEPS}


def _part(told: dict[str, Any], form: PartForm) -> object:
    said, hand = form.cleaned_data, form.hand()
    about = {**told, "label": said["part"]}
    if said["deed"] == "keep":
        return operations.keep_portion(**about, scanned=said["scanned"], hand=hand)
    if said["deed"] == "use":
        return operations.use_portion(**about, hand=hand)
    if said["deed"] == "dispose":
        return operations.dispose_of_portion(**about, hand=hand, ground=said["note"])
    return operations.report_portion_lost(**about, reason=said["note"])


def _retestable(actor: Actor, sample: Sample) -> bool:
    allowed = may(actor, Capability.INSPECT) or may(actor, Capability.AUTHORISE_RESULT)
    return (
        allowed
        and sample.retest_of_id is None
        and queries.standing_report(sample) is not None
        and queries.retest_of(sample) is None
        and sample.state != SampleState.DISPOSED
    )


@page(*_READERS)
def sample_file(request: SignedIn, number: int) -> FileResponse:
    """A photo or paper as it was sent, never shown as a page of ours: it comes from a stranger's device."""
    row = queries.seen_file(request.user, number)
    return to_save(queries.file_content(row), name=row.name, kind=row.content_type)
