from django.urls import path

from guomen.surveillance.measures.web import pages

urlpatterns = [
    path("surveillance/measures", pages.measure_list, name="surveillance-measures"),
    path("surveillance/measures/impose", pages.impose, name="surveillance-impose"),
    path("surveillance/measures/<str:number>", pages.one_measure, name="surveillance-measure"),
]
