"""Translations: the hand-written .po files are compiled to .mo beside them when they are newer.

`guomen start` does it; as a module it serves those who install the program where it may not write later.
"""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_languages(package: Path) -> int:
    """Compile every stale .po below the package; gives how many. A broken file raises babel's PoFileError.

    Where the package's folder cannot be written (installed by another account), what is there stays as it is.
    """
    stale = [source for source in package.glob("**/locale/*/LC_MESSAGES/*.po") if _is_stale(source)]
    return sum(_compile(source) for source in stale)


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> bool:
    if not os.access(source.parent, os.W_OK):
        return False
    with source.open("rb") as text:
        catalogue = read_po(text, abort_invalid=True)
    with tempfile.NamedTemporaryFile(dir=source.parent, delete=False) as draft:
        write_mo(draft, catalogue)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(source.with_suffix(".mo"))
    return True


if __name__ == "__main__":
    compile_languages(Path(__file__).resolve().parents[2])
