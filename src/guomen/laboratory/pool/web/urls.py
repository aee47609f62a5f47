"""Addresses of the pool's pages."""

from django.urls import path

from guomen.laboratory.pool.web import directory, orders, outside, public, routing

urlpatterns = [
    path("laboratory/tests", public.tests, name="laboratory-public-tests"),
    path("laboratory/pool", directory.body_list, name="laboratory-pool"),
    path("laboratory/pool/new", directory.new_body, name="laboratory-body-new"),
    path("laboratory/pool/<str:code>", directory.one_body, name="laboratory-body"),
    path("laboratory/routing", routing.waiting, name="laboratory-routing"),
    path("laboratory/routing/<str:label>", routing.one_sample, name="laboratory-route"),
    path("laboratory/outside", outside.report_list, name="laboratory-outside-list"),
    path("laboratory/outside/<int:number>", outside.one_report, name="laboratory-outside"),
    path("laboratory/orders", orders.order_list, name="laboratory-orders"),
    path("laboratory/orders/new/<str:code>", orders.place, name="laboratory-order-new"),
    path("laboratory/orders/<str:number>", orders.one_order, name="laboratory-service-order"),
]
