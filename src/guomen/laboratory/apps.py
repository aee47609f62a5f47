from django.apps import AppConfig


class LaboratoryConfig(AppConfig):
    name = "guomen.laboratory"
    label = "laboratory"
