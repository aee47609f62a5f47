from django.urls import path

from guomen.catalogue.web import comments, pages, standards

urlpatterns = [
    path("catalogue/goods", pages.goods_list, name="catalogue-goods"),
    path("catalogue/goods/<str:code>", pages.goods, name="catalogue-goods-code"),
    path("catalogue/measures", pages.measure_list, name="catalogue-measures"),
    path("catalogue/measures/<path:number>", pages.measure, name="catalogue-measure"),
    path("catalogue/policies", pages.policy_list, name="catalogue-policies"),
    path("catalogue/comments", comments.comment_list, name="catalogue-comments"),
    path("catalogue/comments/<int:number>", comments.comment, name="catalogue-comment"),
    path("standards", standards.search, name="catalogue-standards"),
    path("standards/<path:number>", standards.standard, name="catalogue-standard"),
]
