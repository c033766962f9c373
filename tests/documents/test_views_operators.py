"""Health and metrics: facts for operators, figures for whom may have them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from documents.models import Attempt, Lease, Status
from mailservers.models import SmtpLog
from tests.documents.visitors import make_document
from tests.factories import make_employee, make_mailserver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


def samples(**client) -> dict[tuple, float]:
    text = Client().get("/metrics", **client).content.decode()
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_live_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/health/live").json() == {"status": "alive"}


def test_ready_tells_about_the_database_the_queue_and_the_workers():
    make_document(make_employee(), make_mailserver(), queued_at=timezone.now() - timedelta(minutes=2))
    Lease.objects.create(owner="here", started_at=timezone.now(), expires_at=timezone.now() + timedelta(minutes=1))
    Lease.objects.create(owner="dead", started_at=timezone.now(), expires_at=timezone.now() - timedelta(minutes=1))
    answer = Client().get("/health/ready")
    facts = answer.json()
    assert (answer.status_code, facts["status"], facts["database"]["ok"]) == (200, "ready", True)
    assert {"synchronous", "synchronous_commit"} & facts["database"].keys()
    assert 119 < facts["outbox"]["oldest_queued_s"] < 180
    assert facts["workers"]["alive"] == 1


def test_not_ready_while_the_database_does_not_answer(monkeypatch):
    from django.db import OperationalError

    from documents.views import operators

    def fail():
        raise OperationalError("could not connect to server: password=secret")

    monkeypatch.setattr(operators, "_facts", fail)
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


def test_the_figures_count_documents_attempts_and_seconds():
    employee, server = make_employee(), make_mailserver("HQ")
    make_document(employee, server, status=Status.SENT)
    make_document(employee, server, status=Status.SENT)
    failed = make_document(employee, server, status=Status.FAILED)
    make_document(employee, server, queued_at=timezone.now() - timedelta(seconds=90))
    log = SmtpLog.objects.create(
        kind="delivery", outcome="accepted", identification="HQ", host="h", port=25, security="none",
        started_at=timezone.now(), duration_ms=1500,
    )  # fmt: skip
    for outcome in ("temporary", "unknown", "permanent"):
        Attempt.objects.create(document=failed, number=1, outcome=outcome, finished_at=timezone.now(), log=log)
    found = samples()
    assert found["easyflex_documents", ("server", "HQ"), ("status", "queued")] == 1
    assert found["easyflex_documents_sent_total", ("server", "HQ")] == 2
    assert found["easyflex_documents_failed_total", ("server", "HQ")] == 1
    assert found["easyflex_retries_total", ("server", "HQ")] == 2
    assert found["easyflex_attempts_total", ("outcome", "permanent"), ("server", "HQ")] == 1
    assert found["easyflex_message_seconds_sum", ("server", "HQ")] == 1.5
    assert found["easyflex_message_seconds_count", ("server", "HQ")] == 1
    assert 89 < found["easyflex_oldest_queued_seconds",] < 150


@pytest.mark.parametrize(
    ("address", "headers", "token", "status"),
    [
        ("127.0.0.1", {}, "", 200),
        ("::1", {}, "", 200),
        ("192.0.2.7", {}, "", 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, "", 403),
        ("192.0.2.7", {"Authorization": "Bearer right"}, "right", 200),
        ("192.0.2.7", {"Authorization": "Bearer wrong"}, "right", 403),
        ("192.0.2.7", {"Authorization": "Bearer "}, "", 403),
    ],
    ids=["loopback", "loopback 6", "elsewhere", "through a proxy", "right token", "wrong token", "no token set"],
)
def test_who_may_read_the_figures(settings, address, headers, token, status):
    settings.METRICS_TOKEN = token
    assert Client().get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


def test_what_takes_long_to_count_is_not_counted_at_every_scrape(monkeypatch):
    from documents import figures

    moments = iter([0.0, 2.0, 100.0])
    monkeypatch.setattr(figures.time, "monotonic", lambda: next(moments))
    counted = []
    assert figures.remembered("test", lambda: counted.append(1) or len(counted)) == 1
    assert figures.remembered("test", lambda: counted.append(1) or len(counted)) == 1


def test_machines_that_ask_past_the_proxy_are_not_sent_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health/live").status_code == 200
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/").status_code == 301
