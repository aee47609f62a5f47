"""The doors of uploads: putting a file aside, and finding one's own again."""

from guomen.consignments.uploads.store import Upload, found, keep

__all__ = ["Upload", "found", "keep"]
