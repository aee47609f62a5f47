from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "guomen.inspection"
    label = "inspection"

    def ready(self) -> None:
        from guomen.inspection import handlers  # noqa: F401
