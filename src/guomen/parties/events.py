"""What the room of parties announces."""

OPERATORS_REGISTERED = "parties.operators.registered"
CLASSES_SET = "parties.classes.set"
AUTHORISATIONS_GRANTED = "parties.authorisations.granted"
AUTHORISATION_MOVED = "parties.authorisation.moved"
# What released goods took from permits. Subject: theirs; payload {"taken": [[number, item, quantity, unit]], "left":
# {number: quantity}}, both as they are now.
PERMITS_WRITTEN_OFF = "parties.permits.written_off"
