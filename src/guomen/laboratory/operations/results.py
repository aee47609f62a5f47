"""Entering results, one or ten thousand at once; every change is a new version and undoes what was built on it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guomen.kernel.ledger.operations import Deed as Told
from guomen.kernel.ledger.operations import record_all
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.statements import written
from guomen.kernel.terms import Capability, Fault, Missing, Reason, Refusal, Text, Where
from guomen.laboratory import events, queries
from guomen.laboratory.models import CustodyStep, Result, Sample, TestRequest
from guomen.laboratory.operations.judging import Bench, bench_for
from guomen.laboratory.operations.reporting import withdraw_standing
from guomen.laboratory.operations.retesting import require_other_analyst
from guomen.laboratory.rules import next_state
from guomen.laboratory.terms import Deed, Entry, Measured, ResultSource, SampleState, read_label


@transaction.atomic
def enter_result(
    *,
    actor: Actor,
    at: datetime,
    label: str,
    request: int,
    measured: Measured,
    change_reason: str = "",
    method: int | None = None,
    instrument: int | None = None,
    source: ResultSource = ResultSource.PERSON,
) -> Result:
    """Enter what was measured; a second entry for the same test is a new version and needs a reason.

    When every test has its result the sample is tested; a change after the report withdraws the report.
    Raises Refusal for a reading that cannot be, NotPermitted without the competence, Conflict where the sample is not
    at that step.
    """
    entry = Entry(label, request, measured, method, instrument, source, change_reason)
    return enter_results(actor=actor, at=at, entries=[entry])[0]


@transaction.atomic
def enter_results(*, actor: Actor, at: datetime, entries: Sequence[Entry]) -> list[Result]:
    """Enter many results, all or none, in their order; one ledger entry for each sample.

    Raises what `enter_result` raises for a single entry; for several a Refusal with a fault for each one that is wrong.
    """
    require(actor, Capability.TEST)
    bench = _bench(actor, at, entries, lock=True)
    for sample in bench.samples.values():
        require_other_analyst(sample, actor)
    made, wrong = _judged(bench, entries)
    if wrong:
        raise _refusal(entries, wrong)
    ready = [result for result in made if result is not None]
    for result in ready:
        result.entered_at = at
    written(ready)
    by_sample: dict[int, list[Result]] = defaultdict(list)
    for result in ready:
        by_sample[result.request.sample_id].append(result)
    samples = {sample.pk: sample for sample in bench.samples.values()}
    _move(samples, by_sample, actor=actor, at=at)
    record_all([_told(samples[key], results, actor, at) for key, results in by_sample.items()])
    return ready


def refused_results(*, actor: Actor, at: datetime, entries: Sequence[Entry]) -> dict[int, Refusal]:
    """What `enter_results` would refuse, by the place of the entry in the list; nothing is written."""
    require(actor, Capability.TEST)
    return _judged(_bench(actor, at, entries, lock=False), entries)[1]


def _bench(actor: Actor, at: datetime, entries: Sequence[Entry], *, lock: bool) -> Bench:
    labels = {label for entry in entries if (label := _label(entry.label))}
    rows: QuerySet[Sample] = queries.visible_samples(actor).filter(label__in=labels).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return bench_for(actor, timezone.localdate(at), {row.label: row for row in rows}, entries)


def _label(text: str) -> str:
    try:
        return read_label(text)
    except Refusal:
        return ""


def _judged(bench: Bench, entries: Sequence[Entry]) -> tuple[list[Result | None], dict[int, Refusal]]:
    made: list[Result | None] = []
    wrong: dict[int, Refusal] = {}
    for place, entry in enumerate(entries):
        try:
            made.append(_one(bench, entry))
        except Refusal as refusal:
            made.append(None)
            wrong[place] = refusal
    return made, wrong


def _one(bench: Bench, entry: Entry) -> Result:
    sample = bench.samples.get(read_label(entry.label))
    if sample is None:
        raise Missing(
            "sample.missing",
            Text(f"没有标签为 {entry.label} 的样品。", f"There is no sample with the label {entry.label}."),
            Text("请核对标签；样品也可能属于其他机构。", "Check the label; the sample may be another office's."),
        )
    if sample.state != SampleState.PREPARED:
        again = bench.newest.get(entry.request, 0) > 0
        next_state(SampleState(sample.state), Deed.CORRECT if again else Deed.TEST)
    return bench.result_of(sample, entry)[0]


def _refusal(entries: Sequence[Entry], wrong: dict[int, Refusal]) -> Refusal:
    if len(entries) == 1:
        return wrong[0]
    faults = tuple(
        Fault(one.code, Where(row=place + 1, field=entries[place].label), entries[place].label, one.problem, one.remedy)
        for place, one in wrong.items()
    )
    return Refusal(
        "results.refused",
        Text(
            f"{len(entries)}个结果中有{len(wrong)}个不能录入，均未录入。",
            f"{len(wrong)} of {len(entries)} results cannot be entered; none was.",
        ),
        Text("请更正所列问题后重新提交。", "Mend what is listed and send them again."),
        faults,
    )


def _move(samples: dict[int, Sample], by_sample: dict[int, list[Result]], *, actor: Actor, at: datetime) -> None:
    """What becomes of the samples: tested once every test has its result; corrected ones go back to that step."""
    waiting = [key for key in by_sample if samples[key].state == SampleState.PREPARED]
    complete = _complete(waiting)
    moved: list[tuple[Sample, Deed, str]] = []
    for key, results in by_sample.items():
        sample = samples[key]
        if key in complete:
            moved.append((sample, Deed.TEST, ""))
        elif sample.state != SampleState.PREPARED:
            why = "; ".join(dict.fromkeys(one.change_reason for one in results if one.change_reason))
            moved.append((sample, Deed.CORRECT, why))
            if sample.state in (SampleState.REPORTED, SampleState.STORED):
                withdraw_standing(sample, actor=actor, at=at, reason=why)
    for sample, deed, _why in moved:
        sample.state = next_state(SampleState(sample.state), deed)
    for state in {one.state for one, _, _ in moved}:
        Sample.objects.filter(pk__in=[one.pk for one, _, _ in moved if one.state == state]).update(state=state)
    written([CustodyStep(sample=one, deed=deed, at=at, actor=actor, holder="", note=why) for one, deed, why in moved])


def _complete(keys: Iterable[int]) -> set[int]:
    """Of these samples, those whose every test has a result."""
    keys = list(keys)
    lacking = TestRequest.objects.filter(sample__in=keys, results__isnull=True).values_list("sample", flat=True)
    return set(keys) - set(lacking)


def _told(sample: Sample, results: Sequence[Result], actor: Actor, at: datetime) -> Told:
    """Every result of the batch on this sample; the reasons of those that do not simply conform."""
    return Told(
        kind=events.RESULT_ENTERED,
        actor=actor,
        at=at,
        subjects=queries.subjects_of(sample),
        payload={
            "sample": sample.label,
            "results": [
                {
                    "request": one.request_id,
                    "analyte": one.request.analyte_en,
                    "version": one.version,
                    "value": one.statement["value"],
                    "conformity": str(one.conformity),
                    "source": str(one.source),
                    "change_reason": one.change_reason,
                }
                for one in results
            ],
        },
        reasons=[Reason.from_json(reason) for one in results for reason in one.statement["reasons"]],
    )
