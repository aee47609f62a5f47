"""The embedded server's configuration files, as text: who gets in, and settings for a small machine."""

from pathlib import Path

# Nobody gets in over TCP, nobody by trust: the kernel says who knocks, the map says who that may be.
ACCESS = "local all all peer map=guomen\n"

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_duration_statement": "5s",
    "idle_in_transaction_session_timeout": "15min",
}


def settings_text(socket: Path) -> str:
    """guomen.conf: our settings and the private folder of the socket."""
    folders = '"' + str(socket).replace('"', '""') + '"'
    settings = {**_SETTINGS, "unix_socket_directories": folders}
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())


def users_text(account: str) -> str:
    """pg_ident.conf: the running account and root, who may read the files anyway, are the database's two roles."""
    accounts = dict.fromkeys((account, "root"))
    return "".join(f'guomen "{name}" {role}\n' for name in accounts for role in ("guomen", "guomen_admin"))


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
