"""Who: operators, their roles and identifiers, their enterprise class, and what authorities have allowed them.

Words: *operator* (anyone who trades, produces or declares, named by an identifier), *enterprise class* (1 best to
4 worst, with its period), *authorisation* (registration, filing, permit, direct release …: one state machine).
Neighbours: the catalogue below; targeting looks authorisations up as of a declaration's date.
"""
