from django.urls import path

from guomen.catalogue.web import pages

urlpatterns = [
    path("catalogue/goods", pages.goods_list, name="catalogue-goods"),
    path("catalogue/goods/<str:code>", pages.goods, name="catalogue-goods-code"),
    path("catalogue/measures", pages.measure_list, name="catalogue-measures"),
    path("catalogue/measures/<path:number>", pages.measure, name="catalogue-measure"),
    path("catalogue/policies", pages.policy_list, name="catalogue-policies"),
]
