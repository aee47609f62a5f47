"""Intake: files and messages in the sender's own layout become declarations, or faults with their exact place.

Every value is read by the scalar functions of `values` and judged by `checks`; the bulk path of `convert` only
takes short cuts whose result is the same. `fields` is the one specification of what may be sent.
"""
