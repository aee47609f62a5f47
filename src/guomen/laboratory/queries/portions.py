"""Parts of samples, and what a label that was read belongs to."""

from dataclasses import dataclass

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Missing, Text
from guomen.laboratory.models import Portion, Sample
from guomen.laboratory.queries.samples import visible_samples
from guomen.laboratory.terms import read_label


@dataclass(frozen=True, slots=True)
class Read:
    """What a label belongs to: a sample, and which part of it where the label is a part's."""

    sample: Sample
    portion: Portion | None = None


def portion(label: str) -> Portion | None:
    """The part with this label, or None."""
    return Portion.objects.select_related("sample").filter(label=label).first()


def read(actor: Actor, scanned: str) -> Read:
    """What the label that was scanned belongs to: of a portion that is tested again, the re-test.

    Raises Refusal for what is no label, Missing for one that the actor may not know of.
    """
    code = read_label(scanned)
    seen = visible_samples(actor)
    whole = seen.filter(label=code).first()
    if whole is not None:
        return Read(whole)
    part = portion(code)
    if part is not None:
        again = seen.filter(plan__portion=code).order_by("-id").first()
        owner = again or seen.filter(pk=part.sample_id).first()
        if owner is not None:
            return Read(owner, part)
    raise Missing(
        "sample.missing",
        Text(f"没有标签为 {code} 的样品。", f"There is no sample with the label {code}."),
        Text("请核对标签；样品也可能属于其他机构。", "Check the label; the sample may be another office's."),
    )


def seal_set(sample: Sample) -> str:
    """The seal that was last set on the bag; empty where it travels without one."""
    steps = sample.steps.filter(portion=None).exclude(seal="").order_by("-id")
    return steps.values_list("seal", flat=True).first() or ""
