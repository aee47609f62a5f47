"""Addresses of the pages of control charts, nonconformities and audits."""

from django.urls import path

from guomen.laboratory.quality.web import audits, charts, nonconformities, standing

urlpatterns = [
    path("laboratory/state", standing.state, name="laboratory-state"),
    path("laboratory/charts", charts.chart_list, name="laboratory-charts"),
    path("laboratory/charts/new", charts.new_chart, name="laboratory-chart-new"),
    path("laboratory/charts/<int:key>", charts.one_chart, name="laboratory-chart"),
    path("laboratory/nonconformities", nonconformities.nonconformity_list, name="laboratory-nonconformities"),
    path("laboratory/nonconformities/new", nonconformities.new_nonconformity, name="laboratory-nonconformity-new"),
    path("laboratory/nonconformities/<str:number>", nonconformities.one_nonconformity, name="laboratory-nonconformity"),
    path("laboratory/audits", audits.audit_list, name="laboratory-audits"),
    path("laboratory/audits/new", audits.new_audit, name="laboratory-audit-new"),
    path("laboratory/audits/<int:key>", audits.one_audit, name="laboratory-audit"),
]
