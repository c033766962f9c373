"""Servers that say anything at any step: every conversation ends in time, with a result and without the password."""

from functools import partial
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mailservers.smtp.conversation import FailureKind
from mailservers.smtp.driver import Envelope, converse
from mailservers.smtp.report import as_json
from mailservers.smtp.settings import Login, Security, ServerSettings
from tests.servers import ScriptedServer, authority, close, drip, silence, then
from tests.servers.scripted import CHUNKING, EHLO, PIPELINING, POLITE, Answer

from .streams import streams

PASSWORD = "Geheim é 42!"
ENVELOPE = Envelope("a@example.nl", ("b@example.nl", "c@example.nl"), b"Subject: test\r\n\r\nhello\r\n")
SCHEDULING_S = 2.0  # what a busy machine may add to a deadline
STEPS = sorted(set(POLITE) - {"other"})


def _offering_logins(ehlo: str) -> str:
    return ehlo.replace("250-SIZE", "250-STARTTLS\n250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2\n250-SIZE")


def _cut(octets: bytes, cuts: list[float]) -> list[bytes]:
    places = sorted(int(cut * len(octets)) for cut in cuts)
    return [octets[start:end] for start, end in pairwise([0, *places, len(octets)])]


pieces = st.builds(_cut, streams, st.lists(st.floats(0, 1), max_size=3))
whole_replies = st.one_of(
    st.builds("{} {}".format, st.integers(200, 599), st.text(st.characters(codec="ascii"), max_size=9)),
    st.sampled_from(["334 VXNlcm5hbWU6", "250-\n250 ok", "421 4.3.2 going down"]),
)
logins = st.sampled_from([None, Login("jan", password=PASSWORD), Login("jan", access_token=PASSWORD)])
settings_for = partial(ServerSettings, "localhost", ca_certificate=authority().pem)


@st.composite
def scripts(draw: st.DrawFn, endings: st.SearchStrategy[Answer]) -> dict[str, Any]:
    """Polite but at one to three steps; `endings` is what follows on noise."""
    answers = POLITE | {"ehlo": _offering_logins(draw(st.sampled_from([EHLO, PIPELINING, CHUNKING])))}
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=3, unique=True)):
        noise = then(*draw(pieces), draw(endings))
        answers[step] = draw(st.sampled_from([noise, draw(whole_replies)]))
    return answers


def ends_well(answers: dict[str, Any], login: Login | None, security: Security, deadline_s: float) -> None:
    """A result in time, explained in both languages, with no word of the password."""
    with ScriptedServer(tls=authority().server(), implicit_tls=security is Security.SSL, **answers) as server:
        found = converse(settings_for(server.port, security), login, ENVELOPE, deadline_s=deadline_s)
    assert found.duration_ms <= 1000 * (deadline_s + SCHEDULING_S)
    if found.failure is not None and found.failure.kind is FailureKind.TIMEOUT:
        assert found.duration_ms >= 1000 * deadline_s
    assert (found.failure is None) == (found.outcome == "accepted")
    assert PASSWORD not in repr(found) + str(as_json(found, "nl")) + str(as_json(found, "en"))


@settings(max_examples=500, deadline=None)
@given(scripts(st.just(close)), logins, st.sampled_from(Security))
def test_whatever_a_server_says_there_is_a_result(
    answers: dict[str, Any], login: Login | None, security: Security
) -> None:
    ends_well(answers, login, security, deadline_s=5)


@settings(max_examples=60, deadline=None)
@given(scripts(st.sampled_from([silence, drip(b"250-x\r\n"), drip(b"\x00", 0.01)])), logins, st.sampled_from(Security))
def test_whatever_a_server_says_before_it_says_no_more_the_deadline_holds(
    answers: dict[str, Any], login: Login | None, security: Security
) -> None:
    ends_well(answers, login, security, deadline_s=0.5)
