"""What the processor announces. Subjects: the dossier, and the signals where there are some.

surveillance.dossier.opened and .joined carry {"dossier", "hazard", "goods", "origins", "opening", "signals"};
.reduced {"dossier", "signal", "ground"}; .merged {"dossier", "into"}; .closed {"dossier", "closing", "ground"};
surveillance.clusters.detected {"run", "week", "series", "promised", "alarms", "dossiers"}.
"""

DOSSIER_OPENED = "surveillance.dossier.opened"
DOSSIER_JOINED = "surveillance.dossier.joined"
DOSSIER_REDUCED = "surveillance.dossier.reduced"
DOSSIER_MERGED = "surveillance.dossier.merged"
DOSSIER_CLOSED = "surveillance.dossier.closed"
CLUSTERS_DETECTED = "surveillance.clusters.detected"
