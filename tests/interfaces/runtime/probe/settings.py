"""The product's settings and the probe."""

from guomen.interfaces.settings import *  # noqa: F403
from guomen.interfaces.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.interfaces.runtime.probe.apps.ProbeConfig"]
ROOT_URLCONF = "tests.interfaces.runtime.probe.urls"
