"""Postfix as it comes with Debian, in a folder of its own, at two ports: STARTTLS, and TLS from the start.

Postfix needs root to start. Logins are asked of `DovecotAuthentication`, because Cyrus SASL needs files of the machine.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from .certificates import authority
from .dovecot import DovecotAuthentication
from .real import LOGIN, MAILBOX, SIZE_LIMIT, wait_for_port

SERVICES = """\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


class PostfixServer:
    """Runs while it is entered. Raises FileNotFoundError without Postfix, RuntimeError when it does not start."""

    def __init__(self) -> None:
        self.port, self.tls_port = _free_port(), _free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="easyflex-postfix-", dir="/tmp"))
        self._authentication = DovecotAuthentication(self._folder / "auth", *LOGIN)

    @property
    def messages(self) -> list[bytes]:
        """What lies in the mailbox."""
        return [path.read_bytes() for path in sorted(self._folder.glob("mail/box/new/*"))]

    def wait_for_message(self, seconds: float = 20) -> bytes:
        """The first message of the mailbox, delivered a moment after it was accepted. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if messages := self.messages:
                return messages[0]
            time.sleep(0.02)
        raise TimeoutError("Postfix delivered nothing")

    def empty(self) -> None:
        """Forget the messages."""
        shutil.rmtree(self._folder / "mail" / "box", ignore_errors=True)

    @property
    def log(self) -> str:
        """What Postfix wrote about its work."""
        path = self._folder / "log" / "mail.log"
        return path.read_text() if path.exists() else ""

    def __enter__(self) -> "PostfixServer":
        self._folder.chmod(0o755)  # Postfix's own users walk through it
        self._write_configuration()
        self._authentication.start()
        os.chmod(self._folder / "auth", 0o666)
        self._master = subprocess.Popen(
            ["/usr/lib/postfix/sbin/master", "-c", str(self._folder / "etc"), "-d"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_port(self.port, self._master)
        except RuntimeError as error:
            self.__exit__()
            raise RuntimeError(f"Postfix does not start: {self.log[-2000:]}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._master.terminate()
        self._master.wait(30)
        self._authentication.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write_configuration(self) -> None:
        folder = self._folder
        for name in ("etc", "queue", "data", "mail", "log"):
            (folder / name).mkdir()
        for name in ("data", "mail"):
            shutil.chown(folder / name, "postfix")
        (folder / "etc" / "mailboxes").write_text(f"{MAILBOX} box/\n")
        chain = folder / "etc" / "chain.pem"
        chain.write_bytes(authority().chain("localhost", "127.0.0.1"))
        chain.chmod(0o600)
        settings = self._settings(chain)
        (folder / "etc" / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        ports = (
            f"127.0.0.1:{self.port} inet n - n - - smtpd\n"
            f"127.0.0.1:{self.tls_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
        )
        (folder / "etc" / "master.cf").write_text(ports + SERVICES)
        subprocess.run(["/usr/sbin/postfix", "-c", str(folder / "etc"), "check"], check=True, capture_output=True)

    def _settings(self, chain: Path) -> dict[str, object]:
        folder, domain = self._folder, MAILBOX.partition("@")[2]
        mailboxes = f"texthash:{folder}/etc/mailboxes"
        return {
            "compatibility_level": "3.6",
            "queue_directory": folder / "queue",
            "data_directory": folder / "data",
            "maillog_file": folder / "log" / "mail.log",
            "maillog_file_prefixes": folder,
            "myhostname": f"mail.{domain}",
            "mydestination": "",
            "mynetworks": "192.0.2.1/32",  # nobody may relay without logging in
            "inet_protocols": "ipv4",
            "alias_maps": "",
            "alias_database": "",
            "virtual_mailbox_domains": domain,
            "virtual_mailbox_base": folder / "mail",
            "virtual_mailbox_maps": mailboxes,
            "virtual_uid_maps": f"static:{os.stat(folder / 'mail').st_uid}",
            "virtual_gid_maps": f"static:{os.stat(folder / 'mail').st_gid or 65534}",
            "virtual_minimum_uid": 1,
            "message_size_limit": SIZE_LIMIT,
            "virtual_mailbox_limit": SIZE_LIMIT,
            "smtpd_relay_restrictions": "permit_sasl_authenticated, reject_unauth_destination",
            "smtpd_tls_security_level": "may",
            "smtpd_tls_auth_only": "yes",
            "smtpd_tls_chain_files": chain,
            "smtpd_sasl_auth_enable": "yes",
            "smtpd_sasl_type": "dovecot",
            "smtpd_sasl_path": folder / "auth",
            "smtpd_client_connection_rate_limit": 0,
            "smtpd_error_sleep_time": 0,
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
