"""Addresses of this room."""

from django.urls import path

from guomen.consignments.web import pages

urlpatterns = [
    path("consignments/upload", pages.upload, name="consignments-upload"),
    path("consignments/upload/<str:token>", pages.check, name="consignments-upload-check"),
    path("consignments/upload/<str:token>/refused.<str:kind>", pages.refused, name="consignments-upload-refused"),
]
