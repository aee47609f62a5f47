"""A folder read without a database says what the database says once the folder is loaded."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from guomen.catalogue.operations import load_reference
from guomen.catalogue.queries import folder_reference, sampling_tables, snapshot
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Refusal


@pytest.mark.django_db
def test_a_folder_says_what_it_says_once_it_is_loaded() -> None:
    folder = folder_reference(settings.REFERENCE)
    load_reference(actor=None, at=datetime(2026, 3, 4, tzinfo=UTC), folder=settings.REFERENCE)
    edition = current_edition()

    assert replace(snapshot(edition), edition=0) == folder.snapshot
    assert sampling_tables() == folder.sampling
    assert dict(Office.objects.values_list("code", "path")) == folder.offices
    assert folder.types["targeting.control_arm_rate"] == "share"


def test_a_faulty_folder_is_refused_with_its_faults(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        folder_reference(tmp_path)
    assert refused.value.code == "reference.faulty"
    assert refused.value.faults
