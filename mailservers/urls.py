from django.urls import path

from mailservers.views import company, deletion, logs, probe, servers, testmail

urlpatterns = [
    path("mailservers/", servers.mailservers, name="mailservers"),
    path("mailservers/new/", servers.mailserver_new, name="mailserver_new"),
    path("mailservers/test/", testmail.mailserver_test, name="mailserver_test"),
    path("mailservers/probe/", probe.mailserver_probe, name="mailserver_probe"),
    path("mailservers/<int:pk>/", servers.mailserver, name="mailserver"),
    path("mailservers/<int:pk>/edit/", servers.mailserver_edit, name="mailserver_edit"),
    path("mailservers/<int:pk>/delete/", deletion.mailserver_delete, name="mailserver_delete"),
    path("logs/", logs.logs, name="logs"),
    path("logs/<uuid:pk>/", logs.log, name="log"),
    path("logs/<uuid:pk>.txt", logs.log_text, name="log_text"),
    path("logs/<uuid:pk>/cancel/", logs.log_cancel, name="log_cancel"),
    path("logs/<uuid:pk>/remedy/", logs.log_remedy, name="log_remedy"),
    path("company/", company.company, name="company"),
]
