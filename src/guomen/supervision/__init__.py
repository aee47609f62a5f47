"""What the agency watches of its own accord: programmes of sampling, with what they found.

Words: *programme* (a year's plan of samples, signed), *line* (a product, a hazard and the number of samples),
*share* (the part of a line that one office draws in one period), *frame* (what is drawn from: declarations, registered
premises, the market), *coverage* (drawn and reported of planned), *comparison* (the same tests on goods of two sides).
Alcoves: programmes. Neighbours: below, targeting (a share of declarations is a control order with a rate), inspection
and laboratory (its samples), parties (the premises it draws from), catalogue (limits); surveillance, on the same floor,
hears of what exceeds a limit by name.
"""
