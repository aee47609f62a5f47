"""The laboratory: samples, the hands they pass through, the tests asked for, results and what they say.

Words: *sample* (what was drawn, under one label), *custody step* (one hand to the next), *test request* (one analyte
against one limit), *result* (what was measured; versioned), *statement* (of conformity: result against limit).
Neighbours: below inspection, which orders; the laboratory tests what it is sent, for anyone, and knows a subject
("consignment:12/3"), not a consignment. Limits come from the catalogue.
"""
