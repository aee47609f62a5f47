"""Addresses of the pages of methods, people, instruments and materials."""

from django.urls import path

from guomen.laboratory.resources.web import competences, instruments, materials, methods, outside

urlpatterns = [
    path("laboratory/methods", methods.method_list, name="laboratory-methods"),
    path("laboratory/methods/new", methods.new_method, name="laboratory-method-new"),
    path("laboratory/methods/<int:key>", methods.one_method, name="laboratory-method"),
    path("laboratory/competences", competences.competence_matrix, name="laboratory-competences"),
    path("laboratory/instruments", instruments.instrument_list, name="laboratory-instruments"),
    path("laboratory/instruments/new", instruments.new_instrument, name="laboratory-instrument-new"),
    path("laboratory/instruments/outside", outside.instruments_outside, name="laboratory-instruments-outside"),
    path("laboratory/instruments/<int:key>", instruments.one_instrument, name="laboratory-instrument"),
    path("laboratory/instruments/<int:key>/label", instruments.label, name="laboratory-instrument-label"),
    path("laboratory/materials", materials.material_list, name="laboratory-materials"),
]
