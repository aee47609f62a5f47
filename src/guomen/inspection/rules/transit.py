"""Direct release: whether goods travel under seal, what each end of the leg does, how a seal is judged.

The handbook's S61 asks for a sealed leg with a seal check and no second inspection; the form of the leg (who seals,
what a broken seal leads to) is the project's own, no text of the procedure was found.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence

from guomen.catalogue.terms import Channel
from guomen.inspection.terms import Applied, LegState, SealSeen, SealState, TaskKind
from guomen.kernel.terms import Fault, Text, Where

_K = TaskKind
_GOODS = (_K.IDENTITY, _K.PHYSICAL, _K.SAMPLING)
# What a broken seal puts in the place of direct release: everything that a port looks at.
_AS_AT_THE_PORT = (_K.DOCUMENTARY, _K.IDENTITY, _K.PHYSICAL)
_LONGEST = 40


def goes_under_seal(channel: Channel, kinds: Collection[TaskKind], state: LegState | None) -> bool:
    """Whether goods that may be inspected at their destination travel there under seal.

    Only where somebody is to look at them. What is held before it has left stays at the port until its papers are
    settled; what has left is met at the destination.
    """
    if state is not None and state.departed:
        return bool(kinds)
    return channel is not Channel.HOLD and any(kind in _GOODS for kind in kinds)


def leg_kinds(kinds: Sequence[TaskKind], state: LegState) -> tuple[TaskKind, ...]:
    """The tasks that are open in a state of the leg: papers from the start, the goods not before the seals are seen.

    A stopped leg loses what direct release spared: the goods are looked at as at the port.
    """
    papers = tuple(kind for kind in kinds if kind is _K.DOCUMENTARY)
    if state is LegState.TO_SEAL:
        return (_K.SEALING, *papers)
    if state is LegState.IN_TRANSIT:
        return (_K.SEAL_CHECK, *papers)
    if state is LegState.STOPPED:
        return tuple(kind for kind in _K if kind in kinds or kind in _AS_AT_THE_PORT)
    return tuple(kinds)


def seal_number(written: str) -> str:
    """A seal's number as it is compared: full-width forms, spaces and case do not make two numbers of one."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def seal_state(seen: SealSeen) -> SealState:
    """How a seal stands: missing without a number, broken, another than was put on, or whole."""
    number = seal_number(seen.number)
    if not number:
        return SealState.MISSING
    if not seen.whole:
        return SealState.BROKEN
    return SealState.INTACT if number == seal_number(seen.applied) else SealState.DIFFERENT


def leg_state(seen: Iterable[SealState]) -> LegState:
    """Where a leg stands when one of its ends is done with; seen: how the seals were found, none at the port.

    One seal that is not whole stops the direct release.
    """
    states = set(seen)
    if not states:
        return LegState.IN_TRANSIT
    return LegState.ARRIVED if states == {SealState.INTACT} else LegState.STOPPED


def seal_faults(units: Collection[str], applied: Sequence[Applied]) -> list[Fault]:
    """What is wrong with the seals that the port writes down: a unit that is not declared, a number that cannot be.

    units: the declared containers; empty where goods travel without one and a vehicle is sealed.
    """
    faults = []
    numbers = [seal_number(one.number) for one in applied]
    for place, (one, number) in enumerate(zip(applied, numbers, strict=True)):
        where = Where(field=f"seals[{one.unit}]")
        if not one.unit.strip() or (units and one.unit not in units):
            faults.append(_fault("seal.unit", where, one.unit, "没有申报该集装箱。", "This container is not declared.",
                                 "请选择已申报的集装箱。", "Choose a declared container."))  # fmt: skip
        if not number or len(number) > _LONGEST:
            faults.append(_fault("seal.number", where, one.number, "封识号为空或过长。",
                                 "The seal's number is empty or too long.", "请照封识上的号码填写。",
                                 "Write the number as it stands on the seal."))  # fmt: skip
        elif number in numbers[:place]:
            faults.append(_fault("seal.twice", where, one.number, f"封识号{number}重复。",
                                 f"The seal number {number} is used twice.", "每个封识只有一个号码，请核对。",
                                 "Each seal has its own number: look again."))  # fmt: skip
    return faults


def _fault(code: str, where: Where, value: str, *words: str) -> Fault:
    return Fault(code, where, value, Text(words[0], words[1]), Text(words[2], words[3]))


def units_to_seal(containers: Sequence[str], conveyance: str) -> tuple[str, ...]:
    """What is sealed: every declared container, or where there is none the vehicle that takes the goods on."""
    return tuple(containers) or (conveyance.strip() or _VEHICLE,)


# Stands for a vehicle of which the declaration does not say the name.
_VEHICLE = "车辆 / vehicle"


def seal_words(unit: str, applied: str, seen: SealSeen, state: SealState) -> Text:
    """What is written in the finding of a seal that is not whole."""
    note_zh = f"；{seen.note.strip()}" if seen.note.strip() else ""
    note_en = f"; {seen.note.strip()}" if seen.note.strip() else ""
    read = seal_number(seen.number)
    read_zh, read_en = (f"，实见{read}", f", read {read}") if state is SealState.DIFFERENT else ("", "")
    return Text(
        f"直通放行封识核验：{unit} 封识{applied}{state.text.zh}{read_zh}{note_zh}。",
        f"Seal check of a direct release: {unit}, seal {applied} {state.text.en}{read_en}{note_en}.",
    )
