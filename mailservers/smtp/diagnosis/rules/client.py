"""Failures that the client itself saw, without a refusing reply."""

from ...conversation import FailureKind, Phase
from ..rule import Rule

K = FailureKind

CERTIFICATE_PROBLEMS = {
    "expired": "certificate-expired",
    "not-yet-valid": "certificate-expired/not-yet-valid",
    "name": "certificate-name",
    "self-signed": "certificate-self-signed",
    "unknown-authority": "certificate-unknown-authority",
}

NOT_SMTP_PROTOCOLS = (
    "http",
    "ssh",
    "imap",
    "pop3",
    "ftp",
    "nntp",
    "mysql",
    "vnc",
    "rsync",
    "irc",
    "tls",
    "redis",
    "xmpp",
    "lmtp",
)

LATER_PHASES = tuple(phase for phase in Phase if phase not in (Phase.DNS, Phase.CONNECT))

CLIENT_RULES = (
    # A server that waits for TLS says nothing at all, or hangs up, when it is spoken to in clear text.
    Rule(
        "plain-on-tls-port/silent",
        kinds=(K.TIMEOUT, K.CONNECTION_LOST),
        phases=(Phase.GREETING,),
        traits=("clear-text", "port-465"),
    ),
    Rule("certificate-name/address", kinds=(K.CERTIFICATE,), facts={"problem": "name"}, traits=("host-is-address",)),
    *(Rule(code, kinds=(K.CERTIFICATE,), facts={"problem": name}) for name, code in CERTIFICATE_PROBLEMS.items()),
    Rule("tls-failed/certificate", kinds=(K.CERTIFICATE,)),
    Rule("tls-failed/own-authority", kinds=(K.TLS_FAILED,), facts={"reason": "ca"}),
    Rule("address-needs-smtputf8/sender", kinds=(K.SMTPUTF8_NEEDED,), phases=(Phase.MAIL,)),
    *(Rule(f"not-smtp/{name}", kinds=(K.NOT_SMTP,), facts={"protocol": name}) for name in NOT_SMTP_PROTOCOLS),
    Rule("starttls-missing/already-encrypted", kinds=(K.STARTTLS_MISSING,), traits=("port-465",)),
    *(Rule(f"connection-lost/{phase}", kinds=(K.CONNECTION_LOST,), phases=(phase,)) for phase in LATER_PHASES),
    *(Rule(f"timeout/{phase}", kinds=(K.TIMEOUT,), phases=(phase,)) for phase in LATER_PHASES),
    Rule("dns-failure", kinds=(K.TIMEOUT,), phases=(Phase.DNS,)),
    Rule("connect-timeout", kinds=(K.TIMEOUT,), phases=(Phase.CONNECT,)),
    Rule("connection-refused", kinds=(K.CONNECTION_LOST,), phases=(Phase.CONNECT,)),
    # Every other kind is named after its code.
    *(Rule(kind.value, kinds=(kind,)) for kind in K if kind not in (K.REPLY, K.CERTIFICATE)),
)
