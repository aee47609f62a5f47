"""From the words of a source to the words of the catalogue: hazards, goods, origins. Pure.

A source says "unauthorised substance ethylene oxide", "Ethylene oxide - pesticide residues" or "环氧乙烷"; the
catalogue says `ethylene_oxide`. `cleaning` takes a cell apart and strips what qualifies a name, `vocabulary` holds the
names, `matching` answers with a `Named` for each, `frames` does it for a table. What matches nothing is an answer too:
it keeps its words and brings suggestions for a person.
"""
