from importlib import import_module

from django.apps import AppConfig


class ProbeConfig(AppConfig):
    name = "tests.interfaces.runtime.probe"
    label = "probe"

    def ready(self) -> None:
        import_module("tests.interfaces.runtime.probe.handlers")
