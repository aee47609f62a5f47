from django.urls import path

from guomen.decisions.web import appeals, certificates, check, dispositions

urlpatterns = [
    path("decisions/waiting", dispositions.waiting, name="decisions-waiting"),
    path("decisions", dispositions.dispositions, name="decisions-dispositions"),
    path("decisions/<int:number>", dispositions.disposition, name="decisions-disposition"),
    path("decisions/certificates", certificates.certificates, name="decisions-certificates"),
    path("decisions/certificates/<str:number>", certificates.certificate, name="decisions-certificate"),
    path("decisions/certificates/<str:number>/paper.pdf", certificates.paper, name="decisions-paper"),
    path("decisions/appeals", appeals.appeals, name="decisions-appeals"),
    path("decisions/appeals/<int:number>", appeals.appeal, name="decisions-appeal"),
    path("v", check.ask, name="decisions-check-form"),
    path("v/<str:code>.json", check.answer_json, name="decisions-check-json"),
    path("v/<str:code>", check.answer, name="decisions-check"),
]
