from django.urls import path

from guomen.parties.web import pages

urlpatterns = [
    path("parties/operators", pages.operator_list, name="parties-operators"),
    path("parties/operators/<path:identifier>", pages.operator_page, name="parties-operator"),
    path("parties/authorisations/<str:kind>/<str:to>/<path:number>", pages.move, name="parties-authorisation-move"),
]
