"""Addresses of the bench."""

from django.urls import path

from guomen.laboratory.worksheets.web import grid, pages

urlpatterns = [
    path("laboratory/worksheets", pages.worksheet_list, name="laboratory-worksheets"),
    path("laboratory/worksheets/new", pages.choose_method, name="laboratory-worksheet-method"),
    path("laboratory/worksheets/new/<int:method>", pages.new_worksheet, name="laboratory-worksheet-new"),
    path("laboratory/worksheets/<str:number>", pages.one_worksheet, name="laboratory-worksheet"),
    path("laboratory/worksheets/<str:number>/read", grid.read, name="laboratory-worksheet-read"),
]
