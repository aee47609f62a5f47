from django.urls import path

from guomen.simulator.web import pages

urlpatterns = [
    path("targeting/what-if/", pages.what_if, name="simulator-whatif"),
    path("targeting/what-if/<int:number>/", pages.one_trial, name="simulator-trial"),
]
