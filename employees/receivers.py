"""What happens to people when something below them changes."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from employees.models import WorkLocation
from mailservers.models import MailServer


@receiver(pre_delete, sender=MailServer)
def remember_what_was_lost(instance: MailServer, **_signal: Any) -> None:
    """Keep the name of a deleted server with everybody who works from it, so that they are told to choose again."""
    WorkLocation.objects.filter(server=instance).update(lost_identification=instance.identification)
