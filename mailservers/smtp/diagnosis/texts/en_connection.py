"""English explanations: finding the server, TLS, greeting."""

from .text import Text

EN_CONNECTION = {
    "host-unknown": Text(
        "The server name does not exist",
        ("No computer on the internet is called {host}.", "A typing error is the usual cause."),
        (
            "Compare the server address with what your e-mail provider gave you; it often starts with “smtp.”.",
            "If the name is only known inside an office network, test from that network.",
        ),
    ),
    "host-no-address": Text(
        "The server name has no address",
        ("The name {host} exists, but no address belongs to it, so there is nothing to connect to.",),
        ("Check the name: mail providers usually have a separate name for sending, such as smtp.{host}.",),
    ),
    "dns-failure": Text(
        "The server name could not be looked up",
        ("Looking up {host} gave no answer. The name may be right: it is the look-up itself that failed.",),
        (
            "Try again in a few minutes.",
            "If it keeps failing, ask your network administrator whether name resolution (DNS) works on this server.",
        ),
    ),
    "connection-refused": Text(
        "Nothing listens on this port",
        ("{host} can be reached, but refuses connections on port {port}.", "The port is probably wrong."),
        (
            "Use 587 with STARTTLS or 465 with SSL; port 25 is often closed for sending.",
            "If the port is right, ask the administrator of {host} whether the mail service is running.",
        ),
    ),
    "no-route": Text(
        "The network cannot reach the server",
        ("There is no route from here to {host}.", "The address tried was {address}."),
        (
            "Check whether this computer has a working internet connection or VPN.",
            "Ask your network administrator whether traffic to {host}, port {port}, is allowed.",
        ),
    ),
    "connect-timeout": Text(
        "The server does not answer",
        (
            "{host} gave no answer at all on port {port}.",
            "Usually a firewall drops the traffic without a word; many networks do so with port 25.",
        ),
        (
            "Try port 587 with STARTTLS or port 465 with SSL.",
            "Ask your network administrator to open outgoing traffic to {host}, port {port}.",
        ),
    ),
    "network-forbidden": Text(
        "This address may not be used",
        (
            "{host} is on a network that this application is not allowed to connect to.",
            "The address is {address}.",
            "That protects internal systems against misuse.",
        ),
        (
            "Check the server address.",
            "If this really is your mail server, ask the person who runs this application to allow its network.",
        ),
    ),
    "tls-on-plain-port": Text(
        "This port does not start with SSL",
        ("We started with SSL, but {host} speaks plain SMTP on port {port}.", "It began with: {first_bytes}"),
        (
            "Does this port offer STARTTLS? Then choose STARTTLS.",
            "To keep SSL, use the port on which {host} starts with SSL; usually that is 465.",
        ),
    ),
    "plain-on-tls-port": Text(
        "This port expects SSL",
        ("On port {port}, {host} only talks after an SSL connection has been made; we started without.",),
        ("Choose SSL for port {port}, or use STARTTLS with port 587.",),
    ),
    "plain-on-tls-port/silent": Text(
        "This port probably expects SSL",
        (
            "{host} accepted the connection on port {port} but did not greet us.",
            "Servers stay silent like this when they wait for SSL, which is what this port is meant for.",
        ),
        ("Choose SSL for port {port}, or use STARTTLS with port 587.",),
    ),
    "tls-too-old": Text(
        "The server and we share no safe version of TLS",
        (
            "{host} and this application could not agree on a version of TLS.",
            "The version in use was {version}.",
            "TLS 1.0 and 1.1 are broken and no longer accepted.",
        ),
        ("Ask the administrator of {host} to switch on TLS 1.2 or newer.",),
    ),
    "tls-failed": Text(
        "The secure connection could not be made",
        ("The TLS handshake with {host} on port {port} failed.", "Technically: {detail}."),
        (
            "Check that port and security belong together: 465 with SSL, 587 with STARTTLS.",
            "If they do, show the detail log to the administrator of {host}.",
        ),
    ),
    "tls-failed/certificate": Text(
        "The server's certificate was not accepted",
        ("The certificate of {host} failed the check.", "Technically: {detail}.", "It was issued by {issuer}."),
        ("Show the detail log to the administrator of {host}.",),
    ),
    "tls-failed/own-authority": Text(
        "Your own certificate authority cannot be read",
        ("What was entered as the certificate of your own authority is not a readable certificate.",),
        ("Paste the complete text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",),
    ),
    "certificate-expired": Text(
        "The server's certificate has expired",
        ("The certificate of {host} is no longer valid.", "It was valid until {not_after}."),
        (
            "Ask the administrator of {host} to renew the certificate.",
            "Check the date and time of the computer that this application runs on.",
        ),
    ),
    "certificate-expired/not-yet-valid": Text(
        "The server's certificate is not valid yet",
        (
            "The certificate of {host} only becomes valid later.",
            "It is valid from {not_before}.",
            "Either it, or a clock, is wrong.",
        ),
        (
            "Check the date and time of the computer that this application runs on.",
            "If they are right, tell the administrator of {host}.",
        ),
    ),
    "certificate-name": Text(
        "The certificate belongs to another name",
        (
            "The server proved its identity with a certificate that is not made out to {host}.",
            "It is valid for: {names}.",
        ),
        (
            "Use a name from the certificate as the server address, if it belongs to your provider: {names}.",
            "Otherwise ask the administrator of {host} for the right name, or for a certificate with this name.",
        ),
    ),
    "certificate-name/address": Text(
        "A certificate is made out to a name, not to this address",
        ("You entered the address {host}; the server's certificate does not contain it.", "It is valid for: {names}."),
        ("Enter the server's name instead of its address, for example: {names}.", "Ask for the server's name."),
    ),
    "certificate-self-signed": Text(
        "The server made its own certificate",
        (
            "The certificate of {host} is signed by itself, so nobody vouches for it.",
            "It says: {subject}, valid until {not_after}.",
        ),
        (
            "Ask the administrator of {host} for this certificate as a file and paste it under own certificate "
            "authority.",
            "Better: ask for a certificate from a recognised authority, such as Let's Encrypt.",
        ),
    ),
    "certificate-unknown-authority": Text(
        "The certificate comes from an unknown authority",
        (
            "The certificate of {host} was issued by an authority that this computer does not know.",
            "The issuer is {issuer}.",
            "It may be the organisation's own authority, or the server does not send its intermediate certificate.",
        ),
        (
            "Is it your organisation's own authority? Paste its certificate under own certificate authority.",
            "If not, ask the administrator of {host} to install the complete certificate chain.",
        ),
    ),
    "not-smtp": Text(
        "This is not a mail server for sending",
        (
            "What answers on {host}, port {port}, does not speak SMTP.",
            "It looks like {service}.",
            "It began with: {first_bytes}",
        ),
        ("Check server address and port. For sending, use 587 with STARTTLS or 465 with SSL.",),
    ),
    "greeting-refused": Text(
        "The server turns us away at the door",
        ("{host} refused the conversation before it began.",),
        (
            "Check that this is the server for sending, not the one for receiving mail.",
            "Ask the administrator of {host} why this connection is refused; show the detail log.",
        ),
    ),
    "address-blocked": Text(
        "The server does not accept mail from this network",
        (
            "{host} refuses the internet address that this application sends from.",
            "The address is on a block list, has a bad reputation, or is not on the server's list of allowed "
            "addresses.",
        ),
        (
            "The explanation of the server is at {link}.",
            "Send through your provider's server with login, on port 587 or 465.",
            "Ask your network administrator to have the address removed from the list, or the provider to allow it.",
        ),
    ),
    "address-blocked/domain": Text(
        "The sender's domain is on a block list",
        ("{host} refuses mail from this sender because the domain is listed or has a bad reputation.",),
        (
            "The explanation of the server is at {link}.",
            "Ask the administrator of the domain to find out why it is listed and have it removed.",
            "Use another sender address until then.",
        ),
    ),
    "address-blocked/reverse-dns": Text(
        "This network's address has no proper name",
        (
            "{host} only accepts mail from addresses with a reverse name (PTR record) that fits.",
            "The address that this application sends from has none, or another one.",
        ),
        (
            "Send through your provider's server with login, on port 587 or 465.",
            "Or ask your network administrator to set up the reverse name.",
        ),
    ),
    "server-busy": Text(
        "The server is too busy at the moment",
        ("{host} takes no more work now: too many connections, or it is temporarily out of service.",),
        (
            "Nothing has to be changed; waiting documents are tried again automatically.",
            "Does it happen often? Lower the number of simultaneous connections for this server.",
        ),
    ),
    "server-busy/storage": Text(
        "The server has no room at the moment",
        ("{host} is short of disk space or memory and cannot take this message now.",),
        ("Documents are tried again automatically.", "Tell the administrator of {host} if it lasts."),
    ),
    "ehlo-refused": Text(
        "The server does not like the name we introduce ourselves with",
        ("Every mail client says its own name first (EHLO); {host} refused it.", "The name was {ehlo_name}."),
        (
            "Ask the person who runs this application to set an existing, full computer name for EHLO.",
            "If the server is yours, relax its check for logged-in clients.",
        ),
    ),
    "starttls-missing": Text(
        "The server offers no STARTTLS",
        (
            "{host} does not offer to secure the connection on port {port}, so we stopped before anything was sent.",
            "A firewall or virus scanner in between can hide the offer too.",
        ),
        ("Try SSL with port 465.", "Otherwise ask the administrator of {host} which port is secured."),
    ),
    "starttls-missing/already-encrypted": Text(
        "The server offers no STARTTLS on this port",
        ("{host} does not offer STARTTLS on port {port}; that port is meant for SSL from the start.",),
        ("Choose SSL with this port, or port 587 with STARTTLS.",),
    ),
    "starttls-refused": Text(
        "The server could not start the secure connection",
        ("{host} offers STARTTLS, but refused when we asked for it.",),
        (
            "Try SSL with port 465.",
            "Tell the administrator of {host}: the server's TLS settings or certificate need attention.",
        ),
    ),
    "starttls-required": Text(
        "The server wants a secure connection first",
        ("{host} only accepts mail over a secured connection.",),
        (
            "Choose STARTTLS: the server offers it on port {starttls_port}.",
            "Another secured port will do too: usually 587 with STARTTLS or 465 with SSL.",
        ),
    ),
    "starttls-injection": Text(
        "Something interfered with the secure connection",
        (
            "Unexpected data arrived between agreeing on STARTTLS and securing the connection.",
            "That is a known attack, or a broken server; nothing was sent.",
        ),
        ("Use SSL with port 465.", "Report it to the administrator of {host} and to your network administrator."),
    ),
}
