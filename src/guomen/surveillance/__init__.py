"""Signal → cluster → assessment → alert → measure: the second of the two loops.

Words: *signal* (one piece of risk information from one source), *dossier* (a hazard in goods of an origin, with the
signals that bear on it, its detections and its history; a *cluster* is a dossier that statistics opened), *assessment*
(method, factors, level, uncertainty, signed), *alert* (a warning in four levels and three kinds, signed by two),
*measure* (an order, dated and grounded, that every matching declaration meets while it is in force).
Alcoves: naming, signals, detection, disproportionality, scanning, clusters, assessments, alerts, measures, epidemics,
review. Neighbours: below, inspection and laboratory (findings and results become signals), targeting (what met a
measure), catalogue (where a measure is enacted).
"""
