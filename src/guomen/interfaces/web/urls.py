"""The front hall's addresses."""

from django.urls import path

from guomen.interfaces.web import health, sign_in, workbench

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", sign_in.SignOut.as_view(), name="sign-out"),
    path("health", health.health, name="health"),
]
