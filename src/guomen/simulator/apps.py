from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "guomen.simulator"
    label = "simulator"
