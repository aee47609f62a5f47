"""The model card: what the training run says of the model, for those who promote, watch and audit it."""

from typing import Any

from guomen.kernel.terms import Text

# What a model is not for, on every card.
NOT_FOR = (
    Text("不得单凭分数拒绝货物或处罚企业；分数只决定查验的先后。",
         "Not to refuse goods or punish anyone by the score alone: it says only what to look at first."),
    Text("不得用于与训练口岸、货物或时期明显不同的场合，除非先在那里验证。",
         "Not for ports, goods or times unlike those it learned from, unless it was tried there first."),
    Text("标签只来自被检查的货物；漏检率只能由随机抽查估计。",
         "Labels come from what was inspected only: what passes unseen is estimated from the random arm alone."),
)  # fmt: skip
LEAK = Text(
    "标签泄漏：重复的申报几乎总有相同标签，模型是在记忆而非判断。只有“从未见过的申报”一行可以算作本领。",
    "Label leak: repeated lines nearly always have the same label, so the model remembers instead of judging. "
    "Only the row of lines never seen may be called skill.",
)
REPEATED = Text(
    "部分申报与以前的完全重复；两行并列，请看“从未见过的申报”。",
    "Some lines repeat earlier ones to the exact number; both rows are given, look at lines never seen.",
)
CONTRADICTING = Text(
    "同一申报有互相矛盾的标签，以后得知的为准。",
    "Some lines were told twice with different labels: the later known counts.",
)
LATE = Text("有些标签一年以后才得知。", "Some labels became known more than a year after the declaration.")
NO_CONTEST = Text(
    "历史太短，未能在后来的时期比较两部分；由收缩加性模型负责。",
    "The history is too short to compare the parts on a later period: the shrunken additive one is in charge.",
)


def as_markdown(card: dict[str, Any]) -> str:
    """The card as a page, English with the Chinese of every warning."""
    sections = [
        _head(card),
        _warnings(card),
        _skill(card),
        _parts(card),
        _calibration(card),
        _features(card),
        _ends(card),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(card: dict[str, Any]) -> str:
    data = card["data"]
    return "\n".join(
        [
            "# Model card 模型卡",
            "",
            f"- period 时期: {data['first_day']} to {data['last_day']}; outcomes known until {data['until']}",
            f"- lines 行数: {data['rows']:,}; inspected {data['labelled']:,}; nonconforming {data['nonconforming']:,} "
            f"({data['base_rate']:.2%} of inspected)",
            f"- told twice {data['repeated']:,}; contradicting {data['contradicting']:,}; "
            f"known after a year {data['late']:,}; without a day {data['undated']:,}",
            f"- in charge 负责: additive {card['share']:.0%}, trees {1 - card['share']:.0%}; seed {card['seed']}; "
            f"LightGBM {card['lightgbm']}",
        ]
    )


def _warnings(card: dict[str, Any]) -> str:
    return (
        "\n".join(["## Warnings 警示", *(f"- {one['en']} {one['zh']}" for one in card["warnings"])])
        if card["warnings"]
        else ""
    )


_COLUMNS = ("rows", "base_rate", "auc", "ap", "p@1%", "p@2%", "p@5%", "p@10%", "r@5%", "r@10%")


def _table(rows: dict[str, dict[str, Any]], columns: tuple[str, ...]) -> str:
    lines = ["| |" + "|".join(columns) + "|", "|---|" + "---|" * len(columns)]
    for name, found in rows.items():
        lines.append(f"|{name}|" + "|".join(_shown(found.get(column)) for column in columns) + "|")
    return "\n".join(lines)


def _shown(value: Any) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value:,}"


def _skill(card: dict[str, Any]) -> str:
    if not card["skill"]:
        return ""
    return "## On later days 在后来的日子里\n\n" + _table(card["skill"], _COLUMNS)


def _parts(card: dict[str, Any]) -> str:
    if not card["parts"]:
        return ""
    choice = card["choice"]
    losses = ", ".join(f"{share} {loss:.5f}" for share, loss in choice["losses_by_share_of_trees"].items())
    said = f"Log-loss by share of the trees, on {choice['rows']:,} new lines 按树的占比的对数损失: {losses or 'none'}. "
    said += f"Better than the additive part by {choice['better']:.5f} ± {choice['standard_error']:.5f}."
    table = _table(card["parts"], ("log_loss", *_COLUMNS[2:]))
    return "\n".join(["## The parts compared 两部分比较", "", table, "", said])


def _calibration(card: dict[str, Any]) -> str:
    found = card["calibration"]
    if not found:
        return ""
    lines = [f"|{row['foretold']:.4f}|{row['found']:.4f}|{row['rows']:,}|" for row in found["table"]]
    said = f"{found['kind']}; expected calibration error {found['ece']:.4f}; Brier {found['brier']:.4f}"
    return "\n".join(["## Calibration 校准", "", said, "", "|foretold|found|lines|", "|---|---|---|", *lines])


def _features(card: dict[str, Any]) -> str:
    first = [one for one in card["features"] if one["gain"] > 0][:25]
    lines = [f"|{one['name']}|{one['en']}|{one['zh']}|{one['gain']:,.0f}|" for one in first]
    constant = ", ".join(card["constant"]) or "none"
    return "\n".join(
        [
            "## Features 特征",
            "",
            "|name|English|中文|gain|",
            "|---|---|---|---|",
            *lines,
            "",
            f"Constant, so of no use: {constant}",
        ]
    )


def _ends(card: dict[str, Any]) -> str:
    return "\n".join(["## Not for 不得用于", *(f"- {one['en']} {one['zh']}" for one in card["not_for"])])
