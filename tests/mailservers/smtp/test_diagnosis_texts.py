"""The words of an explanation: complete in both languages, and made of what was really seen."""

import re
from string import Formatter

import pytest

from mailservers.smtp.conversation import FailureKind, Phase
from mailservers.smtp.diagnosis import Diagnosis, diagnose, explain
from mailservers.smtp.diagnosis.responsibility import RESPONSIBILITIES
from mailservers.smtp.diagnosis.rules import RULES
from mailservers.smtp.diagnosis.texts import LANGUAGES

from .conversations import failed, refused

CODES = [
    "host-unknown",
    "host-no-address",
    "dns-failure",
    "connection-refused",
    "no-route",
    "connect-timeout",
    "network-forbidden",
    "tls-on-plain-port",
    "plain-on-tls-port",
    "tls-too-old",
    "tls-failed",
    "certificate-expired",
    "certificate-name",
    "certificate-self-signed",
    "certificate-unknown-authority",
    "not-smtp",
    "greeting-refused",
    "address-blocked",
    "server-busy",
    "ehlo-refused",
    "starttls-missing",
    "starttls-refused",
    "starttls-required",
    "starttls-injection",
    "auth-not-offered",
    "auth-needs-tls",
    "mechanism-unsupported",
    "credentials-rejected",
    "app-password-needed",
    "basic-auth-disabled",
    "smtp-auth-disabled",
    "account-locked",
    "oauth-token-rejected",
    "auth-temporary",
    "login-required",
    "sender-not-allowed",
    "sender-unverified",
    "sender-domain-refused",
    "sender-authentication",
    "recipient-unknown",
    "recipient-refused",
    "relay-denied",
    "mailbox-full",
    "greylisted",
    "address-needs-smtputf8",
    "message-too-big",
    "rate-limited",
    "spam-refused",
    "policy-refused",
    "content-refused",
    "too-many-recipients",
    "connection-lost",
    "timeout",
    "protocol-error",
    "temporary-refusal",
    "permanent-refusal",
    "cancelled",
]
FIELDS = {
    "host",
    "port",
    "security",
    "authentication",
    "username",
    "password",
    "verify_certificate",
    "ca_certificate",
    "sender_address",
    "recipient",
    None,
}
ACTORS = {"administrator", "employee", "provider", "network"}
ALWAYS_KNOWN = {"host", "port"}
BOTH = pytest.mark.parametrize("language", ["nl", "en"])
EVERY_CODE = sorted({rule.code for rule in RULES})


def test_every_documented_code_has_a_rule_and_no_rule_has_another():
    assert {rule.code.partition("/")[0] for rule in RULES} == set(CODES)


def test_both_languages_explain_the_same_codes():
    assert LANGUAGES["nl"].TEXTS.keys() == LANGUAGES["en"].TEXTS.keys()
    assert set(CODES) <= LANGUAGES["nl"].TEXTS.keys()
    assert {code.partition("/")[0] for code in LANGUAGES["nl"].TEXTS} == set(CODES)
    for name in ("MOMENTS", "SERVICES", "RECOMMENDATIONS", "TIME_UNITS"):
        assert getattr(LANGUAGES["nl"], name).keys() == getattr(LANGUAGES["en"], name).keys()


@BOTH
@pytest.mark.parametrize("code", EVERY_CODE)
def test_every_code_is_explained_even_when_nothing_else_is_known(code, language):
    phase = Phase(code.partition("/")[2]) if code.partition("/")[2] in set(Phase) else Phase.RCPT
    explanation = explain(Diagnosis(code, phase, {"host": "mail.example.nl", "port": 587}), language)
    assert explanation.title
    assert explanation.cause
    assert explanation.steps
    assert explanation.actor in ACTORS
    assert explanation.field in FIELDS
    for sentence in (explanation.title, explanation.cause, *explanation.steps):
        assert not re.search(r"[{}]|\bNone\b(?!”)", sentence)


@BOTH
def test_what_comes_first_in_a_text_needs_no_luck(language):
    for code, text in LANGUAGES[language].TEXTS.items():
        known = ALWAYS_KNOWN | ({"moment"} if code in ("connection-lost", "timeout") else set())
        assert placeholders(text.title) <= known, code
        assert placeholders(text.cause[0]) <= known, code
        assert any(placeholders(step) <= known for step in text.steps), code


@BOTH
def test_sentences_are_whole_and_say_je(language):
    for code, text in LANGUAGES[language].TEXTS.items():
        assert not text.title.endswith("."), code
        for sentence in (*text.cause, *text.steps):
            assert sentence.endswith((".", "?", "}")), (code, sentence)
            assert not re.search(r"\b(u|uw|U|Uw)\b", sentence), (code, sentence)


@BOTH
def test_languages_quote_the_same_facts(language):
    for code, text in LANGUAGES[language].TEXTS.items():
        other = LANGUAGES["en"].TEXTS[code]
        assert quoted(text) == quoted(other), code


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def quoted(text) -> set[str]:
    return set().union(*(placeholders(each) for each in (*text.cause, *text.steps)))


def test_the_reply_is_quoted():
    diagnosis = diagnose(refused("535 5.7.8 Error: authentication failed", "auth"))
    assert "De server zei: 535 5.7.8 Error: authentication failed" in explain(diagnosis, "nl").cause


@pytest.mark.parametrize(("text", "phase"), [("530 Must issue a STARTTLS command first", "mail"), ("523 no", "auth")])
def test_starttls_is_advised_on_the_port_that_was_seen_to_offer_it(text, phase):
    steps = explain(diagnose(refused(text, phase, offers="STARTTLS")), "nl").steps
    assert steps[0] == "Kies STARTTLS: de server biedt dat op poort 587 aan."
    unseen = explain(diagnose(refused(text, phase)), "nl").steps
    assert unseen == ("Een andere beveiligde poort kan ook: meestal 587 met STARTTLS of 465 met SSL.",)


@BOTH
def test_starttls_is_not_promised_on_a_port_whose_offer_nobody_saw(language):
    seen = diagnose(failed(FailureKind.TLS_ON_PLAIN_PORT, "tls", first_bytes="220 mail ESMTP"))
    first, _keep_ssl = explain(seen, language).steps
    assert first.startswith(("Biedt deze poort STARTTLS aan?", "Does this port offer STARTTLS?"))


def test_an_endless_reply_is_cut():
    cause = explain(diagnose(refused("554 " + "bla " * 500, "message")), "nl").cause
    assert cause.endswith("…")
    assert len(cause) < 600


def test_a_certificate_is_explained_with_names_and_date():
    seen = failed(
        FailureKind.CERTIFICATE,
        "tls",
        problem="expired",
        names=["mail.provider.nl", "*.provider.nl"],
        not_after="2026-03-01T10:00:00Z",
    )
    assert "Het was geldig tot 1 maart 2026." in explain(diagnose(seen), "nl").cause
    assert "It was valid until 1 March 2026." in explain(diagnose(seen), "en").cause
    other = failed(FailureKind.CERTIFICATE, "tls", problem="name", names=["mail.provider.nl", "*.provider.nl"])
    explanation = explain(diagnose(other), "nl")
    assert "Het geldt voor: mail.provider.nl, *.provider.nl." in explanation.cause
    assert explanation.field == "host"


@pytest.mark.parametrize(
    ("text", "phase", "words"),
    [
        ("552 5.3.4 Message size exceeds fixed limit of 10485760", "mail", "De grens is 10,5 MB."),
        ("552 Nachricht zu gross, maximal 25 MB erlaubt", "message", "De grens is 26,2 MB."),
        ("450 4.2.0 Greylisted for 300 seconds", "rcpt", "De gevraagde wachttijd is 5 minuten."),
        ("550 5.4.5 Daily limit of 500 messages per day exceeded", "message", "500 messages per day"),
        ("535 5.7.8 wrong. See https://mail.example/help.", "auth", "https://mail.example/help"),
    ],
)
def test_limits_waits_and_links_that_the_server_named_are_passed_on(text, phase, words):
    explanation = explain(diagnose(refused(text, phase)), "nl")
    assert words in " ".join((explanation.cause, *explanation.steps))


def test_the_size_we_measured_ourselves_is_said():
    diagnosis = diagnose(failed(FailureKind.MESSAGE_TOO_BIG, "mail", size_bytes=31_000_000, limit_bytes=25_000_000))
    cause = explain(diagnosis, "en").cause
    assert "The limit is 25 MB." in cause
    assert "The message measures 31 MB." in cause


def test_the_recipient_is_named():
    diagnosis = diagnose(refused("550 5.1.1 User unknown", "rcpt", recipient="jan@example.nl"))
    assert "Het gaat om jan@example.nl." in explain(diagnosis, "nl").cause


@pytest.mark.parametrize(
    ("authentication", "actor"), [("central", "administrator"), ("per_employee", "employee"), ("none", "administrator")]
)
def test_a_rejected_login_is_the_task_of_whose_login_it_is(authentication, actor):
    diagnosis = diagnose(refused("535 5.7.8 Error: authentication failed", "auth"))
    assert explain(diagnosis, "nl", authentication=authentication).actor == actor


def test_relaying_refused_without_a_login_says_to_turn_authentication_on():
    diagnosis = diagnose(refused("554 5.7.1 <x@example.com>: Relay access denied", "rcpt", offers="AUTH=PLAIN"))
    explanation = explain(diagnosis, "nl")
    assert "Zet authenticatie aan" in explanation.steps[0]
    assert explanation.field == "authentication"


def test_an_unknown_language_is_answered_in_english():
    diagnosis = diagnose(refused("550 no", "rcpt"))
    assert explain(diagnosis, "fy").title == explain(diagnosis, "en-gb").title


def test_every_responsibility_belongs_to_an_existing_text():
    assert RESPONSIBILITIES.keys() <= LANGUAGES["nl"].TEXTS.keys()
