"""The pages of the training mail server."""

from django.urls import path

from demo import views

urlpatterns = [
    path("training/", views.training, name="training"),
    path("training/exercises/", views.exercises, name="training_exercises"),
    path("training/<str:message_id>.eml", views.message_source, name="training_source"),
    path("training/<str:message_id>/", views.message, name="training_message"),
    path("training/<str:message_id>/attachments/<int:number>/", views.attachment, name="training_attachment"),
]
