from django.apps import AppConfig


class InterfacesConfig(AppConfig):
    name = "guomen.interfaces"
    label = "interfaces"
