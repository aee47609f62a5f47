import os

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from guomen.kernel.editions.operations import new_edition
from guomen.kernel.ledger.operations import record
from guomen.kernel.terms import SubjectRef


@csrf_exempt
@transaction.atomic
def make_mark(request: HttpRequest, mark: str) -> HttpResponse:
    """One operation: two rows and the news of them, in one transaction. ?weight=: bytes that do not compress."""
    weight = os.urandom(int(request.GET.get("weight", "0"))).hex()
    new_edition(at=timezone.now(), note=f"made {mark}")
    record(
        "probe.mark.made",
        actor=None,
        at=timezone.now(),
        subjects=[SubjectRef("mark", mark)],
        payload={"mark": mark, "weight": weight},
    )
    return HttpResponse(mark)


urlpatterns = [path("mark/<str:mark>", make_mark)]
handler500 = "guomen.interfaces.web.failures.server_error"
