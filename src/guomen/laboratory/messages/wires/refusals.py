"""Why a whole message is held: what is wrong with it, and what to do."""

from guomen.kernel.terms import Refusal, Text

_AGAIN = Text("请让仪器重新发送整条报文。", "Let the instrument send the whole message again.")
_PROFILE = Text("请核对仪器配置，或重新导出文件。", "Check the profile, or export the file again.")


def _refusal(code: str, zh: str, en: str, remedy: Text = _AGAIN) -> Refusal:
    return Refusal(f"message.{code}", Text(zh, en), remedy)


def empty() -> Refusal:
    """There is nothing in it."""
    return _refusal("empty", "报文是空的。", "The message is empty.")


def nothing() -> Refusal:
    """It is whole, but has no result."""
    return _refusal("no_rows", "报文中没有结果行。", "The message has no row of results.", _PROFILE)


def too_large(most: int) -> Refusal:
    """More bytes than are read."""
    return _refusal(
        "too_large", f"报文超过{most // 1_000_000} MB。", f"The message is larger than {most // 1_000_000} MB.",
        Text("请分批导出。", "Export it in parts."),
    )  # fmt: skip


def too_many(most: int) -> Refusal:
    """More rows than are read at once."""
    return _refusal(
        "too_many", f"报文超过{most}行。", f"The message has more than {most} rows.",
        Text("请分批导出。", "Export it in parts."),
    )  # fmt: skip


def encoding() -> Refusal:
    """Its characters cannot be told."""
    return _refusal(
        "encoding", "报文的文字编码无法识别。", "The characters of the message cannot be told.",
        Text("请在仪器配置中指定编码。", "State the encoding in the profile."),
    )  # fmt: skip


def not_a(what: str) -> Refusal:
    """Another kind of message than the profile says."""
    return _refusal("kind", f"这不是{what}报文。", f"This is no {what} message.", _PROFILE)


def truncated(where: str) -> Refusal:
    """It breaks off."""
    return _refusal("truncated", f"报文不完整（{where}）。", f"The message is cut off ({where}).")


def checksum(frame: int) -> Refusal:
    """A frame does not add up."""
    return _refusal(
        "checksum", f"第{frame}帧校验和不符，传输有误。", f"The checksum of frame {frame} does not fit: it was damaged."
    )


def frame_missing(expected: int, found: int) -> Refusal:
    """Frames are out of order."""
    return _refusal(
        "frame", f"应为第{expected}号帧，收到第{found}号。", f"Frame number {expected} was to come, {found} came."
    )


def sequence(record: str, expected: int, found: str) -> Refusal:
    """Records are out of order."""
    return _refusal(
        "sequence", f"{record}记录序号应为{expected}，实为“{found}”：有记录缺失。",
        f"Record {record} should have the number {expected}, it has “{found}”: something is missing.",
    )  # fmt: skip


def misplaced(record: str) -> Refusal:
    """A record where none may stand."""
    return _refusal("record", f"记录“{record}”位置不对。", f"The record “{record}” does not belong there.")


def aborted(code: str) -> Refusal:
    """The sender says itself that it broke off."""
    return _refusal("aborted", f"仪器中止了发送（{code}）。", f"The instrument broke off the transmission ({code}).")


def width(row: int, found: int, expected: int) -> Refusal:
    """A row has more or fewer cells than the heading."""
    return _refusal(
        "width", f"第{row}行有{found}列，表头有{expected}列。", f"Row {row} has {found} cells, the heading {expected}."
    )


def no_place(place: str, known: list[str]) -> Refusal:
    """The profile names what the message does not have."""
    listed = ", ".join(known[:20])[:300]
    return _refusal(
        "place", f"报文中没有“{place[:80]}”。", f"The message has no “{place[:80]}”.",
        Text(f"报文中有：{listed}。请改正仪器配置。", f"It has: {listed}. Correct the profile."),
    )  # fmt: skip


def repeated(heading: str) -> Refusal:
    """A heading stands twice."""
    return _refusal(
        "heading", f"表头“{heading[:80]}”出现两次。", f"The heading “{heading[:80]}” occurs twice.", _PROFILE
    )


def quotes(line: int) -> Refusal:
    """Quotes do not match."""
    return _refusal("quotes", f"第{line}行附近的引号不成对。", f"Near line {line} the quotes do not match.")


def bomb() -> Refusal:
    """What is packed is far larger than it says, or than anybody needs."""
    return _refusal(
        "bomb", "文件展开后过大或已损坏。", "What is packed in the file is too large, or it is damaged.",
        Text("请改为导出 CSV。", "Export it as CSV instead."),
    )  # fmt: skip
