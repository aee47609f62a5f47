from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "guomen.supervision"
    label = "supervision"

    def ready(self) -> None:
        from guomen.supervision.programmes import handlers  # noqa: F401
