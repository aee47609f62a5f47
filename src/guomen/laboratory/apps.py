from django.apps import AppConfig


class LaboratoryConfig(AppConfig):
    name = "guomen.laboratory"
    label = "laboratory"

    def ready(self) -> None:
        from guomen.laboratory import handlers  # noqa: F401
        from guomen.laboratory.pool import handlers as pool_handlers  # noqa: F401
        from guomen.laboratory.reports import handlers as report_handlers  # noqa: F401
