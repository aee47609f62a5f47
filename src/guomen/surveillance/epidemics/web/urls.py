from django.urls import path

from guomen.surveillance.epidemics.web import pages

urlpatterns = [
    path("surveillance/areas", pages.area_list, name="surveillance-areas"),
    path("surveillance/areas/declare", pages.declare, name="surveillance-area-declare"),
    path("surveillance/areas/<str:number>", pages.one_area, name="surveillance-area"),
    path("surveillance/dossiers/<str:number>/lines", pages.lines, name="surveillance-lines"),
]
