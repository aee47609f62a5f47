"""How a channel is decided: pure judgements, one function a stage, the same for one line and for ten million.

A *stage* answers for a natural key (goods, origin, day …) with a Ruling. One declaration asks stage by stage; the
bulk screen asks once for every distinct key of a chunk and joins the answers back. Only matching conditions and
combining rulings have a second, columnar form (see docs/adr/0003-two-evaluators.md).
"""
