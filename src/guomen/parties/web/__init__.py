"""Operators and what they are allowed; suspending, reinstating and withdrawing by headquarters."""
