from django.urls import path

from guomen.surveillance.signals.web import files, names, pages, public, sources, wall

urlpatterns = [
    path("surveillance/radar", wall.radar, name="surveillance-radar"),
    path("surveillance/signals", pages.signal_list, name="surveillance-signals"),
    path("surveillance/signals/report", pages.report, name="surveillance-signal-report"),
    path("surveillance/signals/<int:number>", pages.one_signal, name="surveillance-signal"),
    path("surveillance/signals/file", files.upload, name="surveillance-signals-file"),
    path("surveillance/signals/file/<str:token>", files.check, name="surveillance-signals-file-check"),
    path("surveillance/signals/attachments/<int:number>", pages.one_attachment, name="surveillance-attachment"),
    path("surveillance/names", names.name_list, name="surveillance-names"),
    path("surveillance/sources", sources.source_list, name="surveillance-sources"),
    path("surveillance/sources/<slug:code>", sources.one_source, name="surveillance-source"),
    path("surveillance/tell", public.tell, name="surveillance-tell"),
    path("surveillance/tell/status", public.status, name="surveillance-tell-status"),
]
