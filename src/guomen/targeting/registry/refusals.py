"""What is refused about models, each once."""

from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Text


def too_few_labels(labels: int, nonconforming: int, needed: int, needed_nonconforming: int) -> Refusal:
    """There is too little to learn from."""
    return Refusal(
        "model.too_few_labels",
        Text(
            f"可学习的查验结果太少：{labels}条，其中不合格{nonconforming}条；"
            f"至少需要{needed}条，其中不合格{needed_nonconforming}条。",
            f"There is too little to learn from: {labels} examined lines, {nonconforming} of them nonconforming; "
            f"at least {needed} and {needed_nonconforming} are needed.",
        ),
        Text(
            "请待更多查验结果登记后再训练；所需数量由政策 targeting.model.minimum_labels 等规定。",
            "Train when more has been looked at; policies targeting.model.minimum_… say how much is enough.",
        ),
    )


def no_such_target(target: str) -> Refusal:
    """Models foretell the findings of physical checks or of samples, nothing else."""
    return Refusal(
        "model.target",
        Text(f"没有针对“{target}”的模型。", f"No model foretells the findings of {target!r}."),
        Text("请选择 physical（查验）或 sample（抽样检测）。", "Choose physical or sample."),
    )


def training_waits() -> Conflict:
    """A training of this target is asked for already."""
    return Conflict(
        "model.training_waits",
        Text("已有一次训练在排队或进行中。", "A training is waiting or running already."),
        Text("请等待其完成。", "Wait for it to end."),
    )


def other_target(digest: str) -> Conflict:
    """The same artefact is registered for another kind of check."""
    return Conflict(
        "model.other_target",
        Text(
            f"模型{digest[:12]}已按另一查验种类登记。", f"Model {digest[:12]} is registered for another kind of check."
        ),
        Text("请核对查验种类。", "Check the kind of check."),
    )


def other_digest(digest: str, expected: str) -> Conflict:
    """The folder holds another model than the one meant."""
    return Conflict(
        "model.other_digest",
        Text(
            f"文件夹中的模型为{digest[:12]}，并非{expected[:12]}。",
            f"The folder holds model {digest[:12]}, not {expected[:12]}.",
        ),
        Text("请核对文件夹，或训练时给出的编号。", "Check the folder, or the digest that the training printed."),
    )


def unknown_columns(names: list[str]) -> Refusal:
    """The model reads what declarations do not have."""
    listed = ", ".join(names)
    return Refusal(
        "model.unknown_columns",
        Text(
            f"模型读取申报中没有的栏目：{listed}。", f"The model reads columns that declarations do not have: {listed}."
        ),
        Text(
            "请以 --ignore 排除这些栏目后重新训练，或用布局把它们对应到申报栏目。",
            "Train it again with --ignore for these columns, or with a layout that maps them to those of declarations.",
        ),
    )


def no_ground() -> Refusal:
    """A change of standing says why."""
    return Refusal(
        "promotion.ground_missing",
        Text("须写明理由。", "No ground is given."),
        Text("请写明理由。", "State why."),
    )


def same_standing() -> Conflict:
    """The model is that already."""
    return Conflict(
        "promotion.same_standing",
        Text("该模型已处于此状态。", "The model has this standing already."),
        Text("无需变更。", "There is nothing to change."),
    )


def one_waits() -> Conflict:
    """A proposal about this model waits for its second person."""
    return Conflict(
        "promotion.waiting",
        Text("该模型已有一项变更等待复核。", "A proposal about this model waits for a second person already."),
        Text("请先处理该项变更。", "Have that one decided first."),
    )


def no_evidence() -> Refusal:
    """Nothing is known of how the model does on lines that it has not learned from."""
    return Refusal(
        "promotion.no_evidence",
        Text(
            "没有证据：该模型未经留出检验，且其训练之后尚无足够的查验结果。",
            "There is no evidence: the model was never tried on lines kept back from it, and too few were looked at "
            "since it was trained.",
        ),
        Text("请在本系统训练，或待积累结果后再提出。", "Train it here, or propose it when more has been looked at."),
    )


def same_person() -> NotPermitted:
    """Two persons put a model in charge."""
    return NotPermitted(
        "promotion.same_person",
        Text("提出人不能复核自己的提议。", "Nobody signs a proposal of their own."),
        Text("请由另一人复核。", "Have somebody else decide."),
    )


def decided() -> Conflict:
    """The proposal is decided."""
    return Conflict(
        "promotion.decided",
        Text("该提议已有结论。", "This proposal is decided already."),
        Text("无需再次处理。", "There is nothing to decide."),
    )
