from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "guomen.surveillance"
    label = "surveillance"
