"""What the room refuses, in the words that people read."""

from guomen.decisions.terms import DispositionState
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Text


def no_such(thing: Text) -> Missing:
    """For what is not there, and for what this person may not know of."""
    return Missing(
        "decision.missing",
        Text(f"没有该{thing.zh}。", f"There is no such {thing.en}."),
        Text("请核对地址或编号。", "Check the address or the number."),
    )


def not_open(state: DispositionState) -> Conflict:
    """For signing what is no longer waiting for a signature."""
    return Conflict(
        "decision.not_open",
        Text(f"该处置已不在待签状态（{state.text.zh}）。", f"This no longer waits for a signature ({state.text.en})."),
        Text("请刷新页面查看最新情况。", "Open the page again to see where it stands."),
    )


def stale(version: int) -> Conflict:
    """For signing a proposal about a version that is no longer the current one."""
    return Conflict(
        "decision.stale_version",
        Text(f"申报已更新至第{version}版。", f"The declaration has been amended to version {version}."),
        Text("请等待针对新版本的处置建议。", "Wait for the proposal on the new version."),
    )


def wrong_level() -> NotPermitted:
    """For a signature that policy keeps for other levels of offices."""
    return NotPermitted(
        "decision.wrong_level",
        Text("您所在层级的机构无权签发此类处置。", "Offices of your level may not sign this act."),
        Text("请提交有权机构签发。", "Hand it to an office that may."),
    )


def own_inspection() -> NotPermitted:
    """For an inspector who would sign on what he inspected."""
    return NotPermitted(
        "decision.own_inspection",
        Text("查验人员不得签发自己查验的货物。", "Who inspected the goods may not sign the decision on them."),
        Text("请由未参与查验的人员签发。", "Ask a colleague who did not inspect them."),
    )


def same_person() -> NotPermitted:
    """For a second signature by the first signatory."""
    return NotPermitted(
        "decision.same_person",
        Text("复签人不得与签发人为同一人。", "The second signature must be another person's."),
        Text("请由另一位有权人员复签。", "Ask a second person who may sign."),
    )


def needs_reason() -> Refusal:
    """For departing from the proposal without saying why."""
    return Refusal(
        "decision.needs_reason",
        Text("与建议不一致时须说明理由。", "A decision other than the proposed one needs a reason."),
        Text("请填写理由。", "Write the reason."),
    )


def needs_conditions() -> Refusal:
    """For a conditional release without conditions."""
    return Refusal(
        "decision.needs_conditions",
        Text("附条件放行须写明条件。", "A conditional release must state its conditions."),
        Text("请填写条件。", "Write what the importer has to do, and by when."),
    )


def needs_ground() -> Refusal:
    """For ending, declining or answering something without a ground."""
    return Refusal(
        "decision.needs_ground",
        Text("须说明理由。", "A ground is needed."),
        Text("请填写理由。", "Write the ground."),
    )


def kind_is_signed() -> Conflict:
    """For a second signatory who wants another act than the first one signed."""
    return Conflict(
        "decision.kind_is_signed",
        Text("复签不能更改处置种类。", "The second signature cannot change the act."),
        Text("如不同意，请退回重新签发。", "Send it back with a ground instead."),
    )


def not_in_force() -> Conflict:
    """For a paper on, or an appeal against, a disposition that is not in force."""
    return Conflict(
        "decision.not_in_force",
        Text("该处置未生效或已被替代。", "This disposition is not in force, or no longer."),
        Text("请查看该批货物的最新处置。", "See the newest disposition of the consignment."),
    )


def already_waiting() -> Conflict:
    """For a second proposal while one waits for a signature."""
    return Conflict(
        "decision.already_waiting",
        Text("该批货物已有待签处置。", "Something about this consignment waits for a signature already."),
        Text("请先签发或等待其关闭。", "Sign that one first."),
    )


def certificate_ended(state: str) -> Conflict:
    """For ending a certificate twice."""
    return Conflict(
        "certificate.ended",
        Text(f"该证书已失效（{state}）。", f"This certificate has ended already ({state})."),
        Text("无需再次办理。", "There is nothing left to end."),
    )


def certificate_exists(number: str) -> Conflict:
    """For a second paper on one disposition."""
    return Conflict(
        "certificate.exists",
        Text(f"已签发有效证书{number}。", f"There is a valid certificate already: {number}."),
        Text("如需更换，请办理换证。", "Replace it where it is wrong."),
    )


def appeal_too_late(last_day: str) -> Refusal:
    """For an appeal after the legal period."""
    return Refusal(
        "appeal.too_late",
        Text(f"复验申请期限已于{last_day}届满。", f"The period for asking for re-inspection ended on {last_day}."),
        Text("可依法申请行政复议。", "Administrative reconsideration remains open under the law."),
    )


def appeal_not_needed() -> Refusal:
    """For an appeal against a release."""
    return Refusal(
        "appeal.not_needed",
        Text("货物已放行，无需申请复验。", "The goods were released: there is nothing to appeal against."),
        Text("如证书有误，请联系签发机构。", "Ask the office that issued it where the paper is wrong."),
    )


def appeal_exists() -> Conflict:
    """For a second appeal, or a second answer."""
    return Conflict(
        "appeal.exists",
        Text("已有复验申请或答复。", "There is an appeal, or its answer, already."),
        Text("请查看申请的办理情况。", "See where it stands."),
    )


def appeal_no_such_sample(label: str) -> Refusal:
    """For an appeal that disputes the result of a sample that was not found nonconforming in this consignment."""
    return Refusal(
        "appeal.no_such_sample",
        Text(
            f"该批货物没有检测不合格的样品“{label}”。", f"No sample {label!r} of these goods was found not to conform."
        ),
        Text("请从所列样品中选择，或不选。", "Choose one of those listed, or none."),
    )


def appeal_not_accepted() -> Conflict:
    """For answering an appeal against a laboratory result before it was taken up."""
    return Conflict(
        "appeal.not_accepted",
        Text("该申请对检测结果有异议，须先受理。", "This request disputes a laboratory result: it is taken up first."),
        Text("请先受理，受理时下达复验。", "Take it up; that orders the re-test."),
    )


def appeal_waits_for_retest(label: str) -> Conflict:
    """For answering an appeal whose re-test is not reported yet."""
    return Conflict(
        "appeal.waits_for_retest",
        Text(f"复验样品{label}尚未出具报告。", f"The re-test {label} is not reported yet."),
        Text("请等待复验报告，再作答复。", "Answer when its report is out."),
    )


def appeal_own_decision() -> NotPermitted:
    """For an officer who would answer an appeal against his own signature."""
    return NotPermitted(
        "appeal.own_decision",
        Text("原签发人不得答复复验申请。", "Who signed the disposition may not answer the appeal against it."),
        Text("请由其他人员答复。", "Ask another officer."),
    )
