"""`./dev start`: the web application, its delivery workers and the training mail server, from one command."""

import fcntl
import json
import os
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtool.paths import MANAGE, PYTHON, ROOT, give_up, product_environment, say
from devtool.supervisor import Child, Supervisor

HOST = "127.0.0.1"
THREADS = 16  # a test mail's page polls while its conversation runs in the same process
READY_WITHIN_S = 60.0
NOT_A_DEMO = 3  # load_demo's exit code for a database with people of its own
DEMO_ACCOUNTS = ("beheerder", "medewerker", "medewerker2", "support")
DEMO_PASSWORD = "demo-easyflex"


def start(*, port: int, data: Path, demo: bool, workers: int) -> int:
    """Serve until SIGINT or SIGTERM; returns 0 then, 1 when it could not start."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / "static").mkdir(exist_ok=True)  # of collectstatic; WhiteNoise warns when it is not there
    except OSError as error:
        give_up(f"the data folder {data} cannot be made ({error.strerror}). Choose another: --data DIR.")
    with only_one_on(data) as lock:
        listener = listen(port)
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        lock.write_text(json.dumps({"address": address, "pid": os.getpid()}))
        environment = product_environment(data)
        prepare(environment)
        demo = demo and load_demo(environment)

        supervisor = Supervisor()
        supervisor.stop_on_signals()
        for child in servers(listener, environment, demo=demo):
            supervisor.add(child)
        try:
            if not supervisor.run_until(
                lambda: answers(address) and (not demo or training_answers(data)), READY_WITHIN_S
            ):
                return 0 if supervisor.stopping else not_ready()
            for child in delivery(environment, workers):  # not before: the demo's documents would be refused
                supervisor.add(child)
            tell(address, data, demo=demo, workers=workers)
            supervisor.run()
        finally:
            supervisor.end_all()
    return 0


@contextmanager
def only_one_on(data: Path) -> Iterator[Path]:
    """Hold the data folder; gives up when another `./dev start` does. The kernel lets go of it with the process."""
    path = data / "start.lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            give_up(f"{already_running(path)} Stop it first, or start with another folder: --data DIR.")
        yield path
        path.write_text("")


def already_running(lock: Path) -> str:
    """Who has the data folder, as far as the lock file tells."""
    try:
        other = json.loads(lock.read_text())
    except ValueError:
        return f"Easyflex is being started on {lock.parent} already."
    return f"Easyflex is running on {lock.parent} already: {other['address']} (process {other['pid']})."


def listen(port: int) -> socket.socket:
    """The socket that the web server gets: held here, so that a restart of it keeps the address."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        give_up(
            f"port {port} cannot be used ({error.strerror}). Choose another: --port N, or --port 0 for any free one."
        )
    listener.listen(128)
    return listener


def prepare(environment: dict[str, str]) -> None:
    """Bring the database up to date."""
    done = subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment)
    if done.returncode != 0:
        give_up("the database could not be brought up to date; the lines above say why.")


def load_demo(environment: dict[str, str]) -> bool:
    """Fill an empty database with the demo's data; False when the database is somebody's own."""
    done = subprocess.run([*MANAGE, "load_demo", "--once"], cwd=ROOT, env=environment)
    if done.returncode not in (0, NOT_A_DEMO):
        give_up("the demo data could not be loaded; the lines above say why. --no-demo starts without.")
    return done.returncode == 0


def servers(listener: socket.socket, environment: dict[str, str], *, demo: bool) -> Iterator[Child]:
    """The processes that others connect to."""
    descriptor = listener.fileno()
    serve = ["--bind", f"fd://{descriptor}", "--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS)]
    quietly = ["--log-level", "warning", "--no-control-socket", "--graceful-timeout", "10"]
    gunicorn = [str(PYTHON), "-m", "gunicorn", "easyflex.wsgi", *serve, *quietly]
    yield Child("web application", gunicorn, environment, pass_fds=(descriptor,))
    if demo:
        yield Child("training mail server", [*MANAGE, "training_server", "--verbosity", "0"], environment)


def delivery(environment: dict[str, str], workers: int) -> Iterator[Child]:
    """The processes that send what is in the outbox."""
    for number in range(1, workers + 1):
        name = "delivery worker" if workers == 1 else f"delivery worker {number}"
        yield Child(name, [*MANAGE, "deliver"], environment)


def answers(address: str) -> bool:
    """Whether the web application says that it lives."""
    try:
        with urllib.request.urlopen(f"{address}health/live", timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def training_answers(data: Path) -> bool:
    """Whether the training mail server accepts connections on the port that it wrote down."""
    try:
        port = json.loads((data / "training" / "ports.json").read_text())["plain"]
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except (OSError, ValueError, KeyError):
        return False


def not_ready() -> int:
    """The exit code when the product did not come up, said in words."""
    say(f"dev: Easyflex did not answer within {READY_WITHIN_S:.0f} s; the lines above say why.")
    return 1


def tell(address: str, data: Path, *, demo: bool, workers: int) -> None:
    """What somebody needs to know to begin, on standard output."""
    lines = ["", f"  Easyflex Mailservers   {address}", f"  Data folder            {data}"]
    if demo:
        lines += [
            f"  Accounts               {', '.join(DEMO_ACCOUNTS)}",
            f"  Password               {DEMO_PASSWORD}",
            f"  Training mail server   {address}training/",
        ]
    else:
        option = (
            "" if os.environ.get("EASYFLEX_DATA") == str(data) or data == ROOT / "var" else f"EASYFLEX_DATA={data} "
        )
        lines.append(f"  First administrator    {option}./dev manage createsuperuser")
    if workers == 0:
        lines.append("  No delivery worker     ./dev manage deliver")
    print("\n".join([*lines, "", "  Ctrl-C ends everything.", ""]), flush=True)
