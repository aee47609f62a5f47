"""The program inside one of the web server's processes, which does not outlive the server that started it."""

import os

from guomen.interfaces.runtime.processes import die_with_parent

die_with_parent(os.getppid())

from guomen.interfaces.wsgi import application  # noqa: E402

__all__ = ["application"]
