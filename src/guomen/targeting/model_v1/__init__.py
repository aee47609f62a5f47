"""One model of risk in one folder: its features, its training, its scoring, its card and its artefact.

terms (roles of columns, contributions), statistics (what was known of an importer, a heading … on a day), features
(named, shared by training and scoring), additive and trees (the two parts), choosing (which is in charge),
calibration, training, scoring, artefacts, card. No Django, no clock; a seed is an argument.
"""
