"""Looking for settings that work, against scripted servers on loopback."""

import socket
from contextlib import closing
from time import monotonic

import pytest

from mailservers.smtp.network import NetworkPolicy
from mailservers.smtp.probe import Place, ProbeReport, probe, why_recommended
from mailservers.smtp.probe.search import domain_of, likely_places
from mailservers.smtp.probe.srv import provider_places, published_places
from mailservers.smtp.settings import Security
from tests.servers import ScriptedServer, authority, silence

EHLO = "250-mail.test\n250-SIZE 35882577\n250-AUTH PLAIN LOGIN\n250 8BITMIME"
EHLO_STARTTLS = "250-mail.test\n250-STARTTLS\n250-SIZE 35882577\n250-AUTH PLAIN LOGIN\n250 8BITMIME"


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


def look(*servers: ScriptedServer, target: str = "localhost", **options) -> ProbeReport:
    ports = [(server.port, Security.STARTTLS) for server in servers]
    options = {"deadline_s": 8.0, "ca_certificate": authority().pem, "resolver": lambda _: (), "ports": ports} | options
    return probe(target, **options)


def implicit_tls() -> ScriptedServer:
    return ScriptedServer(ehlo=EHLO, tls=authority().server(), implicit_tls=True)


def starttls() -> ScriptedServer:
    return ScriptedServer(ehlo=EHLO_STARTTLS, tls=authority().server())


def test_each_port_says_what_it_offers():
    with starttls() as server:
        report = look(server)
    (port,) = report.candidates
    assert (port.host, port.port, port.security) == ("localhost", server.port, Security.STARTTLS)
    assert port.reachable
    assert port.mechanisms == ("PLAIN", "LOGIN")
    assert port.size_limit == 35882577
    assert port.banner == "220 mail.test ESMTP"
    assert port.tls is not None
    assert port.tls.verified
    assert port.diagnosis is None


def test_tls_from_the_start_is_recommended_over_starttls():
    with starttls() as one, implicit_tls() as other:
        report = look(one, other)
    assert report.recommended is not None
    assert (report.recommended.port, report.recommended.security) == (other.port, Security.SSL)
    assert report.reason == "implicit-tls"
    assert str(other.port) in why_recommended(report, "nl")


def test_starttls_is_recommended_over_clear_text():
    with ScriptedServer(ehlo=EHLO) as plain, starttls() as secured:
        report = look(plain, secured)
    assert report.recommended is not None
    assert report.recommended.port == secured.port
    assert {each.port: each.security for each in report.candidates}[plain.port] is Security.NONE


def test_a_server_without_encryption_is_better_than_none_and_says_so():
    with ScriptedServer(ehlo=EHLO) as plain:
        report = look(plain)
    assert report.recommended is not None
    assert report.reason == "clear-text"
    assert "vertrouwd netwerk" in why_recommended(report, "nl")


def test_a_certificate_nobody_trusts_is_not_recommended_but_what_it_offers_is_shown():
    with starttls() as server:
        report = look(server, ca_certificate="")
    (port,) = report.candidates
    assert port.diagnosis is not None
    assert port.diagnosis.code == "certificate-unknown-authority"
    assert port.mechanisms == ("PLAIN", "LOGIN")
    assert report.recommended is None
    assert why_recommended(report, "en") == ""


def test_a_closed_port_is_reported_with_its_reason():
    report = look(ports=[(free_port(), Security.SSL)])
    assert [port.diagnosis and port.diagnosis.code for port in report.candidates] == ["connection-refused"]
    assert not report.candidates[0].reachable


def test_a_silent_port_ends_with_the_deadline_and_keeps_no_other_port_waiting():
    with ScriptedServer(greeting=silence) as mute, implicit_tls() as good:
        started = monotonic()
        report = look(mute, good, ports=[(mute.port, Security.NONE), (good.port, Security.SSL)], deadline_s=1.0)
        taken_s = monotonic() - started
    assert report.recommended is not None
    assert report.recommended.port == good.port
    assert taken_s < 6.0  # far below what the silent port alone would take without a deadline


def test_what_the_domain_publishes_is_looked_at_too():
    with implicit_tls() as server:
        place = Place("localhost", server.port, Security.SSL)
        report = look(target="jan@published.invalid", ports=[(server.port, Security.SSL)], resolver=lambda _: [place])
    assert report.host == "localhost"
    assert [each.host for each in report.candidates if each.published] == ["localhost"]


def test_a_provider_known_by_its_mx_is_tried_on_every_port():
    with implicit_tls() as server:
        report = look(
            target="jan@provider.invalid",
            ports=[(server.port, Security.SSL)],
            resolver=lambda _: [Place("localhost")],
        )
    assert report.recommended is not None
    assert report.recommended.host == "localhost"


def test_the_network_policy_holds_for_every_port():
    with implicit_tls() as server:
        report = look(server, policy=NetworkPolicy.of(deny=["127.0.0.0/8", "::1/128"]))
        assert server.heard == []
    assert {port.diagnosis.code for port in report.candidates if port.diagnosis} == {"network-forbidden"}


def test_no_login_and_no_message_are_sent():
    with starttls() as server:
        look(server)
        words = {line.split(b" ")[0].upper() for line in server.heard}
    assert words <= {b"EHLO", b"STARTTLS", b"QUIT"}


@pytest.mark.parametrize(
    ("target", "domain"),
    [
        ("jan@Voorbeeld.nl", "voorbeeld.nl"),
        (" smtp.voorbeeld.nl. ", "smtp.voorbeeld.nl"),
        ("<jan@voorbeeld.nl>", "voorbeeld.nl"),
        ("info@café.example", "xn--caf-dma.example"),
        ("[::1]", "::1"),
    ],
)
def test_the_domain_is_read_from_what_people_type(target, domain):
    assert domain_of(target) == domain


@pytest.mark.parametrize(
    ("target", "hosts"),
    [
        ("jan@voorbeeld.nl", ["smtp.voorbeeld.nl", "mail.voorbeeld.nl"]),
        ("voorbeeld.nl", ["voorbeeld.nl", "smtp.voorbeeld.nl", "mail.voorbeeld.nl"]),
        ("smtp.voorbeeld.nl", ["smtp.voorbeeld.nl", "mail.smtp.voorbeeld.nl"]),
        ("192.0.2.1", ["192.0.2.1"]),
        ("mailserver", ["mailserver"]),
    ],
)
def test_the_usual_names_of_a_domain_are_tried(target, hosts):
    assert [place.host for place in likely_places(target, [(465, Security.SSL)])] == hosts


def test_large_providers_are_recognised_by_their_receiving_servers():
    exchanges = ["voorbeeld-nl.mail.protection.outlook.com", "alt1.aspmx.l.google.com", "mx.voorbeeld.nl"]
    assert provider_places(exchanges) == (Place("smtp.office365.com"), Place("smtp.gmail.com"))


def test_a_domain_that_cannot_exist_publishes_nothing_and_is_quickly_given_up():
    started = monotonic()
    assert published_places("a" * 64 + ".invalid", limit_s=0.5) == ()
    assert published_places("nergens.invalid", limit_s=0.5) == ()
    assert monotonic() - started < 6.0
