"""The program inside one of the web server's processes, which does not outlive the server that started it."""

import gc
import os
import signal

from guomen.interfaces.runtime.processes import die_with_parent

# Forked with the server's own handler, which means nothing here: until granian sets this process's, to be asked to
# stop is to end.
signal.signal(signal.SIGTERM, signal.SIG_DFL)
die_with_parent(os.getppid())

from guomen.interfaces.wsgi import application  # noqa: E402

__all__ = ["application"]

# What is loaded stays: the collector need not look through it again, nor after every few hundred objects of a request.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
