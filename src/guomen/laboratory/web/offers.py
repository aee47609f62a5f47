"""What may be done with a sample now: which deeds its page offers to whom, as the table of steps has it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may
from guomen.kernel.terms import Capability
from guomen.kernel.web.deeds import Offer
from guomen.laboratory import operations
from guomen.laboratory.models import Sample
from guomen.laboratory.rules.custody import STEPS
from guomen.laboratory.terms import Deed, SampleState
from guomen.laboratory.web.forms import KeepForm, LimitForm, PrepareForm, ReceiveForm, ResultForm
from guomen.laboratory.web.parts import Uploads, part_offers
from guomen.laboratory.web.testing import Shown

RESULT, LIMIT = "result-", "limit-"
Offers = dict[str, Offer]


def offers_of(
    actor: Actor, at: datetime, sample: Sample, tests: Sequence[Shown], files: Uploads | None = None
) -> Offers:
    """Every deed that the person may do and whose time it is; whether the law lets them, the operation says."""
    possible = {deed for state, deed in STEPS if state is SampleState(sample.state)}
    told: dict[str, Any] = {"actor": actor, "at": at, "label": sample.label}
    offers: Offers = {}
    if may(actor, Capability.TEST):
        offers |= {str(deed): offer for deed, offer in _custody(told, sample).items() if deed in possible}
        if possible & {Deed.TEST, Deed.CORRECT}:
            for test in tests:
                offers |= _testing(told, test)
    return offers | part_offers(actor, at, sample, files)


def _custody(told: dict[str, Any], sample: Sample) -> dict[Deed, Offer]:
    """Taking in or refusing (one form), keeping or disposing of (one form)."""
    receive, keep = partial(ReceiveForm, prefix="receive", sample=sample), partial(KeepForm, prefix="keep")
    return {
        Deed.RECEIVE: Offer(
            receive,
            lambda form: operations.receive_sample(
                **told,
                scanned=form.cleaned_data["scanned"],
                hand=form.hand(),
                remark=form.cleaned_data["remark"],
                portions=form.portions(),
            ),
            _("The sample was taken in."),
            "receive",
        ),
        Deed.REFUSE: Offer(
            receive,
            lambda form: operations.refuse_sample(
                **told, scanned=form.cleaned_data["scanned"], hand=form.hand(), reason=form.cleaned_data["remark"]
            ),
            _("The sample was refused."),
            "receive",
        ),
        Deed.PREPARE: Offer(
            partial(PrepareForm, prefix="prepare"),
            lambda form: operations.prepare_sample(**told, scanned=form.cleaned_data["scanned"], hand=form.hand()),
            _("The sample was prepared."),
        ),
        Deed.STORE: Offer(
            keep, lambda form: operations.store_sample(**told, hand=form.hand()), _("The sample was stored."), "keep"
        ),
        Deed.DISPOSE: Offer(
            keep,
            lambda form: operations.dispose_of_sample(**told, hand=form.hand(), ground=form.cleaned_data["ground"]),
            _("The sample was disposed of."),
            "keep",
        ),
    }


def _testing(told: dict[str, Any], test: Shown) -> Offers:
    """Entering or correcting a result; choosing another limit as long as nothing was judged by this one."""
    request = test.request.pk
    result, limit = f"{RESULT}{request}", f"{LIMIT}{request}"
    offers = {
        result: Offer(
            partial(ResultForm, prefix=result, limit=test.limit, before=test.newest),
            lambda form: operations.enter_result(
                **told, request=request, measured=form.measured(), change_reason=form.why
            ),
            _("The result was entered."),
        )
    }
    if test.others and not test.results:
        offers[limit] = Offer(
            partial(LimitForm, prefix=limit, offered=test.others),
            lambda form: operations.apply_limit(
                actor=told["actor"], at=told["at"], request=request, **form.cleaned_data
            ),
            _("The limit was chosen."),
        )
    return offers
