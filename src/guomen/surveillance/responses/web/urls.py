from django.urls import path

from guomen.surveillance.responses.web import pages

urlpatterns = [
    path("surveillance/dossiers/<str:number>/options", pages.options, name="surveillance-options"),
]
