"""What a task still lacks before it can be finished."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from guomen.inspection.models import SampleOrder, Task
from guomen.inspection.queries.transit import seals_of, to_seal
from guomen.inspection.terms import Answer, OrderState, TaskKind
from guomen.kernel.terms import Fault, SubjectRef, Text, Where
from guomen.laboratory.pool.queries import accepted_for
from guomen.laboratory.queries import Stands, conforming_for, samples_of
from guomen.laboratory.terms import SampleState

_SEAL_IT = Text("请施封并填写封识号。", "Seal it and write down the number.")
# Samples that say nothing of the goods: another must be drawn.
VOID = (OrderState.REFUSED, OrderState.CANCELLED, OrderState.INCONCLUSIVE)


def sample_orders(task: Task) -> QuerySet[SampleOrder]:
    """Samples drawn in a task, oldest first."""
    return SampleOrder.objects.filter(task=task).order_by("id")


def unfinished(task: Task) -> list[Fault]:
    """Lines without an answer, "not conform" without a finding; samples not drawn or not handed over; seals not put on
    or not looked at.
    """
    faults = [*_unanswered(task), *_unfound(task)]
    if task.kind == TaskKind.SAMPLING:
        return [*faults, *_undrawn(task), *_not_handed_over(task)]
    if task.kind == TaskKind.SEALING:
        return [*faults, *_unsealed(task)]
    return [*faults, *_seals_unseen(task)] if task.kind == TaskKind.SEAL_CHECK else faults


def _unanswered(task: Task) -> Iterator[Fault]:
    for line in task.lines.filter(answer=""):
        problem = Text(f"未作答：{line.text_zh}", f"Not answered: {line.text_en}")
        yield Fault("task.unanswered", Where(row=line.position), "", problem, Text("请作答。", "Answer it."))


def _unfound(task: Task) -> Iterator[Fault]:
    wrong = task.lines.filter(answer=Answer.NOT_CONFORM).exists()
    if wrong and not task.findings.filter(withdrawn_at__isnull=True).exists():
        problem = Text("有“不符合”项但未记录查验发现。", "A line does not conform, but no finding was recorded.")
        remedy = Text("请记录查验发现。", "Record the finding: its kind, how grave it is, what was seen.")
        yield Fault("task.no_finding", Where(), "", problem, remedy)


def answered_items(task: Task) -> dict[int, list[Stands]]:
    """Items whose every instructed test is answered by a conforming result that stands: they are not sampled again.

    What a programme picked is sampled whatever is known of it: else its rates would leave out the goods of those who
    bring good results.
    """
    asked: dict[int, list[str]] = {}
    picked = task.tests.exclude(programmes="").values("item_no")
    for item_no, analyte in task.tests.exclude(item_no__in=picked).values_list("item_no", "analyte"):
        asked.setdefault(item_no, []).append(analyte)
    found: dict[int, list[Stands]] = {}
    for item_no, names in asked.items():
        subject = SubjectRef("consignment", f"{task.consignment_id}/{item_no}")
        standing = _accepted(subject, names) | conforming_for(subject, names, timezone.localdate())
        if set(names) <= set(standing):
            found[item_no] = list(standing.values())
    return found


def _accepted(subject: SubjectRef, names: Collection[str]) -> dict[str, Stands]:
    """What accepted reports of other laboratories answer, by the name that was asked for."""
    found: dict[str, Stands] = {}
    for report, statement in accepted_for(subject).values():
        analyte = Text.from_json(statement["analyte"])
        stands = Stands(analyte, "", report.pk, report.issued_on)
        found |= dict.fromkeys({analyte.zh, analyte.en} & set(names), stands)
    return found


def _undrawn(task: Task) -> Iterator[Fault]:
    covered = set(sample_orders(task).exclude(state__in=VOID).values_list("item_no", flat=True))
    covered |= set(answered_items(task))
    missing = set(task.tests.values_list("item_no", flat=True)) - covered
    for item_no in sorted(missing):
        problem = Text(f"第{item_no}项商品尚未抽样。", f"No sample of goods item {item_no} was drawn.")
        remedy = Text("请抽取样品。", "Draw the sample.")
        yield Fault("task.no_sample", Where(field=f"items[{item_no}]"), "", problem, remedy)
    if not missing and not covered:
        problem = Text("尚未抽样。", "No sample was drawn.")
        yield Fault("task.no_sample", Where(), "", problem, Text("请抽取样品。", "Draw the sample."))


def _not_handed_over(task: Task) -> Iterator[Fault]:
    labels = list(sample_orders(task).exclude(state__in=VOID).values_list("label", flat=True))
    ours = samples_of(SubjectRef("consignment", str(task.consignment_id)))
    for sample in ours.filter(label__in=labels, state__in=[SampleState.ORDERED, SampleState.DRAWN]):
        problem = Text(f"样品 {sample.label} 尚未移交。", f"The sample {sample.label} is not handed over.")
        remedy = Text("请移交样品后再完成任务。", "Hand it over before you finish.")
        yield Fault("task.not_handed_over", Where(), sample.label, problem, remedy)


def _unsealed(task: Task) -> Iterator[Fault]:
    sealed = {seal.unit for seal in seals_of(task.consignment_id)}
    for unit in to_seal(task):
        if unit not in sealed:
            problem = Text(f"{unit} 尚未施封。", f"{unit} is not sealed.")
            yield Fault("task.unsealed", Where(field=f"seals[{unit}]"), unit, problem, _SEAL_IT)


def _seals_unseen(task: Task) -> Iterator[Fault]:
    for seal in seals_of(task.consignment_id):
        if not seal.state:
            problem = Text(f"封识 {seal.number} 尚未核验。", f"The seal {seal.number} is not checked.")
            remedy = Text("请照封识实物填写。", "Write what stands on the seal, or that it is missing.")
            yield Fault("task.seal_unseen", Where(field=f"seals[{seal.number}]"), seal.number, problem, remedy)
