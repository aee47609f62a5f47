from django.urls import path

from guomen.surveillance.assessments.web import pages

urlpatterns = [
    path("surveillance/dossiers/<str:number>/assess", pages.assess, name="surveillance-assess"),
    path("surveillance/dossiers/<str:number>/assess/preview", pages.preview, name="surveillance-assess-preview"),
    path("surveillance/dossiers/<str:number>/dissent", pages.disagree, name="surveillance-dissent"),
]
