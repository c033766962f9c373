"""After a failure: other settings, tested before they are offered."""

import socket
from contextlib import closing
from dataclasses import replace

import pytest

from mailservers.smtp.conversation import Conversation, Failure, FailureKind, Phase
from mailservers.smtp.driver import converse
from mailservers.smtp.probe.remedies import Remedy, alternatives_to, remedies
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.servers import ScriptedServer, authority

AUTH = "250-mail.test\n250 AUTH PLAIN"
AUTH_STARTTLS = "250-mail.test\n250-STARTTLS\n250 AUTH PLAIN"
NO_AUTH = "250-mail.test\n250 8BITMIME"
LOGIN = Login("jan", password="geheim")


def settings(port: int, security: Security, host: str = "localhost") -> ServerSettings:
    return ServerSettings(host, port, security, ca_certificate=authority().pem)


def remedy_for(tried: ServerSettings, *ports: tuple[int, Security], login: Login | None = None) -> Remedy | None:
    failed = converse(tried, login, deadline_s=4.0)
    assert failed.failure is not None
    return remedies(failed, ports=ports, deadline_s=6.0)


def found(remedy: Remedy | None) -> tuple[str, int, Security] | None:
    return remedy and (remedy.change, remedy.settings.port, remedy.settings.security)


def test_ssl_on_a_starttls_port_becomes_starttls():
    with ScriptedServer(ehlo=AUTH_STARTTLS, tls=authority().server()) as server:
        remedy = remedy_for(settings(server.port, Security.SSL))
    assert found(remedy) == ("security", server.port, Security.STARTTLS)


def test_starttls_on_an_ssl_port_becomes_ssl():
    with ScriptedServer(ehlo=AUTH, tls=authority().server(), implicit_tls=True) as server:
        remedy = remedy_for(settings(server.port, Security.STARTTLS))
    assert found(remedy) == ("security", server.port, Security.SSL)


def test_another_port_that_answers_is_offered():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        closed = listener.getsockname()[1]
    with ScriptedServer(ehlo=AUTH_STARTTLS, tls=authority().server()) as server:
        remedy = remedy_for(settings(closed, Security.STARTTLS), (server.port, Security.STARTTLS))
    assert found(remedy) == ("port", server.port, Security.STARTTLS)


def test_a_missing_login_is_looked_for_on_other_ports_that_do_offer_one():
    with (
        ScriptedServer(ehlo=NO_AUTH) as tried,
        ScriptedServer(ehlo=NO_AUTH) as useless,
        ScriptedServer(ehlo=AUTH) as useful,
    ):
        ports = [(useless.port, Security.NONE), (useful.port, Security.NONE)]
        remedy = remedy_for(settings(tried.port, Security.NONE), *ports, login=LOGIN)
    assert found(remedy) == ("port", useful.port, Security.NONE)


def test_less_protection_is_never_offered():
    with ScriptedServer(ehlo=AUTH) as plain:
        remedy = remedy_for(settings(plain.port, Security.STARTTLS), (plain.port, Security.NONE))
    assert remedy is None


def test_the_name_in_the_certificate_is_offered_when_it_leads_to_the_same_machine():
    with ScriptedServer(ehlo=AUTH, tls=authority().server("localhost"), implicit_tls=True) as server:
        remedy = remedy_for(settings(server.port, Security.SSL, host="127.0.0.1"))
    assert remedy is not None
    assert (remedy.change, remedy.settings.host) == ("host", "localhost")


def test_a_name_that_leads_elsewhere_is_not_offered():
    with ScriptedServer(ehlo=AUTH, tls=authority().server("localhost"), implicit_tls=True) as server:
        failed = converse(settings(server.port, Security.SSL, host="127.0.0.1"), deadline_s=4.0)
        assert remedies(replace(failed, address="192.0.2.1"), ports=[], deadline_s=4.0) is None


def test_a_remedy_was_tested_without_login_or_message():
    with ScriptedServer(ehlo=AUTH_STARTTLS, tls=authority().server()) as server:
        remedy_for(settings(server.port, Security.SSL), login=LOGIN)
        assert not any(line.upper().startswith((b"AUTH", b"MAIL")) for line in server.heard)


def test_everything_else_of_the_settings_stays():
    tried = settings(465, Security.STARTTLS)
    for other in alternatives_to(failed(FailureKind.CONNECTION_REFUSED, Phase.CONNECT, tried)):
        assert (other.ca_certificate, other.verify_certificate) == (tried.ca_certificate, tried.verify_certificate)


@pytest.mark.parametrize(
    ("host", "tried_instead"),
    [
        ("voorbeeld.nl", {"smtp.voorbeeld.nl", "mail.voorbeeld.nl"}),
        ("mail.voorbeeld.nl", {"smtp.voorbeeld.nl"}),
        ("192.0.2.1", set()),
        ("mailserver", set()),
    ],
)
def test_an_unknown_host_leads_to_the_usual_names_of_its_domain(host, tried_instead):
    conversation = failed(FailureKind.HOST_UNKNOWN, Phase.DNS, settings(587, Security.STARTTLS, host))
    assert {each.host for each in alternatives_to(conversation)} == tried_instead


@pytest.mark.parametrize("kind", [FailureKind.NETWORK_FORBIDDEN, FailureKind.OAUTH_REJECTED, FailureKind.CANCELLED])
def test_where_no_settings_help_none_are_tried(kind):
    assert alternatives_to(failed(kind, Phase.CONNECT, settings(587, Security.STARTTLS))) == ()


def test_a_connection_lost_in_mid_message_is_no_reason_to_try_other_ports():
    conversation = failed(FailureKind.CONNECTION_LOST, Phase.MESSAGE, settings(587, Security.STARTTLS))
    assert alternatives_to(conversation) == ()


def test_success_needs_no_remedy():
    with ScriptedServer(ehlo=AUTH) as server:
        assert remedies(converse(settings(server.port, Security.NONE))) is None


def failed(kind: FailureKind, phase: Phase, tried: ServerSettings) -> Conversation:
    return Conversation(
        settings=tried,
        outcome="failed",
        contact=False,
        phase=phase,
        failure=Failure(phase, kind),
        reply=None,
        tls=None,
        stages=(),
        transcript=(),
        recipients=(),
        queue_id=None,
        duration_ms=1,
    )
