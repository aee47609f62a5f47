from django.urls import path

from guomen.surveillance.review.web import pages

urlpatterns = [
    path("surveillance/review", pages.review_list, name="surveillance-reviews"),
    path("surveillance/review/<str:number>", pages.one_review, name="surveillance-review"),
]
