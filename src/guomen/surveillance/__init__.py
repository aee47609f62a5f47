"""Signal → assessment → alert → measure; of these, the measure: what closes the loop to the next profile.

Words: *measure* (an order, dated and grounded, about a commodity, origin, producer or hazard, that every matching
declaration meets while it is in force), *ground* (why it was imposed, why it was lifted).
Neighbours: below, inspection (findings), targeting (what met a measure), catalogue (where a measure is enacted).
"""
