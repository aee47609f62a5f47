"""The plans as state machines, and what follows from a machine. Pure: no database, no clock, no chance but a seed."""
