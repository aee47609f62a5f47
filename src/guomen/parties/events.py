"""What the room of parties announces."""

OPERATORS_REGISTERED = "parties.operators.registered"
CLASSES_SET = "parties.classes.set"
AUTHORISATIONS_GRANTED = "parties.authorisations.granted"
AUTHORISATION_MOVED = "parties.authorisation.moved"
