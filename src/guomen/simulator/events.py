"""What the simulator announces."""

from guomen.kernel.terms import SubjectRef

PORT = SubjectRef("port", "synthetic")
PLAYED = "simulator.port.played"
