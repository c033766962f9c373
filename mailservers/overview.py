"""The rows of the overview: each server with its usage and its last test."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, DateTimeField, Max, Q, QuerySet

from mailservers.hosts import parted, with_port
from mailservers.last_test import LastTest, last_tests
from mailservers.models import MailServer, SmtpLog
from mailservers.models.server import key_of
from mailservers.usage import Usage, usage_of

PER_PAGE = 25
SORTS = {
    "identification": ("identification_key",),
    "host": ("host", "port"),
    "authentication": ("authentication",),
    "used": ("people",),
    "tested": ("tested_at",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the overview."""

    server: MailServer
    address: str
    usage: Usage
    last_test: LastTest


def overview(query: str, sort: str, page: str | int) -> tuple[Page, list[Row]]:
    """One page of the servers that fit `query`, in the order of `sort` ("host", "-host"), with their rows."""
    servers = Paginator(_sorted(_found(query), sort), PER_PAGE).get_page(page)
    usage, tests = usage_of(servers), last_tests(servers)
    rows = [Row(server, with_port(server.host, server.port), usage[server.pk], tests[server.pk]) for server in servers]
    return servers, rows


def valid_sort(sort: str) -> str:
    """The sort that was asked for, or the usual one."""
    return sort if sort.removeprefix("-") in SORTS else "identification"


def _found(query: str) -> QuerySet[MailServer]:
    words = query.split()
    servers = MailServer.objects.all()
    for word in words:
        host, port = parted(word)
        servers = servers.filter(
            Q(identification_key__contains=key_of(word))
            | (Q(host__icontains=host) & _has_port(port) if port else Q(host__icontains=host))
            | Q(username__icontains=word)
            | _has_port(word)
        )
    return servers


def _has_port(text: str) -> Q:
    return Q(port=int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else Q(pk=None)


def _sorted(servers: QuerySet[MailServer], sort: str) -> QuerySet[MailServer]:
    name = sort.removeprefix("-")
    if name == "used":
        active = Q(work_locations__employee__is_active=True)
        servers = servers.annotate(people=Count("work_locations", filter=active, distinct=True))
    elif name == "tested":
        tests = Q(logs__kind=SmtpLog.Kind.TEST, logs__revision__isnull=False)
        servers = servers.annotate(tested_at=Max("logs__started_at", filter=tests, output_field=DateTimeField()))
    minus = "-" if sort.startswith("-") else ""
    return servers.order_by(*(minus + column for column in SORTS[name]), "identification_key")
