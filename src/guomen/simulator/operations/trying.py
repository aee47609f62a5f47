"""Trying a policy from the page: asking for it, and playing it in the worker."""

import hashlib
from datetime import datetime

import msgspec
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from guomen.kernel.editions.queries import current_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Refusal, SubjectRef, Text
from guomen.simulator.events import TRIAL_ASKED
from guomen.simulator.models import Trial
from guomen.simulator.trying.quick import asked_policy, parameters, tried
from guomen.simulator.trying.reports import as_json

# So many of one person's trials may be under way at once: each takes the worker some seconds.
_AT_ONCE = 3
_UNDERWAY = (Trial.State.WAITING, Trial.State.PLAYING)


def ask_trial(*, actor: Actor, at: datetime, values: dict[str, str], sliders: dict[str, str]) -> Trial:
    """Have a policy tried by the worker; what was asked before under this edition is not played again.

    Raises NotPermitted, Refusal where a value is none, Conflict where too many of the person's are under way.
    """
    require(actor, Capability.STUDY_TARGETING)
    asked_policy(values)
    edition = current_edition()
    same = msgspec.json.encode([edition, parameters(), sorted(values.items())], order="deterministic")
    key = hashlib.sha256(same).hexdigest()
    with transaction.atomic():
        Actor.objects.select_for_update(no_key=True).get(pk=actor.pk)
        found = Trial.objects.filter(key=key).first()
        if found is not None and found.state != Trial.State.FAILED:
            return found
        if Trial.objects.filter(asked_by=actor, state__in=_UNDERWAY).count() >= _AT_ONCE:
            raise _too_many()
        afresh = {"state": Trial.State.WAITING, "done": 0, "of": 0, "answer": {}, "asked_by": actor, "asked_at": at}
        row, _ = Trial.objects.update_or_create(
            key=key,
            defaults=afresh,
            create_defaults={"edition": edition, "values": values, "sliders": sliders} | afresh,
        )
        record(TRIAL_ASKED, actor=actor, at=at, subjects=[SubjectRef("trial", key)], payload={"values": values})
        _defer(row)
    return row


def _defer(row: Trial) -> None:
    job = app.configure_task("guomen.simulator.tasks.play_trial", queueing_lock=f"simulator.trial.{row.pk}")
    try:
        with transaction.atomic():
            job.defer(trial=row.pk)
    except AlreadyEnqueued:
        return


def play_trial(*, trial: int) -> None:
    """Play a trial that is under way and keep its answer; where it was cut off it begins again."""
    row = Trial.objects.filter(pk=trial, state__in=_UNDERWAY).first()
    if row is None:
        return
    kept = Trial.objects.filter(pk=trial)
    kept.update(state=Trial.State.PLAYING)

    def progress(done: int, of: int) -> None:
        kept.update(done=done, of=of)

    try:
        if row.edition != current_edition():
            raise _outdated()
        report = as_json(tried(row.values, progress))
    except Refusal as refusal:
        told = {"problem": refusal.problem.as_json(), "remedy": refusal.remedy.as_json()}
        kept.update(state=Trial.State.REFUSED, answer=told)
    except BaseException:
        kept.update(state=Trial.State.FAILED)
        raise
    else:
        kept.update(state=Trial.State.PLAYED, answer=report)


def _too_many() -> Conflict:
    return Conflict(
        "trial.too_many",
        Text(f"您已有{_AT_ONCE}项推演在排队或进行中。", f"{_AT_ONCE} of your trials wait or are being played already."),
        Text("请等待其中一项完成。", "Wait for one of them to end."),
    )


def _outdated() -> Conflict:
    return Conflict(
        "trial.edition",
        Text("推演开始前基础数据已更新。", "The reference data changed before the trial began."),
        Text("请再次推演。", "Try it again: the new edition is played."),
    )
