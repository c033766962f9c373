"""Who must act on a diagnosis, and which form field it is about."""

from typing import Literal, NamedTuple

Actor = Literal["administrator", "employee", "provider", "network"]


class Responsibility(NamedTuple):
    """`field` is a field of the mail server's form, or "recipient", or None when no field is to blame."""

    actor: Actor
    field: str | None


ADMINISTRATOR: Actor = "administrator"
EMPLOYEE: Actor = "employee"
PROVIDER: Actor = "provider"
NETWORK: Actor = "network"

# With credentials per employee, these are the business of the person whose login it is.
LOGIN_CODES = frozenset(
    {"credentials-rejected", "app-password-needed", "account-locked", "oauth-token-rejected", "sender-not-allowed"}
)

RESPONSIBILITIES = {
    "host-unknown": Responsibility(ADMINISTRATOR, "host"),
    "host-no-address": Responsibility(ADMINISTRATOR, "host"),
    "dns-failure": Responsibility(NETWORK, "host"),
    "connection-refused": Responsibility(ADMINISTRATOR, "port"),
    "no-route": Responsibility(NETWORK, "host"),
    "connect-timeout": Responsibility(NETWORK, "port"),
    "network-forbidden": Responsibility(ADMINISTRATOR, "host"),
    "tls-on-plain-port": Responsibility(ADMINISTRATOR, "security"),
    "plain-on-tls-port": Responsibility(ADMINISTRATOR, "security"),
    "tls-too-old": Responsibility(PROVIDER, "security"),
    "tls-failed": Responsibility(ADMINISTRATOR, "security"),
    "tls-failed/own-authority": Responsibility(ADMINISTRATOR, "ca_certificate"),
    "certificate-expired": Responsibility(PROVIDER, "verify_certificate"),
    "certificate-name": Responsibility(ADMINISTRATOR, "host"),
    "certificate-self-signed": Responsibility(ADMINISTRATOR, "ca_certificate"),
    "certificate-unknown-authority": Responsibility(ADMINISTRATOR, "ca_certificate"),
    "not-smtp": Responsibility(ADMINISTRATOR, "port"),
    "greeting-refused": Responsibility(PROVIDER, "host"),
    "address-blocked": Responsibility(NETWORK, "host"),
    "address-blocked/domain": Responsibility(ADMINISTRATOR, "sender_address"),
    "server-busy": Responsibility(PROVIDER, None),
    "ehlo-refused": Responsibility(ADMINISTRATOR, None),
    "starttls-missing": Responsibility(ADMINISTRATOR, "security"),
    "starttls-refused": Responsibility(PROVIDER, "security"),
    "starttls-required": Responsibility(ADMINISTRATOR, "security"),
    "starttls-injection": Responsibility(NETWORK, "security"),
    "auth-not-offered": Responsibility(ADMINISTRATOR, "authentication"),
    "auth-needs-tls": Responsibility(ADMINISTRATOR, "security"),
    "mechanism-unsupported": Responsibility(ADMINISTRATOR, "security"),
    "credentials-rejected": Responsibility(ADMINISTRATOR, "password"),
    "app-password-needed": Responsibility(ADMINISTRATOR, "password"),
    "basic-auth-disabled": Responsibility(ADMINISTRATOR, "authentication"),
    "smtp-auth-disabled": Responsibility(ADMINISTRATOR, "username"),
    "account-locked": Responsibility(ADMINISTRATOR, "username"),
    "account-locked/sending": Responsibility(PROVIDER, "username"),
    "oauth-token-rejected": Responsibility(ADMINISTRATOR, "authentication"),
    "auth-temporary": Responsibility(PROVIDER, None),
    "login-required": Responsibility(ADMINISTRATOR, "authentication"),
    "sender-not-allowed": Responsibility(ADMINISTRATOR, "sender_address"),
    "sender-unverified": Responsibility(ADMINISTRATOR, "sender_address"),
    "sender-domain-refused": Responsibility(ADMINISTRATOR, "sender_address"),
    "sender-authentication": Responsibility(ADMINISTRATOR, "sender_address"),
    "recipient-unknown": Responsibility(EMPLOYEE, "recipient"),
    "recipient-refused": Responsibility(EMPLOYEE, "recipient"),
    "relay-denied": Responsibility(ADMINISTRATOR, "authentication"),
    "relay-denied/logged-in": Responsibility(PROVIDER, "sender_address"),
    "mailbox-full": Responsibility(EMPLOYEE, "recipient"),
    "greylisted": Responsibility(PROVIDER, None),
    "address-needs-smtputf8": Responsibility(EMPLOYEE, "recipient"),
    "address-needs-smtputf8/sender": Responsibility(ADMINISTRATOR, "sender_address"),
    "message-too-big": Responsibility(EMPLOYEE, None),
    "rate-limited": Responsibility(ADMINISTRATOR, None),
    "spam-refused": Responsibility(ADMINISTRATOR, None),
    "policy-refused": Responsibility(PROVIDER, None),
    "policy-refused/header": Responsibility(ADMINISTRATOR, "sender_address"),
    "content-refused": Responsibility(EMPLOYEE, None),
    "too-many-recipients": Responsibility(EMPLOYEE, "recipient"),
    "connection-lost": Responsibility(NETWORK, None),
    "timeout": Responsibility(NETWORK, None),
    "protocol-error": Responsibility(PROVIDER, "host"),
    "temporary-refusal": Responsibility(PROVIDER, None),
    "permanent-refusal": Responsibility(PROVIDER, None),
    "cancelled": Responsibility(EMPLOYEE, None),
}


def responsible(code: str, authentication: str) -> Responsibility:
    """Who acts on `code` and where; `authentication` is the server's: none, central or per_employee."""
    base = code.partition("/")[0]
    found = RESPONSIBILITIES.get(code) or RESPONSIBILITIES[base]
    if authentication == "per_employee" and code in LOGIN_CODES:
        return found._replace(actor=EMPLOYEE)
    return found
