"""Why a line that could be read is held: what is wrong between it and what the laboratory knows."""

from guomen.kernel.terms import Refusal, Text

_SETTLE = Text("请核对后指明样品或项目，或说明理由不采用。", "Settle it: name the sample or the test, or dismiss it.")


def _held(code: str, zh: str, en: str, remedy: Text = _SETTLE) -> Refusal:
    return Refusal(f"message.{code}", Text(zh, en), remedy)


def no_sample(label: str) -> Refusal:
    """No sample of this laboratory has the label."""
    return _held(
        "no_sample", f"本实验室没有标签为“{label}”的样品。", f"The laboratory has no sample with the label “{label}”."
    )


def gone(label: str, state: Text) -> Refusal:
    """The sample is no longer one that is tested."""
    return _held("gone", f"样品{label}{state.zh}。", f"The sample {label} is {state.en}.")


def not_ordered(label: str, analyte: Text) -> Refusal:
    """The test was not asked for."""
    return _held(
        "not_ordered",
        f"样品{label}没有要求检测{analyte.zh}。",
        f"{analyte.en} was not asked for on the sample {label}.",
    )


def unit_missing(unit: str) -> Refusal:
    """A number without a unit."""
    return _held("unit", f"缺少单位（应为{unit}一类）。", f"The unit is missing (something like {unit}).")


def unit_other(unit: str, other: str) -> Refusal:
    """A unit of another kind."""
    return _held("unit", f"单位“{unit}”无法换算为“{other}”。", f"The unit “{unit}” cannot be turned into “{other}”.")


def twice() -> Refusal:
    """Two different values for one test in one message."""
    return _held("twice", "同一项目在报文中有不同的值。", "The message has different values for the same test.")


def units(found: int, wanted: int) -> Refusal:
    """Not one value for each unit."""
    return _held(
        "units",
        f"应有{wanted}个样本单位的值，报文中有{found}个。",
        f"{wanted} units were to be read, the message has {found}.",
    )


def incomplete(missing: list[str]) -> Refusal:
    """A sum without all its components."""
    listed = ", ".join(missing)
    return _held(
        "sum", f"总量的组分不全，缺少：{listed}。", f"Components of the sum are missing: {listed}.",
        Text("全部组分到齐后一并采用。", "They are taken together, once all are there."),
    )  # fmt: skip


def differs(before: str) -> Refusal:
    """The test has another result."""
    return _held(
        "differs", f"该项已有不同的结果（{before}）。", f"The test has another result already ({before}).",
        Text("如应更改，请写明理由后采用；否则不采用。",
             "If it is to be changed, state why and settle it; else dismiss it."),
    )  # fmt: skip


def blocked(number: str) -> Refusal:
    """The test's worksheet is blocked."""
    return _held(
        "blocked", f"检测批{number}质控失败，尚未重开。", f"The worksheet {number} is blocked and was not reopened.",
        Text("整改并重开后再试。", "Try again after it was corrected and reopened."),
    )  # fmt: skip


def no_line(number: str) -> Refusal:
    """The worksheet's line is none that can be read now."""
    return _held("no_line", f"检测批行“{number}”不在进行中。", f"The line “{number}” is of no open worksheet.")


def other_line(number: str) -> Refusal:
    """The worksheet's line is of another analyte."""
    return _held("other_line", f"检测批行“{number}”是另一项目。", f"The line “{number}” is another analyte's.")


def no_material(code: str) -> Refusal:
    """The control's material is unknown."""
    return _held(
        "no_material", f"本实验室没有标准物质“{code}”。", f"The laboratory has no reference material “{code}”."
    )


def no_series(code: str, analyte: Text) -> Refusal:
    """There is no chart for the control, or several."""
    return _held(
        "no_series", f"“{code}”的{analyte.zh}没有唯一的现行质控图。",
        f"There is not exactly one running control chart of {analyte.en} in “{code}”.",
    )  # fmt: skip


def control_absent() -> Refusal:
    """A control without a number."""
    return _held("control", "质控值为未检出，不能入图。", "The control was not detected: it cannot go on a chart.")


def together(why: Text) -> Refusal:
    """Another component of the same sum is held."""
    return _held("sum", f"同一总量的另一组分被搁置：{why.zh}", f"Another component of the same sum is held: {why.en}")
