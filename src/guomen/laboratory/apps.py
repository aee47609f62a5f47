from django.apps import AppConfig


class LaboratoryConfig(AppConfig):
    name = "guomen.laboratory"
    label = "laboratory"

    def ready(self) -> None:
        from guomen.laboratory.pool import handlers as pool_handlers  # noqa: F401
