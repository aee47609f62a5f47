from django.urls import path

from guomen.inspection.web import findings, outside, sisters, tasks

urlpatterns = [
    path("inspection/tasks", tasks.task_list, name="inspection-tasks"),
    path("inspection/tasks/<int:number>", tasks.one_task, name="inspection-task"),
    path("inspection/tasks/<int:number>/outside/<int:item_no>", outside.present, name="inspection-outside"),
    path("inspection/findings", findings.finding_list, name="inspection-findings"),
    path("inspection/findings/<int:number>", findings.one_finding, name="inspection-finding"),
    path("inspection/sisters", sisters.sister_list, name="inspection-sisters"),
    path("inspection/evidence/<int:number>", findings.evidence, name="inspection-evidence"),
]
