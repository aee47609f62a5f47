"""Verification codes: what a stranger types to ask whether a paper is ours."""

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

# Crockford's 32 characters: no I, L, O, U, so that a code survives a telephone and a thumb.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
CODE_ENTROPY_BYTES = 13
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def verification_code(entropy: bytes) -> str:
    """A code of 100 bits and one check character, from at least 13 random bytes (ISO 7064 hybrid check).

    Raises ValueError where there is too little entropy.
    """
    if len(entropy) < CODE_ENTROPY_BYTES:
        raise ValueError(f"a verification code needs {CODE_ENTROPY_BYTES} random bytes, not {len(entropy)}")
    number = int.from_bytes(entropy[:CODE_ENTROPY_BYTES], "big")
    body = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_LENGTH))
    check: str = mod_37_36.calc_check_digit(body, ALPHABET)
    return body + check


def read_code(text: str) -> str | None:
    """The code as stored, from whatever a person typed (case, hyphens, spaces, O for 0, I or L for 1).

    None where length, characters or check character are wrong.
    """
    plain = text.upper().translate(_LOOKALIKES)
    if len(plain) != CODE_LENGTH + 1 or not set(plain) <= set(ALPHABET):
        return None
    try:
        mod_37_36.validate(plain, ALPHABET)
    except ValidationError:
        return None
    return plain


def grouped(code: str) -> str:
    """The code as people read it: three groups of seven."""
    return "-".join(code[start : start + 7] for start in range(0, len(code), 7))
