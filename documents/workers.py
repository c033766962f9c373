"""Whether anybody delivers: the signs of life of the workers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Now

from documents.models import Document, Lease, Status


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers are alive, and until when the liveliest has said so."""

    alive: int
    newest: datetime | None


def alive() -> Workers:
    """The workers whose lease has not run out, by the clock of the database."""
    leases = Lease.objects.filter(expires_at__gt=Now()).order_by("-expires_at").values_list("expires_at", flat=True)
    return Workers(len(leases), leases[0] if leases else None)


def nobody_delivers() -> bool:
    """Whether documents wait while no worker runs."""
    if alive().alive:  # nearly always, and cheap to know
        return False
    return Document.objects.filter(status__in=[Status.QUEUED, Status.RETRYING]).exists()
