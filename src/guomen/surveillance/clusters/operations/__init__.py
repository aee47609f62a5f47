"""The verbs of the processor: dossiers opened, joined, merged, closed; the nightly look at every series."""

from guomen.surveillance.clusters.operations.detecting import detect_clusters
from guomen.surveillance.clusters.operations.dossiers import (
    add_members,
    close_dossier,
    merge_dossiers,
    open_dossier,
    remove_member,
)

__all__ = ["add_members", "close_dossier", "detect_clusters", "merge_dossiers", "open_dossier", "remove_member"]
