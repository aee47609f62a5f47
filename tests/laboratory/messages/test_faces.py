"""Messages over the API and from the command line."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from django.test import Client

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory.cli import lab
from guomen.laboratory.models import Message, Profile, Result, Sample
from tests.laboratory import people
from tests.laboratory.messages import written


def post(actor: Actor, content: bytes, profile: str = "ICP-1") -> tuple[int, dict[str, Any]]:
    client = Client()
    client.force_login(actor)
    answer = client.post(
        f"/api/laboratory/messages?profile={profile}&name=run", content, content_type="application/octet-stream"
    )
    return answer.status_code, answer.json()


def test_an_instrument_posts_its_message_and_hears_what_is_held(
    analyst: Actor, profile: Profile, sample: Sample
) -> None:
    content = written.csv((sample.label, "Cd111", "0.05", "mg/kg"), (sample.label, "Xx", "1", "mg/kg"))
    status, told = post(analyst, content)
    assert (status, told["applied"], told["held"], told["known"]) == (200, 1, 1, False)
    assert told["lines"][0]["fault"]["code"] == "message.code"
    assert post(analyst, content)[1]["known"] is True


def test_what_the_api_refuses(analyst: Actor, profile: Profile) -> None:
    assert post(analyst, b"x", profile="GC-9")[0] == 404
    assert post(analyst, b"")[0] == 422
    assert post(people.person(Role.TRADER, "GM10"), b"x")[0] == 403
    status, told = post(analyst, b"\xff\x00soup")
    assert (status, told["state"]) == (200, "rejected")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(lab, ["import", *words], obj=lambda: None)
    return done.exit_code, done.output


def test_a_file_is_imported_from_the_command_line_after_a_dry_run(
    analyst: Actor, profile: Profile, sample: Sample, tmp_path: Path
) -> None:
    file = tmp_path / "run.csv"
    file.write_bytes(written.csv((sample.label, "Cd111", "0.05", "mg/kg"), ("rinse", "Cd111", "1", "mg/kg")))
    words = [str(file), "--profile", "ICP-1", "--as", analyst.username]
    status, said = run(*words, "--dry-run")
    assert (status, Message.objects.count(), Result.objects.count()) == (1, 0, 0)
    assert "1 applied, 1 held" in said
    assert "no sample with the label “rinse”" in said
    status, said = run(*words, "--json")
    assert (status, json.loads(said)["applied"], Result.objects.count()) == (1, 1, 1)
    assert "came before" in run(*words)[1]


def test_usage_faults_end_with_status_2(analyst: Actor, profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_bytes(b"x\n")
    assert run(str(file), "--profile", "GC-9", "--as", analyst.username)[0] == 2
    assert run(str(file), "--profile", "ICP-1", "--as", "nobody")[0] == 2
    assert run(str(file), "--profile", "ICP-1", "--as", analyst.username)[0] == 1
