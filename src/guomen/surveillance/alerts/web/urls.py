from django.urls import path

from guomen.surveillance.alerts.web import composing, feeds, outlets, pages, public

urlpatterns = [
    path("surveillance/alerts", pages.alert_list, name="surveillance-alerts"),
    path("surveillance/alerts/due", pages.due, name="surveillance-alerts-due"),
    path("surveillance/alerts/outlets", outlets.outlet_list, name="surveillance-outlets"),
    path("surveillance/alerts/compose/<str:number>", composing.compose, name="surveillance-alert-compose"),
    path("surveillance/alerts/compose/<str:number>/preview", composing.preview, name="surveillance-alert-preview"),
    path("surveillance/alerts/<str:number>", pages.one_alert, name="surveillance-alert"),
    path("surveillance/alerts/<str:number>/change", composing.change, name="surveillance-alert-change"),
    path("surveillance/public", public.portal, name="surveillance-public"),
    path("surveillance/public/alerts.atom", feeds.atom, name="surveillance-public-atom"),
    path("surveillance/public/alerts.rss", feeds.rss, name="surveillance-public-rss"),
    path("surveillance/public/<str:number>", public.one_alert, name="surveillance-public-alert"),
    path("surveillance/public/<str:number>/<int:version>.xml", public.cap_file, name="surveillance-public-cap"),
]
