from django.urls import include, path

urlpatterns = [path("", include("guomen.supervision.programmes.web.urls"))]
