"""The outbox in figures, for the command and for operators."""

from typing import Any

from django.db.models import Count
from django.db.models.functions import Now

from documents.models import Document, Status


def summary() -> dict[str, Any]:
    """Counts by status, in all and by server; the age of the oldest waiting document in seconds, None without one."""
    rows = Document.objects.order_by().values_list("server_identification", "status").annotate(Count("pk"))
    counts = {status.value: 0 for status in Status}
    servers: dict[str, dict[str, int]] = {}
    for identification, status, count in rows:
        counts[status] += count
        servers.setdefault(identification, {})[status] = count
    return {
        "counts": counts,
        "oldest_queued_s": _oldest_s(),
        "possibly_repeated": Document.objects.filter(possibly_repeated=True).count(),
        "servers": [{"identification": name, "counts": servers[name]} for name in sorted(servers)],
    }


def _oldest_s() -> float | None:
    waiting = Document.objects.filter(status__in=Status.waiting())
    oldest = waiting.order_by("queued_at").annotate(now=Now()).values_list("queued_at", "now").first()
    return round(max(0.0, (oldest[1] - oldest[0]).total_seconds()), 3) if oldest else None
