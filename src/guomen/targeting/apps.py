from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "guomen.targeting"
    label = "targeting"

    def ready(self) -> None:
        from guomen.targeting import handlers  # noqa: F401
