"""A file is what its bytes say, never what its name says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.kernel.files.rules import kept_name, media_type
from guomen.kernel.files.terms import MediaType
from guomen.kernel.terms import Refusal

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 64 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"IEND\xaeB`\x82"
WEBP = b"RIFF" + (4 + 20).to_bytes(4, "little") + b"WEBP" + b"\x00" * 20
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer\n%%EOF\n"
ZIP = b"PK\x03\x04" + b"\x00" * 30 + b"PK\x05\x06" + b"\x00" * 18


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, MediaType.JPEG),
        (JPEG + b"\0\0", MediaType.JPEG),
        (PNG, MediaType.PNG),
        (WEBP, MediaType.WEBP),
        (PDF, MediaType.PDF),
    ],
)
def test_pictures_and_papers_are_taken(content: bytes, kind: MediaType) -> None:
    assert media_type(content) is kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 program", "type"),
        (b"\x7fELF", "type"),
        (b"#!/bin/sh\n", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "type"),
        (b"<html></html>", "type"),
        (b"GIF89a" + b"\0" * 20, "type"),
        (ZIP, "type"),
        (JPEG[:-2], "cut"),
        (PNG[:-4], "cut"),
        (WEBP + b"tail", "cut"),
        (PDF.replace(b"%%EOF", b""), "cut"),
        (JPEG + ZIP, "cut"),
        (JPEG[:-2] + ZIP + b"\xff\xd9", "two_faced"),
        (JPEG[:20] + b"%PDF-1.4" + JPEG[20:], "two_faced"),
        (JPEG[:20] + b"<ScRiPt>alert(1)</script>" + JPEG[20:], "two_faced"),
        (PNG[:33] + b"<?php system('x')?>" + PNG[33:], "two_faced"),
        (PDF.replace(b"/Type", b"/OpenAction <</S /JavaScript>> /Type"), "two_faced"),
        (PDF.replace(b"/Type", b"/Launch (cmd) /Type"), "two_faced"),
        (PDF.replace(b"/Type", b"/EmbeddedFiles 3 0 R /Type"), "two_faced"),
    ],
)
def test_what_is_empty_foreign_cut_off_or_two_faced_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=rf"evidence\.{code}"):
        media_type(content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\temp\\photo.JPG", "photo.jpg"),
        ("seal.jpg.exe", "seal.jpg.jpg"),
        ("封识.png", "封识.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("", "evidence.jpg"),
        ("...", "evidence.jpg"),
    ],
)
def test_a_name_keeps_no_folder_no_hidden_character_and_no_foreign_ending(name: str, kept: str) -> None:
    assert kept_name(name, MediaType.JPEG) == kept


@given(st.text(max_size=300))
def test_no_name_is_dangerous(name: str) -> None:
    kept = kept_name(name, MediaType.PDF)
    assert kept.endswith(".pdf")
    assert len(kept) <= 90
    assert not set(kept) & set("/\\\r\n\0")


@given(st.binary(max_size=400))
def test_any_bytes_are_either_one_of_four_kinds_or_refused(content: bytes) -> None:
    try:
        kind = str(media_type(content))
    except Refusal as refusal:
        kind = refusal.code
    assert kind.startswith("evidence.") or kind in set(MediaType)
