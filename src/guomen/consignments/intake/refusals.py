"""The refusals of whole files: what is wrong with the file, and what to do."""

from guomen.kernel.terms import Refusal, Text


def file_refusal(code: str, problem_zh: str, problem_en: str, remedy_zh: str, remedy_en: str) -> Refusal:
    """A Refusal whose code begins with "file."."""
    return Refusal(f"file.{code}", Text(problem_zh, problem_en), Text(remedy_zh, remedy_en))


def empty() -> Refusal:
    return file_refusal(
        "empty", "文件是空的。", "The file is empty.",
        "请确认选对了文件。", "Check that it is the right file.",
    )  # fmt: skip


def truncated(kind: str) -> Refusal:
    return file_refusal(
        "truncated", f"{kind}文件不完整。", f"The {kind} file is cut off or damaged.",
        "请重新导出或重新传输。", "Export it or transfer it again.",
    )  # fmt: skip


def not_a_table(kind: str) -> Refusal:
    return file_refusal(
        "kind", f"不接受此类文件（{kind}）。", f"Files of this kind are not read ({kind}).",
        "请存为 CSV、XLSX、Parquet 或 JSON lines。", "Save it as CSV, XLSX, Parquet or JSON lines.",
    )  # fmt: skip


def wrong_encoding() -> Refusal:
    return file_refusal(
        "encoding", "无法确定文字编码。", "The character encoding cannot be told with certainty.",
        "请另存为 UTF-8（或 GB18030）。", "Save it as UTF-8 (or GB18030).",
    )  # fmt: skip


def nul_bytes() -> Refusal:
    return file_refusal(
        "nul", "文本中有空字节（NUL）。", "The text has NUL bytes.",
        "这不是文本文件或已损坏，请重新导出。", "This is no text file, or it is damaged: export it again.",
    )  # fmt: skip


def unbalanced(line: int, error: str) -> Refusal:
    return file_refusal(
        "quotes", f"第{line}行附近的引号不成对（{error}）。", f"Near line {line} the quotes do not match ({error}).",
        "请改正该行；字段内的引号须写两遍。", "Mend that line; a quote inside a field is written twice.",
    )  # fmt: skip


def no_rows() -> Refusal:
    return file_refusal(
        "no_rows", "只有表头，没有数据行。", "There is a header but no row of data.",
        "请确认选对了文件或工作表。", "Check that it is the right file or sheet.",
    )  # fmt: skip


def repeated_header(name: str) -> Refusal:
    return file_refusal(
        "header", f"表头“{name}”出现两次。", f"The heading {name!r} occurs twice.",
        "请给每一列不同的名称。", "Give every column a heading of its own.",
    )  # fmt: skip


def bomb() -> Refusal:
    return file_refusal(
        "bomb", "压缩内容展开后过大或自相矛盾。", "What is packed in the file is too large or contradicts itself.",
        "请拆分为较小的文件，或改用 CSV、Parquet。", "Split it into smaller files, or use CSV or Parquet.",
    )  # fmt: skip


def no_such_sheet(name: str, known: list[str]) -> Refusal:
    listed = ", ".join(known)
    return file_refusal(
        "sheet", f"没有工作表“{name}”。", f"There is no sheet {name!r}.",
        f"现有工作表：{listed}。", f"The sheets are: {listed}.",
    )  # fmt: skip


def error_cells(places: str) -> Refusal:
    return file_refusal(
        "error_cells", f"单元格中有公式错误：{places}。", f"Cells hold formula errors: {places}.",
        "请改正公式或填入数值。", "Mend the formulas or put in the values.",
    )  # fmt: skip
