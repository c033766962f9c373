"""English explanations: logging in."""

from .text import Text

EN_LOGIN = {
    "auth-not-offered": Text(
        "The server offers no login here",
        ("A user name and password are set, but {host} does not let anyone log in on port {port}.",),
        (
            "Use port 587 with STARTTLS or 465 with SSL: there servers do offer a login.",
            "If this server needs no login, choose authentication “None”.",
        ),
    ),
    "auth-needs-tls": Text(
        "The server accepts no password over an open connection",
        ("{host} only lets you log in after the connection has been secured.",),
        (
            "Choose STARTTLS: the server offers it on port {starttls_port}.",
            "Another secured port will do too: usually 587 with STARTTLS or 465 with SSL.",
        ),
    ),
    "mechanism-unsupported": Text(
        "No way of logging in that both sides know",
        ("{host} does not accept the login method that was used.", "It offers: {offered}.", "We tried {mechanism}."),
        (
            "Check that security is STARTTLS or SSL: without it servers often hide the usual methods.",
            "Ask the administrator of {host} to allow PLAIN or LOGIN over TLS.",
        ),
    ),
    "credentials-rejected": Text(
        "The server rejects the user name or password",
        (
            "{host} does not accept this login.",
            "The user name was {username}.",
            "The password was probably changed, or one of the two contains a typing error.",
        ),
        (
            "Enter user name and password again; the user name is often the complete e-mail address.",
            "Log in to the provider's web mail with them to see whether they are right.",
            "With two-step verification many providers want an app password instead of your own.",
        ),
    ),
    "app-password-needed": Text(
        "The provider wants an app password",
        ("{host} does not accept your ordinary password in programs, usually because two-step verification is on.",),
        (
            "Create an app password (also called authorisation code) in the security settings of your account.",
            "Enter it here in place of your ordinary password.",
            "The provider explains how at {link}.",
        ),
    ),
    "basic-auth-disabled": Text(
        "The provider no longer allows logging in with a password",
        (
            "{host} has switched off logins with user name and password (basic authentication).",
            "A different password does not help.",
        ),
        (
            "Microsoft 365: an administrator can allow it again for now, or have mail sent with OAuth or a "
            "relay connector.",
            "Or use another mail server, one that accepts passwords or needs none.",
            "The provider explains more at {link}.",
        ),
    ),
    "smtp-auth-disabled": Text(
        "Sending from programs is switched off for this mailbox",
        ("{host} does not allow this mailbox, or the whole organisation, to send through SMTP with a login.",),
        (
            "Have it switched on in the mailbox's settings; for Microsoft 365: admin center > Users > Mail > "
            "Manage email "
            "apps > Authenticated SMTP.",
            "With other providers, look in web mail for “allow POP3/IMAP/SMTP access”.",
            "Some subscriptions do not include it: then choose another subscription or another mail server.",
            "The provider explains more at {link}.",
        ),
    ),
    "account-locked": Text(
        "The account is locked, or wants a confirmation first",
        ("{host} lets nobody log in to this account at the moment.", "The user name was {username}."),
        (
            "Log in to the provider's web mail and follow its instructions.",
            "After too many wrong passwords: wait an hour before the next test.",
            "Has the account or subscription expired? Renew it, or use another account.",
            "The provider explains more at {link}.",
        ),
    ),
    "account-locked/sending": Text(
        "The account is not allowed to send",
        ("The provider has blocked or not yet released this account for sending.",),
        (
            "Ask the provider why, and what has to happen before it is released.",
            "The provider explains more at {link}.",
            "Was the account misused? Change its password first.",
        ),
    ),
    "oauth-token-rejected": Text(
        "The server rejects the access token",
        (
            "{host} does not accept the OAuth access token: it has expired, or was issued for something else.",
            "The server reported: {status}.",
            "It asks for the scope {scope}.",
        ),
        ("Obtain a new access token with the right to send through SMTP, for this same user name.",),
    ),
    "auth-temporary": Text(
        "The server cannot check logins at the moment",
        ("{host} answered the login with a temporary error; the password may well be right.",),
        ("Try again in a few minutes.", "If it lasts, ask the provider whether there is a disruption."),
    ),
    "login-required": Text(
        "The server wants you to log in first",
        ("{host} only accepts mail from people who have logged in.",),
        ("Set authentication to central or per employee and enter a user name and password for this server.",),
    ),
    "login-required/client-rejected": Text(
        "The server refuses clients that have not logged in",
        (
            "{host} refused us, while it does offer a login.",
            "Servers set up for sending only do this to everyone who has not logged in.",
        ),
        (
            "Set authentication to central or per employee and enter a user name and password.",
            "Is no login intended? Then ask the administrator of {host} to allow this network's address.",
        ),
    ),
}
