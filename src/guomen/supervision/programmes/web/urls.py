from django.urls import URLPattern, path

from guomen.supervision.programmes.web import comparing, drafts, followed, line, overview, plans, sampling, shares

urlpatterns: list[URLPattern] = [
    path("supervision/drawing", sampling.due, name="supervision-drawing"),
    path("supervision/drawing/<int:number>", sampling.share, name="supervision-share"),
    path("supervision/drawing/picks/<int:number>", sampling.pick, name="supervision-pick"),
    path("supervision/suggestions", comparing.suggestions, name="supervision-suggestions"),
    path("supervision/suggestions/<int:number>", comparing.suggestion, name="supervision-suggestion"),
    path("supervision/programmes", plans.programmes, name="supervision-programmes"),
    path("supervision/programmes/new", plans.new, name="supervision-programme-new"),
    path("supervision/programmes/<str:number>/draft", drafts.draft, name="supervision-programme-draft"),
    path(
        "supervision/programmes/<str:number>/draft/lines/<int:position>", shares.shares, name="supervision-line-shares"
    ),
    path(
        "supervision/programmes/<str:number>/following", followed.next_programme, name="supervision-programme-following"
    ),
    path("supervision/programmes/<str:number>", overview.programme, name="supervision-programme"),
    path("supervision/programmes/<str:number>/conforming", overview.passing_rates, name="supervision-passing"),
    path("supervision/programmes/<str:number>/comparison", comparing.gaps, name="supervision-comparison"),
    path(
        "supervision/programmes/<str:number>/offices/<str:code>", overview.office, name="supervision-programme-office"
    ),
    path("supervision/programmes/<str:number>/lines/<int:position>", line.line, name="supervision-line"),
]
