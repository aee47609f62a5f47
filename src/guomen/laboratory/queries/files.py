"""Files of samples."""

from datetime import date
from typing import BinaryIO

from guomen.kernel.files.queries import opened
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Missing, Text
from guomen.laboratory.models import SampleFile
from guomen.laboratory.queries.keeping import laid_down
from guomen.laboratory.queries.samples import visible_samples

# The folder of the store in which they lie.
SAMPLE_FILES = "samples"
_SMALLEST = 1


def file_bytes(on: date, office: Office) -> int:
    """The largest file that is taken; a megabyte where policy lays nothing down."""
    return (laid_down("file_megabytes", on, office) or _SMALLEST) * 1024 * 1024


def seen_file(actor: Actor, number: int) -> SampleFile:
    """A file of a sample that the actor sees. Raises Missing."""
    found = SampleFile.objects.filter(pk=number, sample__in=visible_samples(actor)).select_related("sample").first()
    if found is None:
        raise Missing(
            "sample.no_such_file",
            Text("没有这份文件。", "There is no such file."),
            Text("请从样品页面进入。", "Go there from the sample's page."),
        )
    return found


def file_content(row: SampleFile) -> BinaryIO:
    """The bytes of a file, open for reading. Raises Missing where the disk does not give it."""
    return opened(SAMPLE_FILES, row.digest, row.name)
