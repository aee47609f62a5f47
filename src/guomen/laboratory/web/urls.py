"""The laboratory's addresses."""

from django.urls import path

from guomen.laboratory.pool.web.urls import urlpatterns as pool
from guomen.laboratory.web import labels, samples

urlpatterns = [
    path("laboratory/samples", samples.samples, name="laboratory-samples"),
    path("laboratory/samples/<str:label>", samples.sample, name="laboratory-sample"),
    path("laboratory/samples/<str:label>/label", labels.label, name="laboratory-label"),
    *pool,
]
