"""Words that all alcoves of the room share: what each kind of its ledger entries is called by people."""

from guomen.kernel.terms import Text

DEEDS = {
    "supervision.programme.drafted": Text("起草监控计划", "Programme drafted"),
    "supervision.programme.changed": Text("修改监控计划草案", "Draft of a programme changed"),
    "supervision.programme.proposed": Text("监控计划送签", "Programme proposed"),
    "supervision.programme.signed": Text("监控计划签批生效", "Programme signed"),
    "supervision.programme.returned": Text("监控计划退回", "Programme sent back"),
    "supervision.programme.discarded": Text("监控计划草案作废", "Draft of a programme discarded"),
    "supervision.programme.closed": Text("监控计划结束", "Programme closed"),
    "supervision.share.paced": Text("调整抽样比例", "Share of a programme paced"),
    "supervision.picks.drawn": Text("抽取受检对象", "Picks drawn"),
    "supervision.pick.impossible": Text("受检对象无法抽样", "Pick could not be drawn"),
    "supervision.sample.counted": Text("样品计入监控计划", "Sample counted for a programme"),
    "supervision.limit.exceeded": Text("监控发现超标", "Programme found a limit exceeded"),
    "supervision.suggestion.made": Text("提出标准修订建议", "Suggestion on a standard made"),
    "supervision.suggestion.moved": Text("标准修订建议进展", "Suggestion on a standard moved on"),
}
