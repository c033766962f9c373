"""The part of Dovecot that other servers ask whether a login is right, for one user with one password."""

import base64
import contextlib
import socket
import socketserver
import threading
from pathlib import Path

# Version 1.1 of Dovecot's authentication protocol: what a server says when it is connected to.
HELLO = "VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t{:032x}\nDONE\n"
PROMPTS = ("VXNlcm5hbWU6", "UGFzc3dvcmQ6")  # "Username:" and "Password:"


class DovecotAuthentication:
    """Listens at a Unix socket from `start` to `stop`."""

    def __init__(self, path: Path, user: str, password: str) -> None:
        self._path = path
        self._login = [user.encode(), password.encode()]

    def start(self) -> None:
        """Begin to answer."""
        login = self._login

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    self.wfile.write(HELLO.format(1).encode())
                    answers = _Answers(login)
                    for line in self.rfile:
                        self.wfile.write(answers.to(line.decode().rstrip("\n")).encode())

        self._server = _Server(str(self._path), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()


class _Answers:
    """What is said over one connection; several requests may be under way at once, each with its number."""

    def __init__(self, login: list[bytes]) -> None:
        self._login = login
        self._said: dict[str, list[bytes]] = {}  # by request number: what AUTH LOGIN has asked for so far

    def to(self, line: str) -> str:
        command, *fields = line.split("\t")
        if command == "AUTH":
            number, mechanism, *rest = fields
            response = next((base64.b64decode(field[5:]) for field in rest if field.startswith("resp=")), None)
            if mechanism == "PLAIN" and response is not None:
                return self._verdict(number, response.split(b"\0")[1:])
            self._said[number] = [] if response is None else [response]
            return self._prompt_or_verdict(number)
        if command == "CONT":
            number, response_text = fields
            self._said[number].append(base64.b64decode(response_text))
            return self._prompt_or_verdict(number)
        return ""

    def _prompt_or_verdict(self, number: str) -> str:
        said = self._said[number]
        return f"CONT\t{number}\t{PROMPTS[len(said)]}\n" if len(said) < 2 else self._verdict(number, said)

    def _verdict(self, number: str, given: list[bytes]) -> str:
        right = given == self._login
        return f"OK\t{number}\tuser={self._login[0].decode()}\n" if right else f"FAIL\t{number}\n"


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    address_family = socket.AF_UNIX
