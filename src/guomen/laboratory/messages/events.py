"""What is announced of instruments' messages. Subjects: "message:12" or "profile:3", the laboratory's office.

message.taken carries {"message", "name", "profile", "state", "applied", "held", "dismissed"}; settled and
dismissed also say which line.
"""

PROFILE_WRITTEN = "laboratory.profile.written"
PROFILE_USED = "laboratory.profile.used"
PROFILE_RETIRED = "laboratory.profile.retired"
MESSAGE_TAKEN = "laboratory.message.taken"
MESSAGE_REJECTED = "laboratory.message.rejected"
LINE_SETTLED = "laboratory.message.settled"
LINE_DISMISSED = "laboratory.message.dismissed"
