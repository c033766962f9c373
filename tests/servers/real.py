"""What the mail servers that run as programs of their own have in common."""

import socket
import subprocess
import time

LOGIN = ("jan", "Geheim 4711!")  # user name and password
MAILBOX = "salaris@agency.test"  # the only address that mail is taken for without a login
SIZE_LIMIT = 200_000  # octets of a message


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Return as soon as somebody listens. Raises RuntimeError when the process ends first, or nobody ever does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"nobody listens at port {port}")
