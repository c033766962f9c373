"""The address table: each app brings its own pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("mailservers.urls")),
    path("", include("employees.urls")),
    path("", include("documents.urls")),
    path("", include("demo.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
