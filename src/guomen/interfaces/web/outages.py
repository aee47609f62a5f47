"""What is not the request's fault nor a bug: the database is away or bare, or a disk is full. Told as what it is, with
503.
"""

import errno

from django.db import Error

from guomen.kernel.terms import Refusal, Text


class Outage(Refusal):
    """The program cannot serve for a while; nothing that was asked for was done."""

    status = 503


FULL = Outage(
    "disk.full",
    Text("服务器磁盘已满，操作未生效，数据未被改动。", "The server's disk is full: nothing was done or changed."),
    Text("请告知系统管理员腾出空间，然后重试。", "Tell the system operator to make room, then try again."),
)
AWAY = Outage(
    "database.away",
    Text("数据库暂时无法连接，操作未生效，数据未被改动。", "The database is away: nothing was done or changed."),
    Text("请稍候重试；如仍出现，请告知系统管理员。", "Try again in a moment, or tell the system operator."),
)
BARE = Outage(
    "database.bare",
    Text("数据库中没有所需的表，操作未生效。", "The database has no such tables yet: nothing was done."),
    Text("请先运行一次 guomen start。", "Run guomen start once: it makes them."),
)
# SQLSTATE (PostgreSQL, appendix A): 53100 disk_full, 42P01 undefined_table. What has none at all never reached the
# server or lost it; 08 is the connection, 57P01 to 57P05 a server that stops or starts, 53300 one with too many
# connections.
_DISK_FULL = "53100"
_NOT_THERE = ("08", "57P", "53300")
_NO_TABLE = "42P01"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def outage(error: BaseException | None) -> Outage | None:
    """The outage that an error comes from; None where it is another fault."""
    if isinstance(error, OSError):
        return FULL if error.errno in _NO_ROOM else None
    cause = error.__cause__ if isinstance(error, Error) else None
    if cause is None:
        return None
    state = getattr(cause, "sqlstate", None)
    # A file that may not grow any further (a limit, not a full disk) has no state of its own.
    if state == _DISK_FULL or "could not extend file" in str(cause):
        return FULL
    if state == _NO_TABLE:
        return BARE
    lost = type(cause).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout", "PoolTimeout")
    if state is None:
        return AWAY if lost else None
    return AWAY if state.startswith(_NOT_THERE) else None
