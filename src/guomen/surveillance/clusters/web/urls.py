from django.urls import path

from guomen.surveillance.clusters.web import pages

urlpatterns = [
    path("surveillance/dossiers", pages.dossier_list, name="surveillance-dossiers"),
    path("surveillance/dossiers/open", pages.open_one, name="surveillance-dossier-open"),
    path("surveillance/dossiers/<str:number>", pages.one_dossier, name="surveillance-dossier"),
    path("surveillance/detection", pages.run_list, name="surveillance-runs"),
]
