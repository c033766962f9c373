"""The address table: each app brings its own pages."""

from django.urls import include, path

from easyflex.theme import theme

urlpatterns = [
    path("", include("mailservers.urls")),
    path("", include("employees.urls")),
    path("", include("documents.urls")),
    path("", include("demo.urls")),
    path("theme/", theme, name="theme"),
    path("language/", include("django.conf.urls.i18n")),
]
