"""nodemailer's smtp-server, a program of its own in JavaScript, at two ports: STARTTLS, and TLS from the start."""

import base64
import json
import os
import queue
import subprocess
import threading
from pathlib import Path

from .certificates import authority
from .real import LOGIN, MAILBOX, SIZE_LIMIT

PROGRAM = Path(__file__).with_name("nodemailer_server.mjs")


class NodemailerServer:
    """Runs while it is entered. Raises FileNotFoundError without Node.js, RuntimeError when it does not start."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def wait_for_message(self, seconds: float = 20) -> bytes:
        """The next message. Raises queue.Empty when there is none."""
        return self._arrived.get(timeout=seconds)

    def empty(self) -> None:
        """Forget the messages."""
        while not self._arrived.empty():
            self._arrived.get()

    def __enter__(self) -> "NodemailerServer":
        pem = authority().chain("localhost", "127.0.0.1").decode()
        user, password = LOGIN
        options = {
            "user": user,
            "password": password,
            "mailbox": MAILBOX,
            "sizeLimit": SIZE_LIMIT,
            "key": pem,
            "cert": pem,
        }
        self._process = subprocess.Popen(
            ["node", str(PROGRAM)],
            env={**os.environ, "EASYFLEX_TEST_SERVER": json.dumps(options)},
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        ports = self._process.stdout.readline()
        if not ports:
            self.__exit__()
            raise RuntimeError("smtp-server does not start")
        self.port, self.tls_port = json.loads(ports)
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._arrived.put(base64.b64decode(json.loads(line)))
