"""Label codes: short enough to write on a bag with cold hands, checked so that a slip is noticed."""

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from guomen.kernel.terms import Refusal, Text

# Without I, L, O and U: nothing looks like something else, and no code spells a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WIDTH = 6
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def label_of(number: int) -> str:
    """The label of the sample with this running number: six characters and a check character, "000-03K7".

    The check character is that of ISO 7064 hybrid mod 33,32: every single slip is noticed, and nearly every swap.
    """
    digits = ""
    rest = number
    while rest:
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    body = digits.rjust(_WIDTH, "0")
    whole = body + mod_37_36.calc_check_digit(body, ALPHABET)
    return f"{whole[:3]}-{whole[3:]}"


def read_label(text: str) -> str:
    """What a person typed or a scanner read, as a label. Raises Refusal where the check character does not fit.

    A scanner may give the whole address out of the QR code; O, I and L are read as the digits that they resemble.
    """
    compact = text.strip().rstrip("/").rsplit("/", 1)[-1].upper().translate(_LOOKALIKES)
    try:
        if len(compact) < _WIDTH + 1 or not set(compact) <= set(ALPHABET):
            raise ValidationError
        mod_37_36.validate(compact, ALPHABET)
    except ValidationError as error:
        raise Refusal(
            "sample.label_unreadable",
            Text(f"“{text[:40]}”不是有效的样品标签号。", f"“{text[:40]}” is not a sample label."),
            Text(
                "请重新扫描，或核对标签下方印的号码。", "Scan again, or compare it with the code printed on the label."
            ),
        ) from error
    return f"{compact[:3]}-{compact[3:]}"
