"""What is announced of methods, competence, instruments and materials. Subjects: the thing and the laboratory's office.

Payloads name the laboratory and what was said; verified carries {"instrument", "passed", "due_on"}.
"""

METHOD_REGISTERED = "laboratory.method.registered"
METHOD_REVISED = "laboratory.method.revised"
METHOD_ENDED = "laboratory.method.ended"
SCOPE_ADDED = "laboratory.scope.added"
COMPETENCE_GRANTED = "laboratory.competence.granted"
COMPETENCE_WITHDRAWN = "laboratory.competence.withdrawn"
INSTRUMENT_REGISTERED = "laboratory.instrument.registered"
INSTRUMENT_VERIFIED = "laboratory.instrument.verified"
INSTRUMENT_MOVED = "laboratory.instrument.moved"
MATERIAL_REGISTERED = "laboratory.material.registered"
MATERIAL_WITHDRAWN = "laboratory.material.withdrawn"
TESTS_ASSIGNED = "laboratory.tests.assigned"
