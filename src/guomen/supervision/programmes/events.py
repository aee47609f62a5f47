"""What programmes announce. Subjects: the programme, and of a sample what it is of."""

PROGRAMME_DRAFTED = "supervision.programme.drafted"
# payload: programme, office, change (what was done), and the positions of lines or the whole of what is new
PROGRAMME_CHANGED = "supervision.programme.changed"
PROGRAMME_PROPOSED = "supervision.programme.proposed"
PROGRAMME_SIGNED = "supervision.programme.signed"
PROGRAMME_RETURNED = "supervision.programme.returned"
PROGRAMME_DISCARDED = "supervision.programme.discarded"
PROGRAMME_CLOSED = "supervision.programme.closed"
# payload: programme, line, office, order (the control order's number), rate, before (the rate until now, or None)
SHARE_PACED = "supervision.share.paced"
# payload: programme, line, picks: [{subject, name}], frame (how many there were to draw from), proof
PICKS_DRAWN = "supervision.picks.drawn"
PICK_IMPOSSIBLE = "supervision.pick.impossible"
# payload: programme, line, sample (label), subject, chance
SAMPLE_COUNTED = "supervision.sample.counted"
# payload: programme, line, sample, subject, goods_code, origin, producer, analytes (English names), order (or "")
LIMIT_EXCEEDED = "supervision.limit.exceeded"
SUGGESTION_MADE = "supervision.suggestion.made"
SUGGESTION_MOVED = "supervision.suggestion.moved"
