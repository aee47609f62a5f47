"""What the law asks of goods: codes, places, risks, market access, requirements, limits, policies, measures in force.

Words: *fact* (one dated, sourced row of `reference/`), *requirement* (what must be shown, checked or tested),
*measure* (a control ordered by an authority, enacted and ended here), *policy* (a number or list that the agency
sets), *snapshot* (everything that decisions read, as one edition knew it).
Neighbours: the kernel below; parties, targeting, laboratory and surveillance read it, surveillance enacts measures.
"""
