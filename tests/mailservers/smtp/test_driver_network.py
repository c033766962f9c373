"""Finding the server and reaching it: names, addresses, networks."""

import socket
import threading

import pytest

from mailservers.smtp.conversation import FailureKind, Phase
from mailservers.smtp.driver import NetworkPolicy, converse
from mailservers.smtp.settings import ServerSettings
from tests.mailservers.smtp.test_driver import ENVELOPE, plain
from tests.servers import ScriptedServer


def test_every_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer() as server:
        rows = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", server.port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", server.port)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
        found = converse(plain(server.port, "mail.example"), None, ENVELOPE)
    assert (found.outcome, found.address) == ("accepted", "127.0.0.1")
    assert "mail.example has the address ::1, 127.0.0.2, 127.0.0.1" in [line.text for line in found.transcript]


def test_ipv6_is_spoken() -> None:
    try:
        with ScriptedServer(family=socket.AF_INET6) as server:
            found = converse(ServerSettings("::1", server.port), None, ENVELOPE)
    except OSError:
        pytest.xfail("this machine has no IPv6 at all")
    assert (found.outcome, found.address) == ("accepted", "::1")
    assert b"EHLO [IPv6:::1]" in server.heard or b"." in server.heard[0]


def test_a_resolver_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hang(host: str, port: int, *, flags: int = 0, **_: object) -> list[tuple[object, ...]]:
        if flags:
            raise socket.gaierror(socket.EAI_NONAME, "not numeric")
        over.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    found = converse(plain(25, "mail.example"), deadline_s=0.4)
    over.set()
    assert found.failure is not None
    assert (found.failure.kind, found.phase) == (FailureKind.DNS_FAILURE, Phase.DNS)
    assert found.duration_ms < 3000


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (socket.EAI_NONAME, FailureKind.HOST_UNKNOWN),
        (socket.EAI_NODATA, FailureKind.HOST_NO_ADDRESS),
        (socket.EAI_AGAIN, FailureKind.DNS_FAILURE),
        (socket.EAI_FAIL, FailureKind.DNS_FAILURE),
    ],
)
def test_failures_of_the_resolver_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, number: int, kind: FailureKind
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(number, "said the resolver")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    found = converse(plain(25, "mail.example"))
    assert found.failure is not None
    assert found.failure.kind is kind
    assert not found.contact


@pytest.mark.parametrize("host", ["", " ", "a b", "x" * 300, "..", "mail..example", "\0", "é" * 80, "[::1", "http://x"])
def test_impossible_host_names_are_unknown_hosts(host: str) -> None:
    found = converse(plain(25, host), deadline_s=2)
    assert found.failure is not None
    assert found.outcome == "failed"


def test_a_refused_connection_and_a_forbidden_network_are_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = converse(plain(port))
    assert found.failure is not None
    assert found.failure.kind is FailureKind.CONNECTION_REFUSED
    with ScriptedServer() as server:
        found = converse(plain(server.port), policy=NetworkPolicy.of(deny=["127.0.0.0/8"]))
        assert found.failure is not None
        assert (found.failure.kind, server.connections) == (FailureKind.NETWORK_FORBIDDEN, 0)
