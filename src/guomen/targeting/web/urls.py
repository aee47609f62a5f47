from django.urls import path

from guomen.targeting.web import (
    accepting,
    drawing,
    leakage,
    models,
    orders,
    overrides,
    performance,
    pilots,
    plans,
    policy,
)

urlpatterns = [
    path("targeting/orders/", orders.order_list, name="targeting-orders"),
    path("targeting/orders/issue/", orders.issue, name="targeting-orders-issue"),
    path("targeting/orders/<str:number>/", orders.one_order, name="targeting-order"),
    path("targeting/overrides/", overrides.waiting, name="targeting-overrides"),
    path("targeting/overrides/<int:number>/", overrides.decide, name="targeting-overrides-decide"),
    path("targeting/consignments/<int:number>/override/", overrides.propose, name="targeting-override"),
    path("targeting/leakage/", leakage.leakage, name="targeting-leakage"),
    path("targeting/performance/", performance.performance, name="targeting-performance"),
    path("targeting/pilots/", pilots.pilots, name="targeting-pilots"),
    path("targeting/acceptance/<int:n>/<int:ac>/", accepting.acceptance, name="targeting-acceptance"),
    path("targeting/plans/", plans.plans, name="targeting-plans"),
    path("targeting/draws/", drawing.draws, name="targeting-draws"),
    path("targeting/models/", models.model_list, name="targeting-models"),
    path("targeting/models/train/", models.train, name="targeting-models-train"),
    path("targeting/models/<str:digest>/", models.one_model, name="targeting-model"),
    path("targeting/promotions/<int:number>/", models.promotion, name="targeting-promotion"),
    path("targeting/policy/", policy.policy_page, name="targeting-policy"),
    path("targeting/policy/proposals/<int:number>/", policy.proposal, name="targeting-policy-proposal"),
]
