"""Which account the embedded database runs under: our own or, as PostgreSQL refuses root, an existing other."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guomen.kernel.terms import Refusal, Text

# Existing accounts that root drops to, the first that there is. None is ever created.
_CANDIDATES = ("guomen", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine; `drops` says that we are root and become it for the database."""

    name: str
    uid: int
    gid: int
    drops: bool

    def spawning(self) -> dict[str, Any]:
        """What subprocess needs to start a program as this account, away from the caller's folder and environment."""
        identity: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drops else {}
        return {**identity, "cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}}

    def reaches(self, path: Path, mode: str = "x") -> bool:
        """Whether this account may read ("r"), write ("w") or enter and execute ("x") the path; asked of the system."""
        if not self.drops:
            return os.access(path, {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}[mode])
        asked = subprocess.run(["/bin/sh", "-c", f'test -{mode} "$0"', str(path)], check=False, **self.spawning())
        return asked.returncode == 0

    def take(self, folder: Path) -> None:
        """Make a private folder (0700) of this account. Only the folder itself is touched, never its parents."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.drops:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)

    def owns_privately(self, folder: Path) -> bool:
        """Whether the folder is a real one (no link), of this account, closed to all others."""
        found = folder.lstat()
        return found.st_mode & 0o170777 == 0o040700 and found.st_uid == self.uid


def account_for(data: Path) -> Account:
    """The account for the cluster in `data`: ourselves, or as root its owner, or an existing unprivileged account.

    GUOMEN_DATABASE_ACCOUNT names another. Raises Refusal where there is none.
    """
    if os.geteuid() != 0:
        return Account(_own_name(), os.geteuid(), os.getegid(), drops=False)
    if data.exists() and data.stat().st_uid != 0:
        return _dropping(pwd.getpwuid(data.stat().st_uid))
    wished = os.environ.get("GUOMEN_DATABASE_ACCOUNT")
    for name in (wished,) if wished else _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return _dropping(entry)
    raise Refusal(
        "runtime.account.missing",
        Text(
            "PostgreSQL 不能以 root 运行，且找不到可用的普通账户。",
            "PostgreSQL does not run as root, and there is no unprivileged account to drop to.",
        ),
        Text(
            "请以普通用户运行，或在 GUOMEN_DATABASE_ACCOUNT 中指定一个已有的普通账户，或设置 DATABASE_URL。",
            "Run as an ordinary user, or name an existing unprivileged account in GUOMEN_DATABASE_ACCOUNT, "
            "or set DATABASE_URL.",
        ),
    )


def _dropping(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, drops=True)


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise Refusal(
            "runtime.account.nameless",
            Text(f"用户编号 {os.geteuid()} 没有账户名。", f"The user id {os.geteuid()} has no account name."),
            Text(
                "请在 /etc/passwd 中为其命名（容器中用 --user 指定已有账户），或设置 DATABASE_URL。",
                "Give it a name in /etc/passwd (in a container, run as an existing account), or set DATABASE_URL.",
            ),
        ) from None
