"""The addresses of the outbox, the API, and the pages for operators."""

from django.urls import URLPattern, URLResolver, path

from . import views
from .api.endpoints import addresses

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("documents/", views.documents, name="documents"),
    path("documents/new/", views.document_new, name="document_new"),
    path("documents/<uuid:document_id>/", views.document, name="document"),
    path("documents/<uuid:document_id>/retry/", views.document_retry, name="document_retry"),
    path("documents/<uuid:document_id>/cancel/", views.document_cancel, name="document_cancel"),
    path("documents/<uuid:document_id>/cancel/ask/", views.document_cancel_ask, name="document_cancel_ask"),
    path("documents/<uuid:document_id>/attachments/<int:attachment_id>/", views.attachment, name="attachment"),
    path("documents/held/<int:server_id>/retry/", views.held_retry, name="held_retry"),
    path("api/v1/", addresses()),
    path("health/live", views.health_live, name="health_live"),
    path("health/ready", views.health_ready, name="health_ready"),
    path("metrics", views.metrics, name="metrics"),
]
