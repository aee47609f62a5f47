"""What every room stands on: periods, quantities, codes, subjects, offices and actors, reasons, the ledger.

Words: *entry* (a line of the ledger), *edition* (a numbered state of everything that decisions read),
*refusal* (an anticipated error, told to a person), *reason* (one sentence of a judgement, with its source).
Neighbours: none below; every room imports this one.
"""
