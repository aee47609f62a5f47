"""Files on screens: sent up by anybody, given back only to be saved."""

from typing import BinaryIO

from django.http import FileResponse


def to_save(content: BinaryIO, *, name: str, kind: str) -> FileResponse:
    """A kept file as it was sent, never shown as a page of ours: it comes from a stranger's device."""
    response = FileResponse(content, content_type=kind, as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
