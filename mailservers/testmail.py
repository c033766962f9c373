"""Test e-mail versturen: one real message through a server, with its log, while people watch."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings as configuration
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mailservers.access import Person
from mailservers.credentials import central_login
from mailservers.encryption import SecretUnreadable
from mailservers.logs import alive
from mailservers.message import compose
from mailservers.models import Authentication, Company, MailServer, MailServerRevision, ServerFields, SmtpLog
from mailservers.models.log import new_code
from mailservers.policy import network_policy
from mailservers.revisions import newest_of
from mailservers.runs import Run
from mailservers.smtp.conversation import Conversation
from mailservers.smtp.driver import converse
from mailservers.smtp.message import Envelope
from mailservers.smtp.settings import Login, Security
from mailservers.smtp.transcript import Observer

DOUBLE_CLICK_S = 2
ADOPT_WITHIN = timedelta(hours=1)  # a test of unsaved values counts for the server when they are saved soon after
TESTED = ("host", "port", "security", "authentication", "username")
TESTED_WITH_TLS = (*TESTED, "verify_certificate", "ca_certificate")


class TooManyTests(Exception):
    """Somebody, or everybody together, runs more tests than the settings allow. Its text says what to do."""


def start_test(
    *,
    settings: ServerFields,
    login: Login | None,
    recipient: str | None,
    actor: Person | None,
    server: MailServer | None,
    click: str = "",
) -> SmtpLog:
    """Begin a test and answer with its running log at once; without a recipient only the login is tried.

    `settings` are the values on the screen or those of `server`. The same test once more, from a double click (known
    by its `click`), leads to the log of the first. Raises TooManyTests, and AddressRefused for a sender or recipient
    that no server could be told.
    """
    log = _new_log(settings, login, recipient, actor, server)
    log.request_digest = _request_digest(log.settings_digest, recipient, login, click)
    envelope = None
    if recipient:
        content = compose(
            settings=settings,
            name=log.identification,
            sender=log.sender,
            recipient=recipient,
            tester=log.actor_name,
            code=log.code,
        )
        envelope = Envelope(log.sender, (recipient,), content)
    run = Run(log.pk, _conversation(settings, login, envelope), policy=network_policy())
    with transaction.atomic():
        _one_click_at_a_time(actor)
        if earlier := _same_test(log, click):
            return earlier
        _refuse_too_many(actor)
        log.save(force_insert=True)
        transaction.on_commit(run.start)
    return log


def last_check(settings: ServerFields, login: Login, actor: Person) -> SmtpLog | None:
    """The newest attempt of `actor` in the last hour to do nothing but log in with exactly this; None without one."""
    digest = _request_digest(settings_digest(settings, login), None, login, "")
    since = timezone.now() - ADOPT_WITHIN
    checks = SmtpLog.objects.filter(kind=SmtpLog.Kind.TEST, actor=actor, started_at__gte=since, request_digest=digest)
    return checks.order_by("-started_at").first()


def settings_digest(settings: ServerFields, login: Login | None) -> str:
    """What tells whether two tests tried the same settings. Keyed, so that it tells nothing else."""
    central = settings.authentication == Authentication.CENTRAL
    names = TESTED if settings.security == Security.NONE else TESTED_WITH_TLS
    values = [getattr(settings, name) for name in names]
    return _digest("settings", [values, login.password if central and login else None])


def adopt_test(revision: MailServerRevision, actor: Person) -> None:
    """A test of values that were not saved yet counts for the server as soon as exactly these values are saved."""
    try:
        digest = settings_digest(revision, central_login(revision))
    except SecretUnreadable:
        return
    tests = SmtpLog.objects.filter(
        kind=SmtpLog.Kind.TEST, actor=actor, settings_digest=digest, started_at__gte=timezone.now() - ADOPT_WITHIN
    )
    if newest := tests.order_by("-started_at").first():
        newest.server, newest.revision, newest.identification = revision.server, revision, revision.identification
        newest.settings_changed = False
        newest.save(update_fields=["server", "revision", "identification", "settings_changed"])


def sender_for(settings: ServerFields, company: Company, actor: Person | None, recipient: str) -> str:
    """The envelope sender of a test: the server's own, else the company's, else the tester's, else the recipient."""
    return settings.sender_address or company.general_email or (actor.email if actor else "") or recipient


def _new_log(
    settings: ServerFields,
    login: Login | None,
    recipient: str | None,
    actor: Person | None,
    server: MailServer | None,
) -> SmtpLog:
    now = timezone.now()
    log = SmtpLog(
        kind=SmtpLog.Kind.TEST,
        code=new_code(),
        server=server,
        identification=getattr(settings, "identification", "") or (server.identification if server else ""),
        actor=actor,
        actor_name=str(actor or _("command line")),
        host=settings.host,
        port=settings.port,
        security=settings.security,
        authentication=settings.authentication,
        username=login.username if login else "",
        sender=sender_for(settings, Company.current(), actor, recipient) if recipient else "",
        recipient=recipient or "",
        started_at=now,
        seen_at=now,
        settings_digest=settings_digest(settings, login),
    )
    saved = _saved_as(log.settings_digest, server)
    log.revision = saved if recipient else None
    log.settings_changed = saved is None
    return log


def _saved_as(digest: str, server: MailServer | None) -> MailServerRevision | None:
    """The newest revision of `server`, when it is what is tested."""
    revision = newest_of(server) if server else None
    try:
        same = revision is not None and settings_digest(revision, central_login(revision)) == digest
    except SecretUnreadable:
        return None
    return revision if same else None


def _conversation(
    settings: ServerFields, login: Login | None, envelope: Envelope | None
) -> Callable[[Observer, Callable[[], bool]], Conversation]:
    target, policy, deadline_s = settings.smtp_settings(), network_policy(), configuration.TEST_DEADLINE_S

    def speak(observer: Observer, cancelled: Callable[[], bool]) -> Conversation:
        return converse(
            target, login, envelope, deadline_s=deadline_s, observer=observer, cancelled=cancelled, policy=policy
        )

    return speak


def _request_digest(settings: str, recipient: str | None, login: Login | None, click: str) -> str:
    """What tells whether two tests are the same request."""
    return _digest("request", [settings, recipient, login and [login.username, login.password], click])


def _digest(purpose: str, values: list[Any]) -> str:
    return salted_hmac(f"mailservers.testmail.{purpose}", json.dumps(values), algorithm="sha256").hexdigest()


def _one_click_at_a_time(actor: Person | None) -> None:
    """Let the second of two simultaneous clicks see the log of the first. SQLite has one writer anyway."""
    get_user_model()._default_manager.select_for_update().filter(pk=actor.pk if actor else 0).first()


def _same_test(log: SmtpLog, click: str) -> SmtpLog | None:
    """The log of the same test by the same person when it is still running or was started by the same click."""
    mine = {"actor": log.actor, "request_digest": log.request_digest}
    since = timezone.now() - timedelta(seconds=DOUBLE_CLICK_S)
    same = alive().filter(**mine).order_by("-started_at").first()
    return same or (SmtpLog.objects.filter(**mine, started_at__gte=since).first() if click else None)


def _refuse_too_many(actor: Person | None) -> None:
    tests = SmtpLog.objects.filter(kind=SmtpLog.Kind.TEST)
    lately = tests.filter(actor=actor, started_at__gte=timezone.now() - timedelta(minutes=1)).count()
    if lately >= configuration.TESTS_PER_MINUTE:
        raise TooManyTests(_("You have run many tests in the last minute. Wait a minute and try again."))
    if alive().count() >= configuration.TESTS_AT_ONCE:
        raise TooManyTests(_("Many tests are running at the moment. Wait until one of them has finished."))
