"""Files of signals in the sender's own layout: opening, proposing what the columns are, rows to reports.

Tables are opened by the intake of declarations, which knows what a hostile file looks like.
"""
