"""Addresses of reports."""

from django.urls import path

from guomen.laboratory.reports.web import check, papers

urlpatterns = [
    path("laboratory/reports/<str:number>.pdf", papers.paper, name="laboratory-report-paper"),
    path("laboratory/reports/<str:number>.json", papers.twin, name="laboratory-report-twin"),
    path("laboratory/certificate.pem", check.certificate, name="laboratory-certificate"),
    path("r", check.ask, name="laboratory-check-form"),
    path("r/<str:code>.json", check.answer_json, name="laboratory-check-json"),
    path("r/<str:code>", check.answer, name="laboratory-check"),
]
