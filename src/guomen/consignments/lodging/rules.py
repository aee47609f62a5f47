"""A declaration's place among the sender's earlier versions. Pure."""

from dataclasses import dataclass

from guomen.consignments.intake.terms import Wrong
from guomen.consignments.terms import Declaration
from guomen.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Known:
    """What we have of a consignment when another declaration of it arrives."""

    consignment: int
    current: int
    cancelled: bool
    digests: dict[int, str]


def settle(known: Known | None, declaration: Declaration, own_digest: str) -> Wrong | str:
    """Whether a declaration is "new", an "amend"ment, a "cancel"lation or a "duplicate"; Wrong where it cannot be.

    Versions count from 1 without gaps; what was sent is never overwritten.
    """
    if known is None:
        return _first(declaration)
    stored = known.digests.get(declaration.version)
    if stored is not None:
        return "duplicate" if stored == own_digest else _differs(declaration)
    if known.cancelled:
        return Wrong(
            "consignment.cancelled",
            Text("该申报已撤销。", "This declaration was cancelled."),
            Text("请用新的编号重新申报。", "Declare again under a new reference."),
        )
    if declaration.action == "lodge" or declaration.version != known.current + 1:
        return Wrong(
            "version.gap" if declaration.action != "lodge" else "version.action",
            Text(f"现行版本为{known.current}。", f"The current version is {known.current}."),
            Text(
                f"修改或撤销请用 action = amend 或 cancel，version = {known.current + 1}。",
                f"To change or cancel it, send action amend or cancel with version {known.current + 1}.",
            ),
        )
    return declaration.action


def _first(declaration: Declaration) -> Wrong | str:
    if declaration.action != "lodge":
        return Wrong(
            "consignment.unknown",
            Text("没有可修改或撤销的申报。", "There is no declaration to amend or cancel."),
            Text(
                "请核对编号；首次申报用 action = lodge。", "Check the reference; a first declaration has action lodge."
            ),
        )
    if declaration.version != 1:
        return Wrong(
            "version.gap",
            Text("首次申报的版本应为1。", "The first version is 1."),
            Text("请填 version = 1。", "Send version 1."),
        )
    return "new"


def _differs(declaration: Declaration) -> Wrong:
    return Wrong(
        "version.content_differs",
        Text(
            f"第{declaration.version}版此前已收到，内容不同。",
            f"Version {declaration.version} was received before with other content.",
        ),
        Text("已收到的版本不会被覆盖；要修改请发送下一版（amend）。",
             "What was received is not overwritten; to change it, send the next version (amend)."),
    )  # fmt: skip
