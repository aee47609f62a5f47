from django.urls import path

from guomen.surveillance.measures.web import pages, refused, running

urlpatterns = [
    path("surveillance/measures", pages.measure_list, name="surveillance-measures"),
    path("surveillance/measures/impose", pages.impose, name="surveillance-impose"),
    path("surveillance/measures/law", pages.law, name="surveillance-law"),
    path("surveillance/measures/<str:number>", pages.one_measure, name="surveillance-measure"),
    path("surveillance/executions", running.execution_list, name="surveillance-executions"),
    path("surveillance/executions/<int:number>", running.one_execution, name="surveillance-execution"),
    path("surveillance/executions/<int:number>/file", running.execution_file, name="surveillance-execution-file"),
    path("surveillance/ladder", running.ladder_list, name="surveillance-ladder"),
    path("surveillance/ladder/<int:number>", running.one_ladder, name="surveillance-ladder-key"),
    path("surveillance/adverse", running.record_list, name="surveillance-adverse"),
    path("surveillance/adverse/<int:number>", running.one_record, name="surveillance-adverse-record"),
    path("surveillance/refused", refused.refused_list, name="surveillance-refused"),
    path("surveillance/refused.csv", refused.refused_csv, name="surveillance-refused-csv"),
    path("surveillance/refused/<int:number>/correct", refused.correct, name="surveillance-refused-correct"),
]
