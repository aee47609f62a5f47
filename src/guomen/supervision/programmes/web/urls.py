from django.urls import URLPattern, path

from guomen.supervision.programmes.web import comparing, line, overview

urlpatterns: list[URLPattern] = [
    path("supervision/suggestions", comparing.suggestions, name="supervision-suggestions"),
    path("supervision/suggestions/<int:number>", comparing.suggestion, name="supervision-suggestion"),
    path("supervision/programmes/<str:number>", overview.programme, name="supervision-programme"),
    path("supervision/programmes/<str:number>/conforming", overview.passing_rates, name="supervision-passing"),
    path("supervision/programmes/<str:number>/comparison", comparing.gaps, name="supervision-comparison"),
    path(
        "supervision/programmes/<str:number>/offices/<str:code>", overview.office, name="supervision-programme-office"
    ),
    path("supervision/programmes/<str:number>/lines/<int:position>", line.line, name="supervision-line"),
]
