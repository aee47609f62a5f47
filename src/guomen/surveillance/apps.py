from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "guomen.surveillance"
    label = "surveillance"

    def ready(self) -> None:
        from guomen.surveillance.alerts import handlers as alerts_handlers  # noqa: F401
        from guomen.surveillance.clusters import handlers  # noqa: F401
        from guomen.surveillance.measures import handlers as measures_handlers  # noqa: F401
        from guomen.surveillance.signals import handlers as signals_handlers  # noqa: F401
