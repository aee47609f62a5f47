from django.apps import AppConfig


class ConsignmentsConfig(AppConfig):
    name = "guomen.consignments"
    label = "consignments"
    default_auto_field = "django.db.models.BigAutoField"
