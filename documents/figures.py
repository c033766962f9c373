"""Figures about the outbox in the format of Prometheus: counted in the database when somebody asks."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Min, Sum
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from documents.models import Attempt, Document, Status
from documents.workers import alive
from mailservers.models import SmtpLog

Value = TypeVar("Value")

# Counting a million rows takes a second; what took long is kept for 20 times as long, so that however often somebody
# asks, the database is busy with it for at most a twentieth of the time.
KEPT_TIMES = 20
WORTH_KEEPING_S = 0.5

NO_SERVER = ""  # the label of what has no server (yet)


def remembered(key: str, count: Callable[[], Value]) -> Value:
    """What `count` returns, or what it returned a moment ago when that took long."""
    known: Value | None = cache.get(key)
    if known is not None:
        return known
    started = time.monotonic()
    result = count()
    took_s = time.monotonic() - started
    if took_s > WORTH_KEEPING_S:
        cache.set(key, result, took_s * KEPT_TIMES)
    return result


def oldest_queued_s() -> float:
    """How long the oldest document that may leave now or later has been waiting, in seconds; 0 when none waits."""
    waiting = Document.objects.filter(status__in=[Status.QUEUED, Status.RETRYING])
    oldest = waiting.aggregate(oldest=Min("queued_at"))["oldest"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


class OutboxFigures(Collector):
    """Reads the figures from the database at each scrape, so that they are the same whichever process answers."""

    def collect(self) -> Iterator[Metric]:
        """The figures; all of them are about what is in the database, retention included."""
        yield from _documents()
        oldest = GaugeMetricFamily(
            "easyflex_oldest_queued_seconds", "Age of the oldest document that still has to leave."
        )
        oldest.add_metric([], remembered("figures.oldest", oldest_queued_s))
        yield oldest
        workers = GaugeMetricFamily("easyflex_workers", "Delivery workers with a sign of life.")
        workers.add_metric([], alive().alive)
        yield workers
        yield from _attempts()
        yield _seconds()


def registry() -> CollectorRegistry:
    """The figures of the outbox and nothing else."""
    result = CollectorRegistry()
    result.register(OutboxFigures())
    return result


def _documents() -> Iterator[Metric]:
    now = GaugeMetricFamily("easyflex_documents", "Documents by status and mail server.", labels=["status", "server"])
    sent = CounterMetricFamily("easyflex_documents_sent", "Documents that a server accepted.", labels=["server"])
    failed = CounterMetricFamily(
        "easyflex_documents_failed", "Documents that were refused for good.", labels=["server"]
    )
    for status, server, count in remembered("figures.documents", _count_documents):
        now.add_metric([status, server or NO_SERVER], count)
        if status == Status.SENT:
            sent.add_metric([server or NO_SERVER], count)
        if status == Status.FAILED:
            failed.add_metric([server or NO_SERVER], count)
    return iter((now, sent, failed))


def _count_documents() -> list[tuple[str, str, int]]:
    counted = Document.objects.order_by().values_list("status", "server_identification").annotate(Count("pk"))
    return list(counted)


def _attempts() -> Iterator[Metric]:
    attempts = CounterMetricFamily("easyflex_attempts", "Attempts at sending.", labels=["server", "outcome"])
    retries = CounterMetricFamily("easyflex_retries", "Attempts that made another one necessary.", labels=["server"])
    again: dict[str, int] = {}
    for server, outcome, count in remembered("figures.attempts", _count_attempts):
        attempts.add_metric([server or NO_SERVER, outcome], count)
        if outcome not in (Attempt.Outcome.ACCEPTED, Attempt.Outcome.PERMANENT):
            again[server] = again.get(server, 0) + count
    for server, count in again.items():
        retries.add_metric([server or NO_SERVER], count)
    return iter((attempts, retries))


def _count_attempts() -> list[tuple[str, str, int]]:
    by = "document__server_identification", "outcome"
    return list(Attempt.objects.order_by().values_list(*by).annotate(Count("pk")))


def _seconds() -> Metric:
    seconds = SummaryMetricFamily("easyflex_message_seconds", "Time that sending a message took.", labels=["server"])
    for server, count, total_ms in remembered("figures.seconds", _sum_durations):
        seconds.add_metric([server or NO_SERVER], count_value=count, sum_value=total_ms / 1000)
    return seconds


def _sum_durations() -> list[tuple[str, int, int]]:
    deliveries = SmtpLog.objects.filter(kind=SmtpLog.Kind.DELIVERY, outcome=SmtpLog.Outcome.ACCEPTED).order_by()
    return list(deliveries.values_list("identification").annotate(Count("pk"), Sum("duration_ms")))
