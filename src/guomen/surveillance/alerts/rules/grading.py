"""Which level an alert has: a table of risk × urgency × scope. Pure."""

from guomen.kernel.terms import Outcome, Reason, Refusal, Text
from guomen.surveillance.alerts.terms import AlertLevel, GradingTable
from guomen.surveillance.assessments.questions import SCOPES, URGENCIES
from guomen.surveillance.assessments.terms import RiskLevel

BASIS = (
    "国发〔2017〕43号第八条 State Council 2017-43 item 8; 突发事件应对法第六十三条 Emergency Response Law 2024 Art. 63"
)


def grade(risk: RiskLevel, urgency: str, scope: str, table: GradingTable, edition: int = 0) -> Outcome[AlertLevel]:
    """The level by harm, urgency and scope together, never by harm alone, and why.

    The law names the three criteria and the four colours; how they meet is a table of the reference data, whose row
    and edition the reason names. Raises Refusal for words that the table does not know.
    """
    row = table.get((str(risk), urgency, scope))
    if row is None:
        raise Refusal(
            "alert.not_graded",
            Text("分级表没有对应的行。", "The grading table has no row for this risk, urgency and scope."),
            Text(
                "请先完成评估，或补充alert_levels.csv。", "Finish the assessment, or add the row to alert_levels.csv."
            ),
        )
    zh = f"{risk.text.zh} × {URGENCIES[urgency].zh} × {SCOPES[scope].zh} → {row.level.text.zh}（参考数据第{edition}版）"
    en = f"{risk.text.en} × {URGENCIES[urgency].en} × {SCOPES[scope].en} → {row.level.text.en}"
    reasons = [Reason("alert.graded", Text(zh, f"{en} (reference edition {edition})"), BASIS, row.key)]
    if row.doubtful:
        reasons.append(_doubtful(row.source))
    return Outcome(row.level, tuple(reasons))


def _doubtful(source: str) -> Reason:
    text = Text(
        "法律只给出三项标准，未给出组合表；本表为可修改的默认值。",
        "The law gives the three criteria and no table; this one is a default that may be edited.",
    )
    return Reason("alert.grading_doubtful", text, source=source)
