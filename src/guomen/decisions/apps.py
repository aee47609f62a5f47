from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "guomen.decisions"
    label = "decisions"

    def ready(self) -> None:
        from guomen.decisions import handlers  # noqa: F401
