"""The front hall's addresses."""

from django.urls import path

from guomen.interfaces.web import consignment, declarations, deliveries, health, sign_in, workbench
from guomen.interfaces.web.audit import pages as audit

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", sign_in.SignOut.as_view(), name="sign-out"),
    path("health", health.health, name="health"),
    path("consignments/<int:number>", consignment.consignment, name="consignment"),
    path("consignments/<int:number>/reports/<int:report>.pdf", consignment.report, name="consignment-report"),
    path("portal", declarations.portal, name="portal"),
    path("declarations", declarations.declarations, name="declarations"),
    path("audit/ledger", audit.ledger, name="audit-ledger"),
    path("audit/ledger/export", audit.export, name="audit-export"),
    path("audit/ledger/<int:number>", audit.entry, name="audit-entry"),
    path("operations/deliveries", deliveries.deliveries, name="operations-deliveries"),
    path("operations/deliveries/<int:number>/retry", deliveries.retry, name="operations-retry"),
]
