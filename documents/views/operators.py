"""Pages for whoever keeps the application running: is it alive, can it work, and what do the figures say."""

import ipaddress
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from documents.figures import oldest_queued_s, registry, remembered
from documents.workers import alive

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@require_safe
@never_cache
def health_live(request: HttpRequest) -> HttpResponse:
    """Whether this process answers at all; asks nothing of the database."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def health_ready(request: HttpRequest) -> HttpResponse:
    """Whether this process can do its work: 200 when it can, 503 when it cannot, with what an operator should know."""
    try:
        facts = _facts()
    except DatabaseError as problem:
        body = {"status": "unavailable", "database": {"ok": False, "problem": type(problem).__name__}}
        return JsonResponse(body, status=503)
    return JsonResponse(facts, status=200 if facts["status"] == "ready" else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for this machine itself or with the token of EASYFLEX_METRICS_TOKEN."""
    if not _may_scrape(request):
        words = "Send the header Authorization: Bearer with the value of EASYFLEX_METRICS_TOKEN.\n"
        return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    """A right token, or a request from this machine that no proxy has passed on."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    if any(header in request.META for header in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _facts() -> dict[str, Any]:
    durability = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return {"status": "unavailable", "database": durability | {"ok": True, "pending_migrations": len(pending)}}
    workers = alive()
    return {
        "status": "ready",
        "database": durability | {"ok": True, "pending_migrations": 0},
        "outbox": {"oldest_queued_s": round(remembered("figures.oldest", oldest_queued_s), 1)},
        "workers": {"alive": workers.alive, "lease_until": workers.newest},
    }


def _postgresql() -> dict[str, Any]:
    """Whether a commit that was reported is on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        synchronous_commit, fsync = cursor.fetchone()
    durable = fsync == "on" and synchronous_commit not in ("off",)
    return {"engine": "postgresql", "synchronous_commit": synchronous_commit, "fsync": fsync, "durable": durable}


def _sqlite() -> dict[str, Any]:
    """The same for SQLite: a WAL needs synchronous=FULL (2) to survive a power cut."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        level = cursor.fetchone()[0]
    names = {0: "off", 1: "normal", 2: "full", 3: "extra"}
    return {
        "engine": "sqlite",
        "journal_mode": journal,
        "synchronous": names.get(level, str(level)),
        "durable": level >= 2,
    }
