"""Adaptive rates: plans that say from the record of a party's goods which share of its lots is looked at.

Each plan is a state machine over outcomes; everything else (where a record stands, long-run figures, curves, a
simulation) is derived from the machine. Which plan is in force is policy, its parameters are reference data.
"""
