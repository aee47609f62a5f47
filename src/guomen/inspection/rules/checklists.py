"""From instructions and declaration to the questions of a task.

Instructions come from requirements, measures and control orders; what follows from the declaration itself (its
documents, containers and goods are really those) is asked always: Decree 249, Art. 28, items (1) and (2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from guomen.consignments.terms import Declaration, GoodsItem
from guomen.inspection.rules.tasks import PLACE_ONLY
from guomen.inspection.terms import Check, TaskKind, Wanted
from guomen.kernel.terms import Text
from guomen.targeting.terms import Instruction, InstructionKind, LineDecision

_ON_SITE = "海关总署令第249号 第二十八条 / Decree 249, Art. 28"

# Checks of whether the goods are those declared; every other check is of the goods themselves.
_IDENTITY = frozenset(
    {"seals", "goods_identity", "marks_labels", "shelf_life", "establishment_mark", "quantity_weight"}
)
_PAPERS = frozenset({InstructionKind.DOCUMENT, InstructionKind.PERMIT, InstructionKind.HOLD})


def checklist(
    kind: TaskKind,
    kinds: Sequence[TaskKind],
    declaration: Declaration,
    lines: Sequence[LineDecision],
    names: Mapping[str, Text],
) -> list[Check]:
    """The questions of the task of `kind` among the consignment's tasks `kinds`, the declaration's own first.

    names: of document and permit kinds, by code; one without a name is shown by its code.
    """
    ordered = [
        Check(
            instruction.code or str(instruction.kind),
            instruction.text,
            instruction.basis,
            line.item_no,
            instruction.units,
            instruction.accept,
            instruction.reject,
        )
        for line in lines
        for instruction in line.instructions
        if instruction.code != PLACE_ONLY and _stage(instruction, kinds) is kind
    ]
    return list(dict.fromkeys([*_declared(kind, declaration, lines, names), *ordered]))


def _stage(instruction: Instruction, kinds: Sequence[TaskKind]) -> TaskKind | None:
    """The task that answers an instruction: papers first, identity, the goods; the last there is where its own is not.

    Tests are no questions: they are what a sampling task draws samples for.
    """
    if instruction.kind is InstructionKind.TEST:
        return None
    if instruction.kind in _PAPERS or instruction.code == "documents":
        return TaskKind.DOCUMENTARY
    own = TaskKind.IDENTITY if instruction.code in _IDENTITY else TaskKind.PHYSICAL
    looking = [kind for kind in kinds if kind is not TaskKind.SAMPLING]
    return own if own in looking else looking[-1]


def _declared(
    kind: TaskKind, declaration: Declaration, lines: Sequence[LineDecision], names: Mapping[str, Text]
) -> list[Check]:
    if kind is TaskKind.DOCUMENTARY:
        return list(_papers(declaration, names))
    if kind is TaskKind.IDENTITY:
        return [*_containers(declaration), *(_same_goods(item) for item in declaration.items)]
    if kind is TaskKind.PHYSICAL:
        return list(_condition(declaration, lines))
    return []


def _papers(declaration: Declaration, names: Mapping[str, Text]) -> Iterable[Check]:
    yield Check(
        "declaration",
        Text("申报内容与合同、发票、装箱单、提单一致", "Declaration agrees with contract, invoice, packing list, bill"),
        _ON_SITE,
    )
    for document in declaration.documents:
        name = names.get(document.kind, Text(document.kind, document.kind))
        yield Check(
            f"presented.{document.kind}",
            Text(
                f"{name.zh} {document.number} 真实、有效、与货物相符",
                f"The {name.en} {document.number} is genuine, valid and for these goods",
            ),
        )
    for item in declaration.items:
        for permit in item.permits:
            name = names.get(permit.kind, Text(f"许可证 {permit.kind}", f"permit {permit.kind}"))
            yield Check(
                f"permit.{permit.kind}",
                Text(
                    f"{name.zh} {permit.number} 有效、数量足够",
                    f"The {name.en} {permit.number} is valid and covers the quantity",
                ),
                item_no=item.item_no,
            )


def _containers(declaration: Declaration) -> Iterable[Check]:
    for container in declaration.containers:
        yield Check(
            f"container.{container.number}",
            Text(
                f"集装箱 {container.number}：箱号、封识与申报一致，封识完好",
                f"Container {container.number}: number and seal as declared, seal whole",
            ),
            _ON_SITE,
        )


def _same_goods(item: GoodsItem) -> Check:
    amount = f"{item.quantity:f} {item.quantity_unit}".strip() if item.quantity is not None else ""
    what = "，".join(part for part in (item.description, item.specification, amount, item.batch_number) if part)
    return Check(
        "goods_as_declared",
        Text(f"货物与申报一致：{what or item.goods_code}", f"Goods are as declared: {what or item.goods_code}"),
        _ON_SITE,
        item.item_no,
    )


def _condition(declaration: Declaration, lines: Sequence[LineDecision]) -> Iterable[Check]:
    looked_at = {line.item_no for line in lines if line.channel.severity > 0}
    for item in declaration.items:
        if item.item_no in looked_at or not looked_at:
            yield Check(
                "condition",
                Text(
                    f"{item.description or item.goods_code}：包装完好，无污染、腐败、异味、活体有害生物",
                    f"{item.description or item.goods_code}: packing whole, no soiling, decay, odour or live pest",
                ),
                _ON_SITE,
                item.item_no,
            )


def tests_of(lines: Sequence[LineDecision]) -> list[Wanted]:
    """What is to be tested, each analyte once for each item; the first instruction that names it states the limit.

    What programmes ask for comes after everything else: where another instruction names the analyte too, its limit
    holds, and the result is waited for.
    """
    wanted: dict[tuple[int, str], Wanted] = {}
    told = [(line.item_no, one) for line in lines for one in line.instructions if one.kind is InstructionKind.TEST]
    for item_no, one in sorted(told, key=lambda pair: bool(pair[1].programme)):
        place = item_no, one.analyte or one.code
        known = wanted.get(place) or _wanted(item_no, one)
        named = (*known.programmes, one.programme) if one.programme else known.programmes
        wanted[place] = replace(known, programmes=tuple(dict.fromkeys(named)))
    return list(wanted.values())


def _wanted(item_no: int, one: Instruction) -> Wanted:
    return Wanted(
        item_no,
        one.analyte or one.code,
        one.text,
        one.limit,
        one.unit,
        one.units or 1,
        one.accept or 0,
        one.basis,
        waited=not one.programme,
    )
