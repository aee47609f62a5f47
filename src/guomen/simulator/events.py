"""What the simulator announces."""

from guomen.kernel.terms import SubjectRef

PORT = SubjectRef("port", "synthetic")
PLAYED = "simulator.port.played"
# subjects trial:<key>; payload {"values": {name: value}}
TRIAL_ASKED = "simulator.trial.asked"
