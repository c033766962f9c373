"""Where an employee works now, and the logins they entered for servers that ask for one."""

from django.conf import settings
from django.db import models

from mailservers.fields import EncryptedTextField
from mailservers.models import MailServer


class WorkLocation(models.Model):
    """An employee's present place of work. Without a server the company's default applies."""

    employee = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="work_location")
    server = models.ForeignKey(
        MailServer, on_delete=models.SET_NULL, null=True, blank=True, related_name="work_locations"
    )
    # Kept when the chosen server is deleted, so that its employees can be told to choose again.
    lost_identification = models.CharField(max_length=100, blank=True)
    chosen_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.employee}: {self.server}"


class ServerCredentials(models.Model):
    """An employee's own login for one server, bound to the host and the security it was entered for.

    They are used only with settings of the same host whose security is not weaker; otherwise they wait until their
    owner enters them again. Nobody can collect passwords by pointing a server elsewhere.
    """

    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="server_credentials")
    server = models.ForeignKey(MailServer, on_delete=models.CASCADE, related_name="employee_credentials")
    username = models.CharField(max_length=320)
    password = EncryptedTextField(editable=False)
    host = models.CharField(max_length=255, editable=False)
    security = models.CharField(max_length=10, editable=False)
    verify_certificate = models.BooleanField(default=True, editable=False)
    ca_certificate = models.TextField(blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "server"], name="one_login_per_employee_and_server")]

    def __str__(self) -> str:
        return f"{self.employee}: {self.username}"
