"""The laboratory's addresses."""

from django.urls import path

from guomen.laboratory.messages.web.urls import urlpatterns as messages
from guomen.laboratory.pool.web.urls import urlpatterns as pool
from guomen.laboratory.quality.web.urls import urlpatterns as quality
from guomen.laboratory.reports.web.urls import urlpatterns as reports
from guomen.laboratory.resources.web.urls import urlpatterns as resources
from guomen.laboratory.web import benches, labels, ordering, parts, reception, reviewing, samples, schemes, turnaround
from guomen.laboratory.worksheets.web.urls import urlpatterns as worksheets

urlpatterns = [
    path("laboratory/reception", reception.reception, name="laboratory-reception"),
    path("laboratory/order", ordering.order, name="laboratory-order"),
    path("laboratory/disposal", ordering.disposal, name="laboratory-disposal"),
    path("laboratory/files/<int:number>", parts.sample_file, name="laboratory-file"),
    path("laboratory/schemes", schemes.scheme_list, name="laboratory-schemes"),
    path("laboratory/schemes/new", schemes.new_scheme, name="laboratory-scheme-new"),
    path("laboratory/schemes/<int:number>", schemes.one_scheme, name="laboratory-scheme"),
    path("laboratory/samples", samples.samples, name="laboratory-samples"),
    path("laboratory/samples/<str:label>", samples.sample, name="laboratory-sample"),
    path("laboratory/samples/<str:label>/label", labels.label, name="laboratory-label"),
    path("laboratory/bench", benches.bench, name="laboratory-bench"),
    path("laboratory/review", reviewing.queue, name="laboratory-review"),
    path("laboratory/review/<str:label>", reviewing.sample, name="laboratory-review-sample"),
    path("laboratory/turnaround", turnaround.turnaround, name="laboratory-turnaround"),
    *messages,
    *pool,
    *quality,
    *resources,
    *worksheets,
    *reports,
]
